/** When a server of Consul serves: it knows a leader, is in a cluster of exactly our nodes, and reaches that leader. */
import { isIP } from 'node:net';
import { answerOf } from '../kit/http/ask';
import type { NodeHttp } from '../kit/http/node-http';
import type { SystemContext } from '../kit/system';
import { serverAddress } from './agent';
import { leaderPath, parsedLeader, parsedPeers, peersPath, registerPath } from './kv';

export async function serves(http: NodeHttp, context: SystemContext): Promise<boolean> {
  const leader = await answerOf(http, { method: 'GET', path: leaderPath }, context.signal);
  if (leader === undefined || parsedLeader(leader.body) === undefined) return false;
  const peers = await answerOf(http, { method: 'GET', path: peersPath }, context.signal);
  if (peers === undefined || !isOurCluster(parsedPeers(peers.body), context)) return false;
  // The key is not there yet; that a majority says so through this node is what counts.
  const read = await answerOf(http, { method: 'GET', path: registerPath, query: { consistent: '' } }, context.signal);
  return read !== undefined && (read.status === 200 || read.status === 404);
}

/** Servers name each other by addresses; of a node that is known by its name only the number can be compared. */
function isOurCluster(peers: readonly string[], { nodes }: SystemContext): boolean {
  const addresses = nodes.map((node) => node.remote.address).filter((address) => isIP(address) !== 0);
  return peers.length === nodes.length && addresses.every((address) => peers.includes(serverAddress(address)));
}

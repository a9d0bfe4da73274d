/** Consul's key-value store, as in the last part of the post; made with the 1.8 of Debian 11. */

import { isIP } from 'node:net';
import type { LogPattern } from '@/lib/checker/core/checker';
import { daemonSystem } from '../kit/daemon-system';
import { answerOf } from '../kit/http/ask';
import { NodeHttp } from '../kit/http/node-http';
import { type InitialValue, writeInitialValue } from '../kit/initial-value';
import { findProgram, versionOf } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';
import { agentFlags, files, httpPort, program, serverAddress } from './agent';
import { ConsulClient } from './client';
import { leaderPath, parsedLeader, parsedPeers, parsedRegister, peersPath, registerPath } from './kv';
import { ConsulStatusProbe } from './status-probe';

/**
 * What the Go runtime writes in a crash, at the start of a line. Consul's own lines are no sign of one: a partition, or
 * a port in use, brings the level error, too.
 *
 *     panic: runtime error: index out of range [3] with length 3
 */
const logPatterns: readonly LogPattern[] = [
  { title: 'Consul panicked', pattern: '^panic: ' },
  { title: 'the Go runtime gave up', pattern: '^fatal error: ' },
];

/** The register at its start. */
const initialValue: InitialValue<NodeHttp> = {
  system: 'Consul',
  connect: (node) => new NodeHttp(node.remote, httpPort),
  async create(http, limit) {
    const request = { method: 'PUT', path: registerPath, query: { cas: '0' }, body: { text: 'null' } } as const;
    const result = await http.request(request, limit);
    // false: it exists already.
    return result.ok && result.value.status === 200 && ['true', 'false'].includes(result.value.body.trim());
  },
  async reset(http, limit) {
    const read = await http.request({ method: 'GET', path: registerPath, query: { consistent: '' } }, limit);
    if (!read.ok) return false;
    if (read.value.status === 404) return this.create(http, limit);
    const register = read.value.status === 200 ? parsedRegister(read.value.body) : undefined;
    if (!register) return false;
    if (register.value === null) return true;
    const query = { cas: String(register.modifyIndex) };
    const result = await http.request({ method: 'PUT', path: registerPath, query, body: { text: 'null' } }, limit);
    return result.ok && result.value.status === 200 && result.value.body.trim() === 'true';
  },
  async isSeen(http, limit) {
    const result = await http.request({ method: 'GET', path: registerPath, query: { stale: '' } }, limit);
    return result.ok && result.value.status === 200 && parsedRegister(result.value.body)?.value === null;
  },
};

interface InstalledConsul {
  readonly version: string;
  readonly binary: string;
}

export const consul = daemonSystem({
  title: 'Consul',
  program,
  filesOf: () => files,
  portOf: () => httpPort,
  async install(node: SystemNode, context: SystemContext): Promise<InstalledConsul> {
    const binary = await findProgram(node, context, program);
    return { binary, version: await versionOf(node, binary, program) };
  },
  commandOf: ({ node, context, installed, token }) => ({
    command: [installed.binary, ...agentFlags(node, context.nodes, token)],
  }),
  isServing: (http, { context }) => serves(http, context),
  needsOf: () => 'ports 8300, 8301 and 8500 must be free, and the nodes must reach each other, on 8301 by UDP, too',
  prepare: ({ context }) => writeInitialValue(context, initialValue),
  clients: {
    register({ node, context }) {
      const { readLevel, timeoutMs } = context.plan.client;
      return new ConsulClient(node, { readLevel, timeoutMs });
    },
  },
  openStatusProbe: (node) => new ConsulStatusProbe(node),
  logPatterns,
});

/** It knows a leader, belongs to a cluster of exactly our nodes, and reaches that leader. */
async function serves(http: NodeHttp, context: SystemContext): Promise<boolean> {
  const leader = await answerOf(http, { method: 'GET', path: leaderPath }, context.signal);
  if (leader === undefined || parsedLeader(leader.body) === undefined) return false;
  const peers = await answerOf(http, { method: 'GET', path: peersPath }, context.signal);
  if (peers === undefined || !isOurCluster(parsedPeers(peers.body), context)) return false;
  // The key does not exist yet; that a majority says so through this node proves that it reaches the leader.
  const read = await answerOf(http, { method: 'GET', path: registerPath, query: { consistent: '' } }, context.signal);
  return read !== undefined && (read.status === 200 || read.status === 404);
}

/** Servers list each other by address, so of nodes given by name only the number can be compared. */
function isOurCluster(peers: readonly string[], { nodes }: SystemContext): boolean {
  const addresses = nodes.map((node) => node.remote.address).filter((address) => isIP(address) !== 0);
  return peers.length === nodes.length && addresses.every((address) => peers.includes(serverAddress(address)));
}

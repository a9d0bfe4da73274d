/** One member of the etcd cluster on paper: where it listens, where its files lie, how it is started. */
import { isIP, isIPv6 } from 'node:net';
import type { SystemNode } from '../system';

export const clientPort = 2379;
const peerPort = 2380;

export const dataDirectory = '/var/lib/clew/etcd';
export const logFile = '/var/log/clew/etcd.log';
export const pidFile = '/run/clew/etcd.pid';
/** Where the binary is put on a node that has none. */
export const installedBinary = '/opt/clew/etcd/etcd';

export function clientUrl(address: string): string {
  return `http://${urlHost(address)}:${clientPort}`;
}

export function peerUrl(address: string): string {
  return `http://${urlHost(address)}:${peerPort}`;
}

/**
 * The flags of a member of a static cluster. The token differs from run to run, so that a member left over from an
 * earlier run can never join this one. Heartbeat and election times stay at etcd's defaults: the defaults are tested.
 */
export function memberFlags(node: SystemNode, nodes: readonly SystemNode[], token: string): readonly string[] {
  const { address } = node.remote;
  return [
    ...['--name', node.name],
    ...['--data-dir', dataDirectory],
    ...['--listen-client-urls', `http://${listenHost(address)}:${clientPort}`],
    ...['--advertise-client-urls', clientUrl(address)],
    ...['--listen-peer-urls', `http://${listenHost(address)}:${peerPort}`],
    ...['--initial-advertise-peer-urls', peerUrl(address)],
    ...['--initial-cluster', nodes.map((member) => `${member.name}=${peerUrl(member.remote.address)}`).join(',')],
    ...['--initial-cluster-token', token],
    ...['--initial-cluster-state', 'new'],
    '--enable-v2',
  ];
}

/** etcd binds to addresses only, never to a name; a node known by its name listens on all of its addresses. */
function listenHost(address: string): string {
  return isIP(address) === 0 ? '0.0.0.0' : urlHost(address);
}

function urlHost(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}

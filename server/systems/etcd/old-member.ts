/**
 * One member of a cluster of etcd 0.4, which has other flags and grows its cluster: the first member starts alone, and
 * each of the others joins the existing ones.
 *
 * Written from the documentation and source of etcd 0.4, and tested against a script that answers accordingly, not
 * against a real etcd 0.4.
 */
import { urlHost } from '../kit/http/node-http';
import type { SystemNode } from '../kit/system';
import { isBefore } from '../kit/version';
import { clientPort, dataDirectory, listenHost, peerPort } from './member';

/**
 * etcd 0.4 removes a member that was unreachable for this long, but a member that was cut off must return. A day is
 * longer than any fault.
 */
const removeDelaySeconds = 86_400;

export function isOldVersion(version: string): boolean {
  return version.startsWith('0.');
}

/** Heartbeat and election times stay at the defaults of the version: the defaults are tested. */
export function oldMemberFlags(node: SystemNode, nodes: readonly SystemNode[], version: string): readonly string[] {
  const { address } = node.remote;
  const earlier = membersBefore(node, nodes);
  return [
    ...['-name', node.name],
    ...['-data-dir', dataDirectory],
    ...['-addr', `${urlHost(address)}:${clientPort}`],
    ...['-bind-addr', `${listenHost(address)}:${clientPort}`],
    ...['-peer-addr', peerAddress(node)],
    ...['-peer-bind-addr', `${listenHost(address)}:${peerPort}`],
    ...(earlier.length === 0 ? [] : ['-peers', earlier.map(peerAddress).join(',')]),
    ...(isBefore(version, '0.4.1') ? [] : ['-cluster-remove-delay', String(removeDelaySeconds)]),
  ];
}

/** The members that a new member joins. */
export function membersBefore(node: SystemNode, nodes: readonly SystemNode[]): readonly SystemNode[] {
  return nodes.slice(
    0,
    nodes.findIndex(({ name }) => name === node.name),
  );
}

function peerAddress({ remote }: SystemNode): string {
  return `${urlHost(remote.address)}:${peerPort}`;
}

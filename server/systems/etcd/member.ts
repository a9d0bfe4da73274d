/** One member of the etcd cluster: its ports, files and flags. */
import { isIP } from 'node:net';
import type { DaemonFiles } from '../kit/daemon';
import { urlHost } from '../kit/http/node-http';
import type { Program } from '../kit/source/program';
import type { SystemNode } from '../kit/system';

export const clientPort = 2379;
export const peerPort = 2380;

export const dataDirectory = '/var/lib/clew/etcd';
export const logFile = '/var/log/clew/etcd.log';

export const files: DaemonFiles = {
  pidFile: '/run/clew/etcd.pid',
  logFile,
  dataDirectory,
  processMarker: dataDirectory,
};

export const program: Program = {
  command: 'etcd',
  debianPackage: 'etcd-server',
  pathInPackage: 'usr/bin/etcd',
  installedPath: '/opt/clew/etcd/etcd',
  versionArguments: ['--version'],
  // etcd 0.4 writes it small and without the colon.
  versionPattern: /^etcd version:? (\S+)/im,
  cure: 'Install etcd 3.4 or 3.5 on every node, or choose another source for it.',
};

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
  ];
}

/** etcd binds to addresses only, never to a name; a node known by its name listens on all of its addresses. */
export function listenHost(address: string): string {
  return isIP(address) === 0 ? '0.0.0.0' : urlHost(address);
}

/** One server of a Consul cluster: its ports, files and flags. */
import { isIP } from 'node:net';
import type { DaemonFiles } from '../kit/daemon';
import { urlHost } from '../kit/http/node-http';
import type { Program } from '../kit/source/program';
import type { SystemNode } from '../kit/system';

export const httpPort = 8500;
const serverPort = 8300;

const dataDirectory = '/var/lib/clew/consul';
export const logFile = '/var/log/clew/consul.log';

export const files: DaemonFiles = {
  pidFile: '/run/clew/consul.pid',
  logFile,
  dataDirectory,
  processMarker: dataDirectory,
};

/** Debian 12 has no Consul, Debian 11 has 1.8. */
export const program: Program = {
  command: 'consul',
  debianPackage: 'consul',
  debianRelease: 'bullseye',
  pathInPackage: 'usr/bin/consul',
  installedPath: '/opt/clew/consul/consul',
  versionArguments: ['version'],
  versionPattern: /^Consul v(\S+)/m,
  cure: 'Install Consul 1.8 on every node, or choose another source for it.',
};

/** The address of a server in the Raft configuration. */
export function serverAddress(address: string): string {
  return `${urlHost(address)}:${serverPort}`;
}

/**
 * What differs from the defaults of an agent, each for a reason:
 * - Raft as fast as Consul recommends it for production; the default is five times slower, made for small machines.
 * - No server is taken out of the cluster because it was cut off or killed.
 * - No check for updates; gossip with other datacenters and DNS, which no test speaks to, need no ports.
 * - Clients reach a node through its SSH server, so all have the node's own address, which Consul gives 200
 * connections.
 */
const settings: readonly string[] = [
  'performance { raft_multiplier = 1 }',
  'autopilot { cleanup_dead_servers = false }',
  'disable_update_check = true',
  'ports { dns = -1 serf_wan = -1 }',
  'limits { http_max_conns_per_client = 1000 }',
];

/** Consul itself waits 30 s before it tries again to join nodes that were not up yet. */
const joinRetry = '1s';

/**
 * @param datacenter differs in every run, so that a server left over from an earlier run on another node can never join
 */
export function agentFlags(node: SystemNode, nodes: readonly SystemNode[], datacenter: string): readonly string[] {
  const { address } = node.remote;
  const others = nodes.filter(({ name }) => name !== node.name);
  return [
    'agent',
    '-server',
    ...['-bootstrap-expect', String(nodes.length)],
    ...['-node', node.name],
    ...['-datacenter', datacenter],
    ...['-data-dir', dataDirectory],
    ...['-bind', listenAddress(address)],
    ...['-client', listenAddress(address)],
    ...others.flatMap(({ remote }) => ['-retry-join', remote.address]),
    ...['-retry-interval', joinRetry],
    ...settings.flatMap((fragment) => ['-hcl', fragment]),
  ];
}

/**
 * Consul binds to addresses only; on a node known by its name it listens on all and tells the others its private one.
 */
function listenAddress(address: string): string {
  return isIP(address) === 0 ? '0.0.0.0' : address;
}

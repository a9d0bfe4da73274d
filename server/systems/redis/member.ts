/** One node of a replicated Redis: the server and its Sentinel, their ports, files and settings. */
import { isIP } from 'node:net';
import type { ReplicatedOptions } from '@/lib/catalog/systems/redis';
import type { DaemonFiles } from '../kit/daemon';
import type { Program } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';

export const serverPort = 6379;
export const sentinelPort = 26379;

/** The name under which Sentinels know the master. */
export const masterName = 'clew';

/** Redis, or what parted from it: the same program under another name. */
export interface Flavour {
  readonly name: 'redis' | 'valkey';
  readonly title: string;
  readonly program: Program;
  /** In what the server says of itself. */
  readonly versionField: string;
}

export interface Paths {
  /** Of the program on a node. */
  readonly directory: string;
  readonly server: DaemonFiles & { readonly configFile: string; readonly command: string };
  readonly sentinel: DaemonFiles & { readonly configFile: string; readonly command: string };
}

/**
 * Both processes rename themselves once they have read their settings, to the path by which they were called and where
 * they listen: `/opt/clew/redis/run/redis-server 10.0.0.1:6379`.
 */
export function pathsOf({ name }: Flavour, node: SystemNode): Paths {
  const directory = `/opt/clew/${name}/run`;
  const host = isIP(node.remote.address) === 0 ? '*' : node.remote.address;
  const process = (part: string, data: string, title: string) => ({
    pidFile: `/run/clew/${data}.pid`,
    logFile: `/var/log/clew/${data}.log`,
    dataDirectory: `/var/lib/clew/${data}`,
    configFile: `/var/lib/clew/${data}/${part}.conf`,
    command: `${directory}/bin/${name}-${part}`,
    processMarker: `/var/lib/clew/${data}/${part}.conf\n${directory}/${name}-${part} ${host}:${title}`,
  });
  return {
    directory,
    server: process('server', name, `${serverPort}`),
    sentinel: process('sentinel', `${name}-sentinel`, `${sentinelPort} [sentinel]`),
  };
}

/** The settings of the plan, which its schema has found to be those of such a system. */
export function settingsOf({ plan }: Pick<SystemContext, 'plan'>): ReplicatedOptions {
  if (plan.system.name === 'redis' || plan.system.name === 'valkey') return plan.system;
  throw new Error(`${plan.system.name} has no Sentinels`);
}

/** The node whose server begins as master. */
export function firstMaster(nodes: readonly SystemNode[]): SystemNode {
  const [first] = nodes;
  if (first === undefined) throw new Error('a cluster has nodes');
  return first;
}

/**
 * What is not named here is as the program has it by default, but that a replica is sent the data at once instead of
 * after five seconds, in which others might come.
 */
export function serverConfiguration(
  node: SystemNode,
  { nodes, plan }: Pick<SystemContext, 'nodes' | 'plan'>,
  { password, dataDirectory }: { readonly password: string; readonly dataDirectory: string },
): string {
  const { persistence, minReplicasToWrite } = settingsOf({ plan });
  const master = firstMaster(nodes);
  const { address } = node.remote;
  return lines([
    ...listening(address, serverPort, dataDirectory),
    `requirepass ${password}`,
    `masterauth ${password}`,
    'save ""',
    ...(persistence === 'none' ? ['appendonly no'] : ['appendonly yes', `appendfsync ${persistence}`]),
    'repl-diskless-sync-delay 0',
    `min-replicas-to-write ${minReplicasToWrite}`,
    'min-replicas-max-lag 1',
    ...(isIP(address) === 0 ? [] : [`replica-announce-ip ${address}`]),
    ...(master.name === node.name ? [] : [`replicaof ${master.remote.address} ${serverPort}`]),
  ]);
}

export function sentinelConfiguration(
  node: SystemNode,
  { nodes, plan }: Pick<SystemContext, 'nodes' | 'plan'>,
  { password, dataDirectory }: { readonly password: string; readonly dataDirectory: string },
): string {
  const { downAfterMs, failoverTimeoutMs, quorum = Math.floor(nodes.length / 2) + 1 } = settingsOf({ plan });
  const areNames = nodes.some(({ remote }) => isIP(remote.address) === 0);
  return lines([
    ...listening(node.remote.address, sentinelPort, dataDirectory),
    ...(areNames ? ['sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'] : []),
    `sentinel monitor ${masterName} ${firstMaster(nodes).remote.address} ${serverPort} ${quorum}`,
    `sentinel auth-pass ${masterName} ${password}`,
    `sentinel down-after-milliseconds ${masterName} ${downAfterMs}`,
    `sentinel failover-timeout ${masterName} ${failoverTimeoutMs}`,
  ]);
}

/** A node known by its name listens on all of its addresses. */
function listening(address: string, port: number, directory: string): readonly string[] {
  return [
    ...(isIP(address) === 0 ? [] : [`bind ${address}`]),
    `port ${port}`,
    'protected-mode no',
    `dir ${directory}`,
    'logfile ""',
  ];
}

function lines(settings: readonly string[]): string {
  return `${settings.join('\n')}\n`;
}

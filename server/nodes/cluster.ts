/** All nodes of a cluster at once. A lab and a person's own machines are the same from here on. */

import { join } from 'node:path';
import { present } from '@/lib/base/assert';
import { type JumpHost, parseJumps } from '@/lib/plan/machine-words';
import type { Plan } from '@/lib/plan/plan';
import { failureOf, failureOnNodes } from '../base/failure';
import type { Login } from './auth';
import type { Connected } from './connection';
import type { Remote } from './remote';
import { connectSsh, type SshRemoteOptions } from './ssh-remote';

export interface AddressedNode {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** By which the other nodes reach it, where that is another. */
  readonly address?: string | undefined;
}

export interface ClusterAddress {
  readonly nodes: readonly AddressedNode[];
  readonly login: Login;
  readonly jumps?: readonly JumpHost[];
  /** Without one, host keys are pinned at first sight in the data directory. */
  readonly knownHostsFile?: string;
}

export interface ConnectOptions {
  /** Where pinned host keys are kept. */
  readonly dataDirectory: string;
  /** Told when a host key is pinned at first sight. */
  readonly onHostKey?: (node: string, message: string) => void;
  /** Of one node; see `NodeAddress`. */
  readonly connectTimeoutMs?: number;
  readonly onConnected?: (connected: Connected) => void;
}

export function sshAddress(cluster: Extract<Plan['cluster'], { readonly type: 'ssh' }>): ClusterAddress {
  const { agent, keyFile, passwordVariable } = cluster.auth;
  return {
    nodes: cluster.nodes,
    login: {
      user: cluster.user,
      agent,
      ...(keyFile !== undefined && { keyFile }),
      ...(passwordVariable !== undefined && { passwordVariable }),
    },
    ...(cluster.knownHostsFile !== undefined && { knownHostsFile: cluster.knownHostsFile }),
    ...(cluster.jump !== undefined && { jumps: parseJumps(cluster.jump) ?? [] }),
  };
}

/** Around the work on one node, for a step of a run. */
export type AroundNode = <T>(node: string, work: () => Promise<T>) => Promise<T>;

/**
 * In the order of the address's nodes.
 * @throws ClewError with each node that failed; no connection is left open
 */
export async function connectCluster(
  address: ClusterAddress,
  options: ConnectOptions,
  around: AroundNode = (_, work) => work(),
): Promise<Remote[]> {
  const results = await Promise.allSettled(
    nodeOptions(address, options).map((node) => around(node.node, () => connectSsh(node))),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const remotes = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failures.length === 0) return remotes;
  await Promise.all(remotes.map((remote) => remote.close()));
  throw failureOnNodes(failures, results.length);
}

/** One node of the cluster, by its name. @throws RemoteError */
export function connectNode(address: ClusterAddress, name: string, options: ConnectOptions): Promise<Remote> {
  const nodes = address.nodes.filter((node) => node.name === name);
  const [only] = nodeOptions({ ...address, nodes }, options);
  return connectSsh(present(only, `a node ${name}`));
}

/** What became of the work on one node: what it gave, or what went wrong and what to do about it. */
export type NodeResult<T> =
  | { readonly name: string; readonly done: T; readonly trouble?: undefined }
  | { readonly name: string; readonly done?: undefined; readonly trouble: string };

/** On all nodes at once, each by itself: one that cannot be reached keeps no other from its work. */
export function onEachNode<T>(
  address: ClusterAddress,
  options: ConnectOptions,
  work: (remote: Remote) => Promise<T>,
): Promise<readonly NodeResult<T>[]> {
  const nodes = nodeOptions(address, options).map(async (node): Promise<NodeResult<T>> => {
    try {
      const remote = await connectSsh(node);
      try {
        return { name: node.node, done: await work(remote) };
      } finally {
        await remote.close();
      }
    } catch (error) {
      const { message, cure } = failureOf(error);
      return { name: node.node, trouble: cure === undefined ? message : `${message}; ${cure}` };
    }
  });
  return Promise.all(nodes);
}

function nodeOptions(address: ClusterAddress, options: ConnectOptions): SshRemoteOptions[] {
  const hostKeys =
    address.knownHostsFile === undefined
      ? { file: join(options.dataDirectory, 'known_hosts'), isPinning: true }
      : { file: address.knownHostsFile, isPinning: false };
  return address.nodes.map(({ name, host, port, address: inner = host }) => ({
    node: name,
    address: inner,
    host,
    port,
    login: address.login,
    hostKeys,
    ...(address.jumps && { jumps: address.jumps }),
    ...(options.connectTimeoutMs !== undefined && { connectTimeoutMs: options.connectTimeoutMs }),
    ...(options.onConnected && { onConnected: options.onConnected }),
    onHostKey: (message: string) => options.onHostKey?.(name, message),
  }));
}

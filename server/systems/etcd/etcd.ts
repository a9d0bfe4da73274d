/** etcd's v2 keys API, as in the post that began all this, on the etcd 3.4 of Debian. */
import { randomUUID } from 'node:crypto';
import { present } from '@/lib/base/assert';
import type { Client, StatusProbe } from '../../runner/testbed';
import type { System, SystemContext, SystemNode } from '../system';
import { findBinary, versionOf } from './binary';
import { EtcdClient } from './client';
import { removeData, startDaemon, stopDaemon } from './daemon';
import { writeInitialValue } from './initial-value';
import { logPatterns } from './log-patterns';
import { logFile } from './member';
import { awaitMember, type FirstFailure } from './readiness';
import { EtcdStatusProbe } from './status-probe';

const logSource = 'clew.system.etcd';

/** What the members of one cluster have in common while its run lasts. */
interface Cluster {
  readonly token: string;
  readonly binaries: Map<string, string>;
  readonly firstFailure: FirstFailure;
}

/** By the list of nodes, which every call of a run shares. */
const clusters = new WeakMap<readonly SystemNode[], Cluster>();

function clusterOf(context: SystemContext): Cluster {
  const known = clusters.get(context.nodes);
  if (known !== undefined) return known;
  const cluster: Cluster = { token: `clew-${randomUUID()}`, binaries: new Map(), firstFailure: {} };
  clusters.set(context.nodes, cluster);
  return cluster;
}

export const etcd: System = {
  async install(node: SystemNode, context: SystemContext): Promise<string> {
    const binary = await findBinary(node, context);
    const version = await versionOf(node, binary);
    clusterOf(context).binaries.set(node.name, binary);
    return version;
  },

  async start(node: SystemNode, context: SystemContext): Promise<void> {
    const { binaries, token } = clusterOf(context);
    const binary = present(binaries.get(node.name), `the etcd binary of ${node.name}`);
    await startDaemon(node, binary, context.nodes, token);
  },

  async awaitReady(node: SystemNode, context: SystemContext): Promise<void> {
    await awaitMember(node, context, clusterOf(context).firstFailure);
    context.report.log(logSource, `${node.name} etcd ready`);
  },

  async prepare(context: SystemContext): Promise<void> {
    await writeInitialValue(context);
  },

  async openClient(node: SystemNode, context: SystemContext): Promise<Client> {
    const { readLevel, timeoutMs } = context.plan.client;
    return new EtcdClient(node, context.nodes, { readLevel, timeoutMs });
  },

  openStatusProbe(node: SystemNode): StatusProbe {
    return new EtcdStatusProbe(node);
  },

  logFiles(): readonly string[] {
    return [logFile];
  },

  logPatterns,

  async wipe(node: SystemNode): Promise<void> {
    await stopDaemon(node);
    await removeData(node);
  },
};

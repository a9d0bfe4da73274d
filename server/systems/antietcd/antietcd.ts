/**
 * AntiEtcd, a small store with etcd's interface in JavaScript. It elects a leader as Raft does but keeps no log: a write
 * is confirmed when every node that follows the leader has it, and a new leader merges what its followers have.
 */
import { randomUUID } from 'node:crypto';
import type { Client, StatusProbe } from '../../runner/testbed';
import { clusterState } from '../cluster-state';
import { Daemon } from '../daemon';
import { deadline } from '../http/deadline';
import { NodeHttp } from '../http/node-http';
import { awaitServing, type FirstFailure } from '../readiness';
import type { System, SystemContext, SystemNode } from '../system';
import { getRegister } from './api';
import { AntiEtcdClient } from './client';
import { writeInitialValue } from './initial-value';
import { logPatterns } from './log-patterns';
import { commandOf, filesOf, packageDirectory, portOf } from './process';
import { AntiEtcdStatusProbe } from './status-probe';

const logSource = 'clew.system.antietcd';

/** A node that is not in a synchronized cluster yet keeps a reader waiting for as long as 30 s. */
const serveTimeoutMs = 1500;

interface Cluster {
  readonly key: string;
  /** Nodes that share a machine run the same file: one of them is asked. */
  version?: Promise<string>;
  readonly firstFailure: FirstFailure;
}

const clusterOf = clusterState<Cluster>(() => ({ key: randomUUID(), firstFailure: {} }));

export const antietcd: System = {
  install(node: SystemNode, context: SystemContext): Promise<string> {
    const cluster = clusterOf(context);
    cluster.version ??= versionOn(node);
    return cluster.version;
  },

  async start(node: SystemNode, context: SystemContext): Promise<void> {
    await this.daemon(node).start(commandOf(node, context, clusterOf(context).key));
  },

  async restart(node: SystemNode, context: SystemContext): Promise<void> {
    await this.daemon(node).restart(commandOf(node, context, clusterOf(context).key));
  },

  async awaitReady(node: SystemNode, context: SystemContext): Promise<void> {
    const http = new NodeHttp(node.remote, portOf(node));
    try {
      await awaitServing(node, context, {
        system: 'AntiEtcd',
        daemon: this.daemon(node),
        logFile: filesOf(node).logFile,
        cure: `Read the end of its log: port ${portOf(node)} must be free, and the machine must not be too busy.`,
        first: clusterOf(context).firstFailure,
        isServing: () => serves(http, context),
      });
    } finally {
      await http.close();
    }
    context.report.log(logSource, `${node.name} AntiEtcd ready`);
  },

  prepare: writeInitialValue,

  async openClient(node: SystemNode, context: SystemContext): Promise<Client> {
    return new AntiEtcdClient(node, { port: portOf(node), timeoutMs: context.plan.client.timeoutMs });
  },

  openStatusProbe(node: SystemNode): StatusProbe {
    return new AntiEtcdStatusProbe(node, portOf(node));
  },

  daemon: (node) => new Daemon(node, filesOf(node)),

  logPatterns,
};

/** As the program itself says. */
async function versionOn(node: SystemNode): Promise<string> {
  const script = `console.log(require(${JSON.stringify(packageDirectory)}).VERSION)`;
  const { stdout } = await node.remote.exec([process.execPath, '-e', script]);
  return stdout.trim();
}

/** A node answers a read once it has its leader's data. */
async function serves(http: NodeHttp, context: SystemContext): Promise<boolean> {
  const limit = deadline(serveTimeoutMs, context.signal);
  try {
    const result = await http.request(getRegister, limit);
    return result.ok && result.value.status === 200;
  } finally {
    limit.release();
  }
}

/**
 * AntiEtcd, a small store with etcd's interface in JavaScript. It elects a leader as Raft does but keeps no log: a write
 * is confirmed when every node that follows the leader has it, and a new leader merges what its followers have.
 */
import { clusterState } from '../kit/cluster-state';
import { daemonSystem } from '../kit/daemon-system';
import { bodyOf } from '../kit/http/ask';
import { writeInitialValue } from '../kit/initial-value';
import type { SystemContext, SystemNode } from '../kit/system';
import { getRegister } from './api';
import { AntiEtcdClient } from './client';
import { initialValue } from './initial-value';
import { logPatterns } from './log-patterns';
import { commandOf, filesOf, packageDirectory, portOf } from './process';
import { AntiEtcdStatusProbe } from './status-probe';

/** Nodes that share a machine run the same file: one of them is asked. */
const askedOf = clusterState<{ version?: Promise<string> }>(() => ({}));

export const antietcd = daemonSystem({
  title: 'AntiEtcd',
  filesOf,
  portOf,
  async install(node: SystemNode, context: SystemContext) {
    const asked = askedOf(context);
    asked.version ??= versionOn(node);
    return { version: await asked.version };
  },
  commandOf: ({ node, context, token }) => commandOf(node, context, token),
  // A node answers a read once it has its leader's data.
  isServing: async (http, { context }) => (await bodyOf(http, getRegister, context.signal)) !== undefined,
  needsOf: ({ node }) => `port ${portOf(node)} must be free, and the machine must not be too busy`,
  prepare: ({ context }) => writeInitialValue(context, initialValue),
  clients: {
    register: ({ node, context }) =>
      new AntiEtcdClient(node, { port: portOf(node), timeoutMs: context.plan.client.timeoutMs }),
  },
  openStatusProbe: (node) => new AntiEtcdStatusProbe(node, portOf(node)),
  logPatterns,
});

/** As the program itself says. */
async function versionOn(node: SystemNode): Promise<string> {
  const script = `console.log(require(${JSON.stringify(packageDirectory)}).VERSION)`;
  const { stdout } = await node.remote.exec([process.execPath, '-e', script]);
  return stdout.trim();
}

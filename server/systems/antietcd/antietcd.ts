/**
 * AntiEtcd, a small store with etcd's interface in JavaScript. It elects a leader as Raft does but keeps no log: a
 * write is confirmed when every node that follows the leader has it, and a new leader merges what its followers have.
 */

import type { LogPattern } from '@/lib/checker/core/checker';
import { clusterState } from '../kit/cluster-state';
import { daemonSystem } from '../kit/daemon-system';
import { bodyOf } from '../kit/http/ask';
import { NodeHttp } from '../kit/http/node-http';
import { type InitialValue, writeInitialValue } from '../kit/initial-value';
import type { SystemContext, SystemNode } from '../kit/system';
import { createRegister, getLocalRegister, getRegister, parsedRegister, parsedSuccess } from './api';
import { AntiEtcdClient } from './client';
import { commandOf, filesOf, packageDirectory, portOf } from './process';
import { AntiEtcdStatusProbe } from './status-probe';

/** Nodes on a shared machine run the same file, so only one of them is asked for its version. */
const askedOf = clusterState<{ version?: Promise<string> }>(() => ({}));

/** What AntiEtcd writes before it exits because of its data file, and Node because of an uncaught error. */
const logPatterns: readonly LogPattern[] = [
  { title: 'AntiEtcd could not write its data', pattern: '^Error persisting data to disk' },
  { title: 'AntiEtcd crashed', pattern: '^Node\\.js v\\d+\\.' },
];

/** The register at its start. */
const initialValue: InitialValue<NodeHttp> = {
  system: 'AntiEtcd',
  connect: (node) => new NodeHttp(node.remote, portOf(node)),
  async create(http, limit) {
    const result = await http.request(createRegister(null), limit);
    // Created now, or by an earlier attempt that was answered with an error.
    return result.ok && result.value.status === 200 && parsedSuccess(result.value.body) !== undefined;
  },
  async isSeen(http, limit) {
    const result = await http.request(getLocalRegister, limit);
    return result.ok && result.value.status === 200 && parsedRegister(result.value.body)?.value === null;
  },
};

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
  // A node answers reads only after it has its leader's data.
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

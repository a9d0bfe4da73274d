/** etcd's v2 keys API, as in the post that began all this, on the etcd 3.4 of Debian. */
import { randomUUID } from 'node:crypto';
import { present } from '@/lib/base/assert';
import { oneOf } from '@/lib/plan/systems';
import type { Client, StatusProbe } from '../../runner/testbed';
import { clusterState } from '../cluster-state';
import { Daemon, type DaemonCommand } from '../daemon';
import { NodeHttp } from '../http/node-http';
import { awaitServing, type FirstFailure } from '../readiness';
import { findProgram, versionOf } from '../source/program';
import type { System, SystemContext, SystemNode } from '../system';
import { EtcdClient, readLevels } from './client';
import { serves } from './health';
import { writeInitialValue } from './initial-value';
import { logPatterns } from './log-patterns';
import { clientPort, files, logFile, memberFlags, program } from './member';
import { EtcdStatusProbe } from './status-probe';

const logSource = 'clew.system.etcd';

/** What the members of one cluster have in common while its run lasts. */
interface Cluster {
  readonly token: string;
  readonly binaries: Map<string, string>;
  readonly firstFailure: FirstFailure;
}

const clusterOf = clusterState<Cluster>(() => ({
  token: `clew-${randomUUID()}`,
  binaries: new Map(),
  firstFailure: {},
}));

export const etcd: System = {
  async install(node: SystemNode, context: SystemContext): Promise<string> {
    const binary = await findProgram(node, context, program);
    const version = await versionOf(node, binary, program);
    clusterOf(context).binaries.set(node.name, binary);
    return version;
  },

  async start(node: SystemNode, context: SystemContext): Promise<void> {
    await this.daemon(node).start(await commandOf(node, context));
  },

  async restart(node: SystemNode, context: SystemContext): Promise<void> {
    await this.daemon(node).restart(await commandOf(node, context));
  },

  async awaitReady(node: SystemNode, context: SystemContext): Promise<void> {
    const http = new NodeHttp(node.remote, clientPort);
    try {
      await awaitServing(node, context, {
        system: 'etcd',
        daemon: this.daemon(node),
        logFile,
        cure: 'Read the end of its log: ports 2379 and 2380 must be free, the nodes must reach each other, etcd must know v2.',
        first: clusterOf(context).firstFailure,
        isServing: () => serves(http, context),
      });
    } finally {
      await http.close();
    }
    context.report.log(logSource, `${node.name} etcd ready`);
  },

  async prepare(context: SystemContext): Promise<void> {
    await writeInitialValue(context);
  },

  async openClient(node: SystemNode, context: SystemContext): Promise<Client> {
    const { readLevel, timeoutMs } = context.plan.client;
    return new EtcdClient(node, context.nodes, { readLevel: oneOf(readLevels, readLevel), timeoutMs });
  },

  openStatusProbe(node: SystemNode): StatusProbe {
    return new EtcdStatusProbe(node);
  },

  daemon: (node) => new Daemon(node, files),

  logPatterns,
};

/** On ARM etcd wants to be told that we know it is untried there. */
async function commandOf(node: SystemNode, context: SystemContext): Promise<DaemonCommand> {
  const { binaries, token } = clusterOf(context);
  const binary = present(binaries.get(node.name), `the etcd binary of ${node.name}`);
  const machine = await node.remote.exec(['uname', '-m']);
  return {
    command: [binary, ...memberFlags(node, context.nodes, token)],
    env: machine.stdout.trim() === 'aarch64' ? { ETCD_UNSUPPORTED_ARCH: 'arm64' } : {},
  };
}

/** Consul's key-value store, as in the last part of the post; made with the 1.8 of Debian 11. */
import { randomUUID } from 'node:crypto';
import { present } from '@/lib/base/assert';
import type { Client, StatusProbe } from '../../runner/testbed';
import { clusterState } from '../cluster-state';
import { Daemon, type DaemonCommand } from '../daemon';
import { NodeHttp } from '../http/node-http';
import { awaitServing, type FirstFailure } from '../readiness';
import { findProgram, versionOf } from '../source/program';
import type { System, SystemContext, SystemNode } from '../system';
import { agentFlags, files, httpPort, logFile, program } from './agent';
import { ConsulClient } from './client';
import { serves } from './health';
import { writeInitialValue } from './initial-value';
import { logPatterns } from './log-patterns';
import { ConsulStatusProbe } from './status-probe';

const logSource = 'clew.system.consul';

/** What the servers of one cluster have in common while its run lasts. */
interface Cluster {
  readonly datacenter: string;
  readonly binaries: Map<string, string>;
  readonly firstFailure: FirstFailure;
}

const clusterOf = clusterState<Cluster>(() => ({
  datacenter: `clew-${randomUUID()}`,
  binaries: new Map(),
  firstFailure: {},
}));

export const consul: System = {
  async install(node: SystemNode, context: SystemContext): Promise<string> {
    const binary = await findProgram(node, context, program);
    const version = await versionOf(node, binary, program);
    clusterOf(context).binaries.set(node.name, binary);
    return version;
  },

  async start(node: SystemNode, context: SystemContext): Promise<void> {
    await this.daemon(node).start(commandOf(node, context));
  },

  async restart(node: SystemNode, context: SystemContext): Promise<void> {
    await this.daemon(node).restart(commandOf(node, context));
  },

  async awaitReady(node: SystemNode, context: SystemContext): Promise<void> {
    const http = new NodeHttp(node.remote, httpPort);
    try {
      await awaitServing(node, context, {
        system: 'Consul',
        daemon: this.daemon(node),
        logFile,
        cure: 'Read the end of its log: ports 8300, 8301 and 8500 must be free, and the nodes must reach each other, on 8301 by UDP, too.',
        first: clusterOf(context).firstFailure,
        isServing: () => serves(http, context),
      });
    } finally {
      await http.close();
    }
    context.report.log(logSource, `${node.name} consul ready`);
  },

  async prepare(context: SystemContext): Promise<void> {
    await writeInitialValue(context);
  },

  async openClient(node: SystemNode, context: SystemContext): Promise<Client> {
    const { readLevel, timeoutMs } = context.plan.client;
    return new ConsulClient(node, { readLevel, timeoutMs });
  },

  openStatusProbe(node: SystemNode): StatusProbe {
    return new ConsulStatusProbe(node);
  },

  daemon: (node) => new Daemon(node, files),

  logPatterns,
};

function commandOf(node: SystemNode, context: SystemContext): DaemonCommand {
  const { binaries, datacenter } = clusterOf(context);
  const binary = present(binaries.get(node.name), `the Consul binary of ${node.name}`);
  return { command: [binary, ...agentFlags(node, context.nodes, datacenter)] };
}

/** Consul's key-value store, as in the last part of the post; made with the 1.8 of Debian 11. */
import { daemonSystem } from '../kit/daemon-system';
import { writeInitialValue } from '../kit/initial-value';
import { findProgram, versionOf } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';
import { agentFlags, files, httpPort, program } from './agent';
import { ConsulClient } from './client';
import { serves } from './health';
import { initialValue } from './initial-value';
import { logPatterns } from './log-patterns';
import { ConsulStatusProbe } from './status-probe';

interface InstalledConsul {
  readonly version: string;
  readonly binary: string;
}

export const consul = daemonSystem({
  title: 'Consul',
  filesOf: () => files,
  portOf: () => httpPort,
  async install(node: SystemNode, context: SystemContext): Promise<InstalledConsul> {
    const binary = await findProgram(node, context, program);
    return { binary, version: await versionOf(node, binary, program) };
  },
  commandOf: ({ node, context, installed, token }) => ({
    command: [installed.binary, ...agentFlags(node, context.nodes, token)],
  }),
  isServing: (http, { context }) => serves(http, context),
  needsOf: () => 'ports 8300, 8301 and 8500 must be free, and the nodes must reach each other, on 8301 by UDP, too',
  prepare: ({ context }) => writeInitialValue(context, initialValue),
  clients: {
    register({ node, context }) {
      const { readLevel, timeoutMs } = context.plan.client;
      return new ConsulClient(node, { readLevel, timeoutMs });
    },
  },
  openStatusProbe: (node) => new ConsulStatusProbe(node),
  logPatterns,
});

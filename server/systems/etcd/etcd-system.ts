/** The program etcd as a system, whichever of its APIs is tested: installed, started, watched and stopped alike. */
import { randomUUID } from 'node:crypto';
import { present } from '@/lib/base/assert';
import type { Plan } from '@/lib/plan/plan';
import type { Client } from '../../runner/testbed';
import { clusterState } from '../cluster-state';
import { Daemon, type DaemonCommand } from '../daemon';
import { NodeHttp, type Request } from '../http/node-http';
import { awaitServing, type FirstFailure } from '../readiness';
import { findProgram, versionOf } from '../source/program';
import type { System, SystemContext, SystemNode } from '../system';
import { logPatterns } from './log-patterns';
import { clientPort, files, logFile, program } from './member';
import { EtcdStatusProbe } from './status-probe';

const logSource = 'clew.system.etcd';

interface Installed {
  readonly binary: string;
  readonly api: EtcdApi;
}

/** What the members of one cluster have in common while its run lasts. */
interface Cluster {
  readonly token: string;
  readonly installed: Map<string, Installed>;
  readonly firstFailure: FirstFailure;
}

const clusterOf = clusterState<Cluster>(() => ({
  token: `clew-${randomUUID()}`,
  installed: new Map(),
  firstFailure: {},
}));

/** One of the APIs of etcd, as some versions have it. */
export interface EtcdApi {
  /** What a member must do to be ready, as the cure says it: `know v2`. */
  readonly need: string;
  /** @param token differs from run to run */
  flags(node: SystemNode, nodes: readonly SystemNode[], token: string): readonly string[];
  /** Before a member is started for the first time. */
  beforeStart?(node: SystemNode, context: SystemContext, failed: FirstFailure): Promise<void>;
  isServing(http: NodeHttp, node: SystemNode, context: SystemContext): Promise<boolean>;
  readonly readyTimeoutMs?: number;
  prepare(context: SystemContext): Promise<void>;
  openClient(node: SystemNode, context: SystemContext): Client;
}

interface EtcdSystem {
  /** @throws ClewError where the version cannot do what the plan asks for */
  apiOf(version: string, node: SystemNode, plan: Plan): EtcdApi;
  readonly membersRequest: Request;
}

export function etcdSystem({ apiOf, membersRequest }: EtcdSystem): System {
  const daemon = (node: SystemNode) => new Daemon(node, files);
  return {
    async install(node, context) {
      const binary = await findProgram(node, context, program);
      const version = await versionOf(node, binary, program);
      clusterOf(context).installed.set(node.name, { binary, api: apiOf(version, node, context.plan) });
      return version;
    },
    async start(node, context) {
      await installedOn(node, context).api.beforeStart?.(node, context, clusterOf(context).firstFailure);
      await daemon(node).start(await commandOf(node, context));
    },
    async restart(node, context) {
      await daemon(node).restart(await commandOf(node, context));
    },
    async awaitReady(node, context) {
      const { api } = installedOn(node, context);
      const http = new NodeHttp(node.remote, clientPort);
      try {
        await awaitServing(node, context, {
          system: 'etcd',
          daemon: daemon(node),
          logFile,
          cure: `Read the end of its log: ports 2379 and 2380 must be free, the nodes must reach each other, etcd must ${api.need}.`,
          first: clusterOf(context).firstFailure,
          isServing: () => api.isServing(http, node, context),
          ...(api.readyTimeoutMs === undefined ? {} : { timeoutMs: api.readyTimeoutMs }),
        });
      } finally {
        await http.close();
      }
      context.report.log(logSource, `${node.name} etcd ready`);
    },
    prepare: (context) => installedOn(present(context.nodes[0], 'the first node'), context).api.prepare(context),
    openClient: async (node, context) => installedOn(node, context).api.openClient(node, context),
    openStatusProbe: (node) => new EtcdStatusProbe(node, membersRequest),
    daemon,
    logPatterns,
  };
}

function installedOn(node: SystemNode, context: SystemContext): Installed {
  return present(clusterOf(context).installed.get(node.name), `the etcd of ${node.name}`);
}

/** On ARM etcd wants to be told that we know it is untried there. */
async function commandOf(node: SystemNode, context: SystemContext): Promise<DaemonCommand> {
  const { binary, api } = installedOn(node, context);
  const machine = await node.remote.exec(['uname', '-m']);
  return {
    command: [binary, ...api.flags(node, context.nodes, clusterOf(context).token)],
    env: machine.stdout.trim() === 'aarch64' ? { ETCD_UNSUPPORTED_ARCH: 'arm64' } : {},
  };
}

/**
 * A system that is one process on each node, as most are. How its files get onto a node, its command, when it serves and
 * how it is spoken to differ from one to the next; in which order that happens, and what is told when it fails, do not.
 */
import { randomUUID } from 'node:crypto';
import { present } from '@/lib/base/assert';
import type { Client } from './client';
import { clusterState } from './cluster-state';
import { Daemon, type DaemonCommand, type DaemonFiles } from './daemon';
import { NodeHttp } from './http/node-http';
import { awaitServing, type FirstFailure } from './readiness';
import type { OpenClient, System, SystemContext, SystemNode } from './system';

/** A node of a run on which the system is installed. */
export interface Member<Installed> {
  readonly node: SystemNode;
  readonly context: SystemContext;
  readonly installed: Installed;
  /** The same on every node and different from run to run, so that what an earlier run left can never join. */
  readonly token: string;
  /** Of the others, for those that wait for them. */
  readonly failed: FirstFailure;
}

/** By the name of a workload of the catalog. */
export type DaemonClients<Workload extends string, Installed> = Readonly<
  Record<Workload, (member: Member<Installed>) => Client>
>;

export interface DaemonSystem<Installed extends { readonly version: string }, Workload extends string>
  extends Pick<System, 'openStatusProbe' | 'logPatterns'> {
  /** As a person says it: `etcd`. */
  readonly title: string;
  filesOf(node: SystemNode): DaemonFiles;
  /** Where it is asked whether it serves. */
  portOf(node: SystemNode): number;
  /** Find or put its files on the node. */
  install(node: SystemNode, context: SystemContext): Promise<Installed>;
  /** Before a first start: what it must find on its empty data directory, or wait for. */
  beforeStart?(member: Member<Installed>): Promise<void>;
  commandOf(member: Member<Installed>): DaemonCommand | Promise<DaemonCommand>;
  /** Whether it serves and knows the others. Never rejects for a node that is not there yet. */
  isServing(http: NodeHttp, member: Member<Installed>): Promise<boolean>;
  /** Unless it is the usual time. */
  readyTimeoutMsOf?(member: Member<Installed>): number | undefined;
  /** What to look at in its log when it does not come up: which ports must be free, and what else. */
  needsOf(member: Member<Installed>): string;
  /** Once, when every node is ready: lead to the state in which the workload's model begins. */
  prepare(first: Member<Installed>): Promise<void>;
  readonly clients: DaemonClients<Workload, Installed>;
}

/** What the nodes of one run have in common. */
interface Cluster {
  readonly token: string;
  readonly installed: Map<string, unknown>;
  readonly failed: FirstFailure;
}

const clusterOf = clusterState<Cluster>(() => ({ token: `clew-${randomUUID()}`, installed: new Map(), failed: {} }));

export function daemonSystem<Installed extends { readonly version: string }, Workload extends string>(
  system: DaemonSystem<Installed, Workload>,
): System<Workload> {
  const { title, logPatterns, openStatusProbe } = system;
  const daemonOn = (node: SystemNode) => new Daemon(node, system.filesOf(node));
  const memberOn = (node: SystemNode, context: SystemContext): Member<Installed> => {
    const { token, installed, failed } = clusterOf(context);
    const own = present(installed.get(node.name), `the ${title} of ${node.name}`) as Installed;
    return { node, context, installed: own, token, failed };
  };
  return {
    async install(node, context) {
      const installed = await system.install(node, context);
      clusterOf(context).installed.set(node.name, installed);
      return installed.version;
    },
    async start(node, context) {
      const member = memberOn(node, context);
      const daemon = daemonOn(node);
      await daemon.clear();
      await system.beforeStart?.(member);
      await daemon.start(await system.commandOf(member));
    },
    async restart(node, context) {
      await daemonOn(node).start(await system.commandOf(memberOn(node, context)));
    },
    async awaitReady(node, context) {
      const member = memberOn(node, context);
      const http = new NodeHttp(node.remote, system.portOf(node));
      try {
        await awaitServing(node, context, {
          system: title,
          daemon: daemonOn(node),
          logFile: system.filesOf(node).logFile,
          cure: `Read the end of its log: ${system.needsOf(member)}.`,
          first: member.failed,
          isServing: () => system.isServing(http, member),
          timeoutMs: system.readyTimeoutMsOf?.(member),
        });
      } finally {
        await http.close();
      }
      context.report.log(`clew.system.${title.toLowerCase()}`, `${node.name} ${title} ready`);
    },
    prepare: (context) => system.prepare(memberOn(present(context.nodes[0], 'the first node'), context)),
    clients: openers(system.clients, memberOn),
    ...(openStatusProbe && { openStatusProbe }),
    daemon: daemonOn,
    logPatterns,
  };
}

function openers<Workload extends string, Installed>(
  clients: DaemonClients<Workload, Installed>,
  memberOn: (node: SystemNode, context: SystemContext) => Member<Installed>,
): System<Workload>['clients'] {
  const opened = Object.entries<(member: Member<Installed>) => Client>(clients).map(
    ([workload, open]): readonly [string, OpenClient] => [workload, (node, context) => open(memberOn(node, context))],
  );
  return Object.fromEntries(opened) as System<Workload>['clients'];
}

/**
 * A system of one process per node, as most are. Installation, command, readiness check and clients differ between
 * systems; the order of the steps and the report of a failure are shared here.
 */

import { randomUUID } from 'node:crypto';
import { present } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import { isManaged } from '@/lib/plan/managed';
import type { Client, StatusProbe } from './client';
import { clusterState } from './cluster-state';
import { Daemon, type DaemonCommand, type DaemonFiles, together } from './daemon';
import { NodeHttp } from './http/node-http';
import { assertServes, awaitServing, type FirstFailure, type Serving } from './readiness';
import type { OpenClient, System, SystemContext, SystemNode } from './system';

/** A node with the system installed. */
export interface Member<Installed> {
  readonly node: SystemNode;
  readonly context: SystemContext;
  readonly installed: Installed;
  /** The same on every node, different in every run, so that remains of an earlier run can never join. */
  readonly token: string;
  /** The first failed node, for nodes that wait for others. */
  readonly failed: FirstFailure;
}

/** By the name of a workload of the catalog. */
export type DaemonClients<Workload extends string, Installed> = Readonly<
  Record<Workload, (member: Member<Installed>) => Client>
>;

export interface DaemonSystem<Installed extends { readonly version: string }, Workload extends string>
  extends Pick<System, 'logPatterns' | 'program'> {
  /** For people: `etcd`. */
  readonly title: string;
  filesOf(node: SystemNode): DaemonFiles;
  /** The port for `isServing`. */
  portOf(node: SystemNode): number;
  /** Finds its files on the node or puts them there. */
  install(node: SystemNode, context: SystemContext): Promise<Installed>;
  /** Before the first start: writes configuration, or waits for other members. */
  beforeStart?(member: Member<Installed>): Promise<void>;
  commandOf(member: Member<Installed>): DaemonCommand | Promise<DaemonCommand>;
  /** Where it is started on its existing data in another way; waits where that takes another node. */
  restartCommandOf?(member: Member<Installed>): DaemonCommand | Promise<DaemonCommand>;
  /** Whether it serves and knows the other members. Does not reject while the node is still starting. */
  isServing(http: NodeHttp, member: Member<Installed>): Promise<Serving>;
  /** Undefined for the default. */
  readyTimeoutMsOf?(member: Member<Installed>): number | undefined;
  /** What a failed start usually lacks, for the cure: free ports and the like. */
  needsOf(member: Member<Installed>): string;
  /** Called once every node is ready: brings the system to the initial state of the workload's model. */
  prepare(first: Member<Installed>): Promise<void>;
  readonly clients: DaemonClients<Workload, Installed>;
  openStatusProbe?(node: SystemNode, member: () => Member<Installed>): StatusProbe;
  readonly companion?: Companion<Installed>;
}

/** A second process on each node, started once the first serves; faults hit both. */
export interface Companion<Installed> {
  /** For people: `Redis Sentinel`. */
  readonly title: string;
  filesOf(node: SystemNode): DaemonFiles;
  /** Before the first start: writes configuration, or waits for other members. */
  beforeStart(member: Member<Installed>): Promise<void>;
  commandOf(member: Member<Installed>): DaemonCommand;
  /** Does not reject while it is still starting. */
  isServing(member: Member<Installed>): Promise<Serving>;
}

/** Shared by the nodes of one run. */
interface Cluster {
  readonly token: string;
  readonly installed: Map<string, unknown>;
  readonly failed: FirstFailure;
}

const clusterOf = clusterState<Cluster>(() => ({ token: `clew-${randomUUID()}`, installed: new Map(), failed: {} }));

export function daemonSystem<Installed extends { readonly version: string }, Workload extends string>(
  system: DaemonSystem<Installed, Workload>,
): System<Workload> {
  const { title, logPatterns, openStatusProbe, program, companion } = system;
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
      if (!isManaged(context.plan)) return;
      const member = memberOn(node, context);
      const daemon = daemonOn(node);
      await daemon.clear();
      if (companion) await new Daemon(node, companion.filesOf(node)).clear();
      await system.beforeStart?.(member);
      await daemon.start(await system.commandOf(member));
    },
    async restart(node, context) {
      const member = memberOn(node, context);
      await daemonOn(node).start(await (system.restartCommandOf?.(member) ?? system.commandOf(member)));
      if (companion) await new Daemon(node, companion.filesOf(node)).start(companion.commandOf(member));
    },
    async awaitReady(node, context) {
      const member = memberOn(node, context);
      const http = new NodeHttp(node.remote, system.portOf(node));
      const isServing = () => system.isServing(http, member);
      try {
        if (!isManaged(context.plan)) await assertServes(node, context, title, isServing);
        else
          await awaitServing(node, context, {
            system: title,
            daemon: daemonOn(node),
            logFile: system.filesOf(node).logFile,
            cure: `Read the end of its log: ${system.needsOf(member)}.`,
            first: member.failed,
            isServing,
            timeoutMs: system.readyTimeoutMsOf?.(member),
          });
      } finally {
        await http.close();
      }
      if (companion) await accompany(companion, member, system.needsOf(member));
      context.report.log(`clew.system.${title.toLowerCase()}`, worded`${openly(node.name)} ${openly(title)} ready`);
    },
    prepare: (context) => system.prepare(memberOn(present(context.nodes[0], 'the first node'), context)),
    clients: openers(system.clients, memberOn),
    ...(openStatusProbe && {
      openStatusProbe: (node, context) => openStatusProbe(node, () => memberOn(node, context)),
    }),
    daemon: (node) =>
      companion ? together(daemonOn(node), new Daemon(node, companion.filesOf(node))) : daemonOn(node),
    logPatterns,
    ...(program && { program }),
  };
}

/** One that was restarted with its node runs already. */
async function accompany<Installed>(
  companion: Companion<Installed>,
  member: Member<Installed>,
  needs: string,
): Promise<void> {
  const { node, context, failed } = member;
  const files = companion.filesOf(node);
  const daemon = new Daemon(node, files);
  if (!context.isRestart) {
    await companion.beforeStart(member);
    await daemon.start(companion.commandOf(member));
  }
  await awaitServing(node, context, {
    system: companion.title,
    daemon,
    logFile: files.logFile,
    cure: `Read the end of its log: ${needs}.`,
    first: failed,
    isServing: () => companion.isServing(member),
  });
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

/** What a system under test must know about itself; one folder a system beside this file, one line in the registry. */
import { present } from '@/lib/base/assert';
import type { LogPattern } from '@/lib/checker/core/checker';
import type { Plan } from '@/lib/plan/plan';
import type { Remote } from '../../nodes/remote';
import type { Client, Reporter, StatusProbe } from './client';
import type { Daemon } from './daemon';

export interface SystemNode {
  readonly name: string;
  readonly remote: Remote;
  /** Only of a node that shares its machine and its address with the others. */
  readonly lodging?: Lodging;
}

/** What such a node has to itself. One that is a machine of its own uses the system's usual paths and port. */
export interface Lodging {
  readonly directory: string;
  readonly port: number;
}

export interface SystemContext {
  readonly plan: Plan;
  readonly nodes: readonly SystemNode[];
  /** The port of loopback at which one node reaches another; only where nodes share an address. */
  readonly links?: (from: string, to: string) => number;
  readonly report: Reporter;
  readonly signal: AbortSignal;
  /** One node comes back into a cluster that runs: nobody waits for it, and its failure is nobody else's. */
  readonly isRestart?: boolean;
  /** A directory of the control machine that outlives runs, for downloaded packages. */
  readonly cacheDirectory: string;
}

/** A client bound to one node. It connects with its first operation. */
export type OpenClient = (node: SystemNode, context: SystemContext) => Client;

/** What a system is to a person (its read levels, versions, workloads, log files) is data, in `lib/catalog/systems`. */
export interface System<Workload extends string = string> {
  /** Find or put the system's files on the node. @returns the version the binary there reports */
  install(node: SystemNode, context: SystemContext): Promise<string>;
  /** Remove what an earlier run left, write the configuration and start. */
  start(node: SystemNode, context: SystemContext): Promise<void>;
  /** Start a node that was killed, on the data that it has. */
  restart(node: SystemNode, context: SystemContext): Promise<void>;
  /** Resolve once the node serves requests. @throws NodeNotReadyError with the end of its log */
  awaitReady(node: SystemNode, context: SystemContext): Promise<void>;
  /** Called once, after every node is ready. */
  prepare(context: SystemContext): Promise<void>;
  /** By the name of a workload: all that the catalog's description of this system offers. */
  readonly clients: Readonly<Record<Workload, OpenClient>>;
  /** Only of systems whose nodes can tell role, leader, term or index. */
  openStatusProbe?(node: SystemNode): StatusProbe;
  /** The process on the node, to be stopped, killed and paused. */
  daemon(node: SystemNode): Daemon;
  /** Lines in the log files that mean that a node crashed. */
  readonly logPatterns: readonly LogPattern[];
}

/** For the workload of the plan, whose schema has found it to be one of the system's. */
export function openClient(system: System, node: SystemNode, context: SystemContext): Client {
  const { name } = context.plan.workload;
  return present(system.clients[name], `a client of ${context.plan.system.name} for the workload ${name}`)(
    node,
    context,
  );
}

/** The contract of a system under test: one folder per system, one line in `server/systems/registry.ts`. */
import { present } from '@/lib/base/assert';
import type { LogPattern } from '@/lib/checker/core/checker';
import type { Plan } from '@/lib/plan/plan';
import type { Remote } from '../../nodes/remote';
import type { Client, Reporter, StatusProbe } from './client';
import type { NodeProcess } from './daemon';

export interface SystemNode {
  readonly name: string;
  readonly remote: Remote;
  /** Only for a node that shares its machine and address with the others. */
  readonly slot?: SharedHostSlot;
}

/** What one of several nodes on a shared host has to itself. A node with its own machine uses the usual paths and port. */
export interface SharedHostSlot {
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
  /** One node rejoins a running cluster: the others do not wait for it, and its failure does not end theirs. */
  readonly isRestart?: boolean;
  /** On the control machine, kept between runs, for downloaded packages. */
  readonly cacheDirectory: string;
}

/** A client bound to one node. It connects with its first operation. */
export type OpenClient = (node: SystemNode, context: SystemContext) => Client;

/** Its description (read levels, versions, workloads, log files) is data, in `lib/catalog/systems`. */
export interface System<Workload extends string = string> {
  /** Finds the system's files on the node or puts them there. @returns the version that the binary reports */
  install(node: SystemNode, context: SystemContext): Promise<string>;
  /** Removes the remains of earlier runs, writes the configuration and starts. */
  start(node: SystemNode, context: SystemContext): Promise<void>;
  /** Starts a killed node on its existing data. */
  restart(node: SystemNode, context: SystemContext): Promise<void>;
  /** Resolves once the node serves requests. @throws NodeNotReadyError with the end of its log */
  awaitReady(node: SystemNode, context: SystemContext): Promise<void>;
  /** Called once, after every node is ready. */
  prepare(context: SystemContext): Promise<void>;
  /** By the name of a workload: all that the catalog's description of this system offers. */
  readonly clients: Readonly<Record<Workload, OpenClient>>;
  /** Only for systems whose nodes report their role, leader, term or index. */
  openStatusProbe?(node: SystemNode, context: SystemContext): StatusProbe;
  /** The process on the node, or all of them, which faults stop, kill and pause. */
  daemon(node: SystemNode): NodeProcess;
  /** Log lines that mean that a node crashed. */
  readonly logPatterns: readonly LogPattern[];
  /** What a node must have, and how it tells its version; nothing where it comes with Clew. */
  readonly program?: NodeProgram;
}

/** A program that is looked for on a node, whatever brings it there. */
export interface NodeProgram {
  /** Where it is called otherwise than the system. */
  readonly title?: string;
  /** As on the PATH. */
  readonly command: string;
  /** Where an earlier run has put it; nothing for one that no run brings. */
  readonly installedPath?: string;
  readonly versionArguments: readonly string[];
  /** The first group is the version. */
  readonly versionPattern: RegExp;
  /** What to do where there is none. */
  readonly cure: string;
}

/** For the workload of the plan, whose schema has found it to be one of the system's. */
export function openClient(system: System, node: SystemNode, context: SystemContext): Client {
  const { name } = context.plan.workload;
  return present(system.clients[name], `a client of ${context.plan.system.name} for the workload ${name}`)(
    node,
    context,
  );
}

/** What a system under test must know about itself; one folder a system beside this file, one line in the registry. */
import type { LogPattern } from '@/lib/checker/checker';
import type { Plan } from '@/lib/plan/plan';
import type { Remote } from '../control/remote';
import type { Client, Reporter, StatusProbe } from '../runner/testbed';

export interface SystemNode {
  readonly name: string;
  readonly remote: Remote;
}

export interface SystemContext {
  readonly plan: Plan;
  readonly nodes: readonly SystemNode[];
  readonly report: Reporter;
  readonly signal: AbortSignal;
  /** A directory of the control machine that outlives runs, for downloaded packages. */
  readonly cacheDirectory: string;
}

export interface System {
  /** Find or put the system's files on the node. @returns the version the binary there reports */
  install(node: SystemNode, context: SystemContext): Promise<string>;
  /** Remove what an earlier run left, write the configuration and start. */
  start(node: SystemNode, context: SystemContext): Promise<void>;
  /** Resolve once the node serves requests. @throws NodeNotReadyError with the end of its log */
  awaitReady(node: SystemNode, context: SystemContext): Promise<void>;
  /** Called once, after every node is ready. */
  prepare(context: SystemContext): Promise<void>;
  openClient(node: SystemNode, context: SystemContext): Promise<Client>;
  /** Only of systems whose nodes can tell role, leader, term or index. */
  openStatusProbe?(node: SystemNode): StatusProbe;
  logFiles(node: SystemNode): readonly string[];
  /** Lines in those files that mean that a node crashed. */
  readonly logPatterns: readonly LogPattern[];
  /** Stop the processes and remove the data; safe when nothing runs. */
  wipe(node: SystemNode): Promise<void>;
}

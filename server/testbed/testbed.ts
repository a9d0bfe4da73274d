/**
 * What a run works on: nodes, the system on them, and the network between. Over SSH it is a lab or a person's own
 * machines; in memory it is a few objects. The runner cannot tell the difference.
 */
import type { LogPattern } from '@/lib/checker/core/checker';
import type { Net } from '../nodes/net/net';
import type { Client, NodeLog, Reporter, StatusProbe, SystemVersion } from '../systems/kit/client';

/** The process of the system on each node. */
export interface Processes {
  isRunning(node: string): Promise<boolean>;
  /** It is gone when this resolves. @throws when it does not run */
  kill(node: string): Promise<void>;
  /** Starts it on the data that it has, and waits until it serves, within a limit. @throws when it does not come back */
  restart(node: string): Promise<void>;
  /** It does nothing any more, and does not notice. @throws when it does not run */
  pause(node: string): Promise<void>;
  /** @throws when it does not run */
  resume(node: string): Promise<void>;
}

export interface Testbed {
  readonly nodes: readonly string[];
  readonly net: Net;
  readonly processes: Processes;
  /** Heal, prepare the operating systems, install and start the system, wait until it is healthy. */
  setUp(report: Reporter, signal: AbortSignal): Promise<SystemVersion>;
  openClient(node: string): Promise<Client>;
  /** Nothing where the system cannot tell. */
  openStatusProbe?(node: string): StatusProbe | undefined;
  collectLogs(report: Reporter): Promise<readonly NodeLog[]>;
  /** Lines in those logs that mean that a node crashed. */
  readonly logPatterns?: readonly LogPattern[];
  /** Heal, stop and wipe the system, let go of the nodes. Runs on every exit path, also after a failed `setUp`. */
  tearDown(report: Reporter): Promise<void>;
}

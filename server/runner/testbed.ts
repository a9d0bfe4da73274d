/**
 * What a run works on: nodes, the system on them, and the network between. Over SSH it is a lab or a person's own
 * machines; in memory it is a few objects. The runner cannot tell the difference.
 */

import type { Json } from '@/lib/base/json';
import type { LogPattern } from '@/lib/checker/checker';
import type { Op, Revision } from '@/lib/history/op';
import type { Grudge } from '@/lib/nemesis/grudge';
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { NodeVersions } from '@/lib/protocol/versions';
import { ClewError } from '../failure';

/** How steps and log lines get into the journal. */
export interface Reporter {
  /** Records that the work began, and whether it ended well; passes its result or error on. */
  step<T>(title: string, node: string | undefined, work: () => Promise<T>): Promise<T>;
  log(source: string, message: string, level?: 'info' | 'warn' | 'error'): void;
}

/** What a client answers to an invocation. Unclassified trouble is `info`, for a read it is `fail`. */
export interface Completion {
  readonly type: 'ok' | 'fail' | 'info';
  readonly value: Json;
  readonly error?: Json;
  readonly node?: string;
  readonly revision?: Revision;
}

/** The test itself cannot go on honestly, whatever the system did: it ends the run as an error, never as a verdict. */
export class BrokenTestError extends ClewError {
  override readonly name = 'BrokenTestError';
}

/** A logical client bound to one node. */
export interface Client {
  /**
   * Never rejects for an outcome the error table knows; a rejection is taken as `info` (for a read, `fail`), but for a
   * BrokenTestError.
   */
  invoke(op: Op, signal: AbortSignal): Promise<Completion>;
  close(): Promise<void>;
}

/** Asks one node of the system what it believes, beside the clients and without a quorum. Holds a connection of its own. */
export interface StatusProbe {
  /** May reject, and is abandoned when the signal fires; never asked again before the last ask has settled. */
  ask(signal: AbortSignal): Promise<NodeStatus>;
  close(): Promise<void>;
}

export interface Net {
  /** Drop the packets that the grudge names. Replaces any earlier grudge. */
  cut(grudge: Grudge): Promise<void>;
  /** Remove everything that `cut` put in place; safe to call at any time, any number of times. */
  heal(): Promise<void>;
}

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

export interface NodeLog {
  readonly node: string;
  readonly file: string;
  readonly text: string;
}

/** What runs, as it says of itself. */
export interface SystemVersion {
  /** For a person; of all nodes together. */
  readonly version: string;
  /** Only of systems that are installed on nodes. */
  readonly byNode?: NodeVersions;
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

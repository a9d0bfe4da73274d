/** What a system gives a run to work with: clients, probes, and the version that runs. */
import type { Json } from '@/lib/base/json';
import type { Op, Revision } from '@/lib/history/op';
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { NodeVersions } from '@/lib/protocol/versions';
import { ClewError } from '../../base/failure';

/** How steps and log lines get into the journal. */
export interface Reporter {
  /** Records that the work began, and whether it ended well; passes its result or error on. */
  step<T>(title: string, node: string | undefined, work: () => Promise<T>): Promise<T>;
  log(source: string, message: string, level?: 'info' | 'warn' | 'error'): void;
}

/** What a client answers to an invocation. An unclassified error is `info`. */
export interface Completion {
  readonly type: 'ok' | 'fail' | 'info';
  /** What the system answered, recorded as it is whatever the function; without it the value of the invocation stays. */
  readonly value?: Json;
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
   * Never rejects for an outcome the error table knows; a rejection other than a BrokenTestError is taken as `info`. The
   * runner records `info` as `fail` where the operation changes nothing.
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

/** What runs, as it says of itself. */
export interface SystemVersion {
  /** For a person; of all nodes together. */
  readonly version: string;
  /** Only of systems that are installed on nodes. */
  readonly byNode?: NodeVersions;
}

export interface NodeLog {
  readonly node: string;
  readonly file: string;
  readonly text: string;
}

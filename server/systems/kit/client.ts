/** What a system provides to a run: clients, status probes and its version. */
import type { Json } from '@/lib/base/json';
import type { Text } from '@/lib/base/wording';
import type { Op, Revision } from '@/lib/history/op';
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { NodeVersions } from '@/lib/protocol/versions';
import { ClewError } from '../../base/failure';

/** How steps and log lines get into the journal. What is no `Wording` is shown to the operator alone. */
export interface Reporter {
  /** Records the start of the work and whether it succeeded, and passes on its result or error. */
  step<T>(
    title: Text,
    node: string | undefined,
    work: () => Promise<T>,
    /** What came of it, for a person. */
    detailOf?: (result: T) => Text,
  ): Promise<T>;
  log(source: string, message: Text, level?: 'info' | 'warn' | 'error'): void;
}

/** A client's answer to an invocation. An unclassified error is `info`. */
export interface Completion {
  readonly type: 'ok' | 'fail' | 'info';
  /** The system's answer, recorded unchanged whatever the function; without it the invocation's value remains. */
  readonly value?: Json;
  readonly error?: Json;
  readonly node?: string;
  readonly revision?: Revision;
}

/** The test can no longer be trusted, whatever the system did. It ends the run as an error, never as a verdict. */
export class BrokenTestError extends ClewError {
  override readonly name = 'BrokenTestError';
}

/** A logical client bound to one node. */
export interface Client {
  /**
   * Never rejects for an outcome the error table knows; a rejection other than a BrokenTestError is taken as `info`.
   * The runner records `info` as `fail` where the operation changes nothing.
   */
  invoke(op: Op, signal: AbortSignal): Promise<Completion>;
  close(): Promise<void>;
}

/** Asks one node for its own view, without a quorum, over a connection separate from the clients'. */
export interface StatusProbe {
  /** May reject, and is abandoned when the signal fires. The next call waits until the previous one has settled. */
  ask(signal: AbortSignal): Promise<NodeStatus>;
  close(): Promise<void>;
}

/** The version as the program reports it. */
export interface SystemVersion {
  /** For a person, all nodes in one line. */
  readonly version: string;
  /** Only for systems that are installed on nodes. */
  readonly byNode?: NodeVersions;
}

export interface NodeLog {
  readonly node: string;
  readonly file: string;
  readonly text: string;
}

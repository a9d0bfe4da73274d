/** A run as lists and headers show it: small, sent whole whenever it changes, the last one wins. */
import type { Plan } from '../plan/plan';
import type { Phase } from './entry';
import type { Author } from './principal';
import type { RunMeasures } from './run-measures';

/** `valid`, `invalid` and `unknown` are of all checkers together, linearizability being one of them. */
export type OutcomeName = 'valid' | 'invalid' | 'unknown' | 'error' | 'aborted';

/** Where a run stands in its experiment. */
export interface ExperimentPlace {
  readonly id: string;
  /** The number of its combination, and of its repeat. */
  readonly combination: number;
  readonly repeat: number;
}

export interface RunSummary {
  readonly id: string;
  readonly plan: Plan;
  readonly phase: Phase;
  readonly outcome?: OutcomeName;
  /** One sentence about the outcome. */
  readonly sentence?: string;
  /** Missing in runs of versions that did not record it. */
  readonly launchedBy?: Author;
  readonly stoppedBy?: Author;
  /** Wall clocks, milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly systemVersion?: string;
  /** Client operations completed so far. */
  readonly operations: number;
  readonly entries: number;
  /** Fault windows, in nanoseconds since the start, for the strip in the list. */
  readonly faults: readonly { readonly start: number; readonly end?: number }[];
  /** When the operation that cannot be was answered, likewise; known before the outcome where the live check saw it. */
  readonly violationTime?: number;
  /** Of runs that were judged; those of older versions have none. */
  readonly measures?: RunMeasures;
  /** Of a run that was made by an experiment. */
  readonly experiment?: ExperimentPlace;
  /** While queued: the run that holds the cluster. */
  readonly behind?: { readonly id: string; readonly name: string };
}

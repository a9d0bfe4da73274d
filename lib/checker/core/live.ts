/**
 * A checker's twin for a run that is still going on: fed op by op, asked now and then. Law: what it calls a violation is
 * one whatever ops follow, so the checker itself says the same at the end.
 */
import type { Op } from '../../history/op';
import type { StopCause } from './budget';
import type { Anomaly } from './finding';

export interface LiveChecker {
  /** Takes the next op of the history. @throws MalformedHistoryError where it breaks the laws of `op.ts` */
  add(op: Op): void;
  /** Judges everything added so far; cheap when little was added since the last time. */
  judge(): LiveAnswer;
}

export type LiveAnswer =
  | { readonly kind: 'fine' }
  | { readonly kind: 'violated'; readonly anomaly: Anomaly }
  /** A limit was met, and nothing more will be said; the check at the end decides. */
  | { readonly kind: 'undecided'; readonly cause: StopCause };

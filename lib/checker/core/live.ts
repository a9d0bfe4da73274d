/**
 * A checker's twin for a run that is still going on: it has the history that grows, and is asked now and then. Law: what it
 * calls a violation is one whatever ops follow, so the checker itself says the same at the end.
 */
import { type StopCause, stopWords } from './budget';
import type { Anomaly } from './finding';

export interface LiveChecker {
  /**
   * Judges the history as far as it goes, or up to a place; cheap when that is little further than the last time.
   * @throws MalformedHistoryError where the history breaks the laws of `op.ts`
   */
  judge(upTo?: number): LiveAnswer;
}

export type LiveAnswer =
  /** Up to the place that was asked for, or, where it has not come as far, to `judged`. */
  | { readonly kind: 'fine'; readonly judged?: number }
  | { readonly kind: 'violated'; readonly anomaly: Anomaly }
  /** Nothing more will be said; the check at the end decides. */
  | { readonly kind: 'undecided'; readonly cause: LiveStopCause };

/** `unproved`: what was found could not be confirmed within the time that a second proof has. */
export type LiveStopCause = StopCause | 'unproved';

export const liveStopWords: Readonly<Record<LiveStopCause, string>> = {
  ...stopWords,
  unproved: 'a second search had no time to confirm what it found',
};

import type { LiveStopCause } from '../core/live';

/** What a live check says of the ops that it was given so far. */
export type LiveVerdict =
  /** The ops before this place have a linearization. */
  | { readonly kind: 'linearizable'; readonly ops: number }
  /** Indexes of the invocation and the completion of the violating operation. */
  | { readonly kind: 'violated'; readonly operation: number; readonly completion: number }
  /** The check at the end decides. */
  | { readonly kind: 'undecided'; readonly cause: LiveStopCause };

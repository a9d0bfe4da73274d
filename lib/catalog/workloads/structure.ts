/**
 * The object that a workload works on, on a single thread: what the in-memory system runs, replicated whole. A model says
 * which answers are right; a structure gives them.
 */
import type { Json } from '../../base/json';
import type { Op } from '../../history/op';

/** What an update comes to, with its answer where that is not its argument; `waits` until something else happens. */
export type Update = { readonly state: Json; readonly answer?: Json } | { readonly refused: Json } | 'waits';

/** A state is JSON; that of a structure that was never updated is null, or the `start` of its workload. */
export interface Structure {
  /** Whether an update changes all that any read shows, so that the index of the latest update is the value's own. */
  readonly isOneValue: boolean;
  /** The value with which an operation that changes nothing completes. */
  read(state: Json, op: Op): Json;
  update(state: Json, op: Op): Update;
}

export function unknownOperation({ f }: Pick<Op, 'f'>): Update {
  return { refused: `unknown operation ${f}` };
}

/** The elements of a collection to which nothing may have been added yet. */
export function elementsOf(state: Json): readonly Json[] {
  return (state ?? []) as readonly Json[];
}

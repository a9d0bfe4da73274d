/** What every part of an explanation looks at. */
import type { Budget } from '../../core/budget';
import type { Steps } from '../search/steps';
import type { Reach } from './history-window';
import type { OptionalSearch } from './optional-search';
import { callAt, type Prefix, placeOf } from './prefix';

/** States that an explanation may add to those of the search: a queue or a list has as many as one cares to try. */
export const newStateLimit = 4000;

export interface ExplanationContext {
  readonly prefix: Prefix;
  readonly reach: Reach;
  readonly steps: Steps;
  /** See the law in model.ts. */
  readonly isBlind: (classId: number) => boolean;
  readonly search: OptionalSearch;
  readonly budget: Budget;
  /** States of the model that may be known at most. */
  readonly stateCeiling: number;
}

/** The state before a place of an order. Of a long one only what follows the last blind operation is walked. */
export function stateBefore(
  order: readonly number[],
  index: number,
  { prefix, steps, isBlind }: ExplanationContext,
): number {
  const classAt = (at: number) => callAt(prefix, placeOf(prefix, order[at] ?? 0)).classId;
  let begin = Math.max(0, index - 1);
  while (begin > 0 && !isBlind(classAt(begin))) begin--;
  let state = steps.initial;
  for (let at = begin; at < index; at++) state = steps.step(state, classAt(at));
  return state;
}

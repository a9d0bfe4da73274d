/**
 * A model is the system on a single thread: a state, and what each operation does to it.
 *
 * Laws: `step` is pure; states are JSON and equal when structurally equal; a refused step says why in the words that
 * reports print.
 */
import type { Json } from '../base/json';

export interface ModelOp {
  readonly f: string;
  /** As completed: a read has the value it returned, or null when unknown. */
  readonly value: Json;
}

export type Step = { readonly state: Json } | { readonly inconsistent: string };

export interface Model {
  readonly name: string;
  readonly initial: Json;
  step(state: Json, op: ModelOp): Step;
  /** Law: true only where `step` never changes the state. A checker may then take the operation as early as it fits. */
  isReadOnly?(op: ModelOp): boolean;
  /**
   * Law: true only where `step` accepts the operation in every state and leads to the same state from all of them, as a
   * write does. A checker may then hide the operation just before another such one, where nobody can see it.
   */
  isBlind?(op: ModelOp): boolean;
  /** The state as reports print it, e.g. `{:value 4}`. */
  format(state: Json): string;
}

/**
 * What a checker says about a history: valid, invalid with the reason, or unknown with the cause. Numbers named
 * `index` or held in an `order` are indexes of *invocations* in the history, which identify operations.
 */
import type { Json } from '../../base/json';
import type { CheckProgress, StopCause } from '../core/budget';

/** One linearization of the prefix, the state it led to, and the operations open then that it did not take. */
export interface World {
  readonly order: readonly number[];
  readonly state: Json;
  readonly pending: readonly number[];
}

export interface Counterexample {
  /** Invocation index of the violating operation. */
  readonly operation: number;
  /** History index of the completion at which no world was left. */
  readonly completion: number;
  /** The history before `completion` has a linearization; this many ops stand in it, of the key where there are keys. */
  readonly prefixLength: number;
  /** Distinct linearizations of the prefix; `isExact` false means "at least". */
  readonly worlds: { readonly shown: readonly World[]; readonly total: number; readonly isExact: boolean };
  /** The states in which worlds of the prefix can end, most worlds first. */
  readonly finalStates: readonly { readonly state: Json; readonly worlds: number }[];
  /** Whether worlds can end in no other state. Verdicts of version 0.1 do not say so, and list all. */
  readonly hasAllFinalStates?: boolean;
  /** For each final state, why the operation cannot follow. */
  readonly transitions: readonly { readonly state: Json; readonly message: string }[];
  /**
   * Invocation indexes of what stands against the violating operation: known with the verdict, before anything is
   * explained, and not the fewest. Verdicts of version 0.1 do not say.
   */
  readonly refuters?: readonly number[];
  /**
   * Whether another search proved a second time that no order is left; false where it had no time to. Verdicts of version
   * 0.1 do not say.
   */
  readonly isConfirmed?: boolean;
  /** Few operations that contradict each other by themselves; undefined where the limits left no time to look for them. */
  readonly minimal?: MinimalCounterexample;
  /** The limit that ended the explanation, which has what was found by then. */
  readonly stopped?: StopCause;
}

/**
 * A set of operations none of which can be spared: the history is not linearizable even when every other operation may
 * have happened at any moment of its interval, or not at all. So the contradiction lies in these alone.
 */
export interface MinimalCounterexample {
  /** Invocation indexes in order. */
  readonly operations: readonly number[];
  /** Operations that nobody needs for the contradiction, but a person to understand it: where a value came from. */
  readonly context: readonly number[];
}

/** Of a history of many keys, each judged by itself. */
export interface KeyCounts {
  readonly total: number;
  readonly valid: number;
  readonly invalid: number;
  readonly unknown: number;
}

interface Checked {
  readonly model: string;
  /** Absent where the history was judged as one. */
  readonly keys?: KeyCounts;
  /** Of them the first, in the order of the history, that is what the verdict says; absent where all are valid. */
  readonly key?: Json;
  readonly algorithm: string;
  /** Operations judged and, of them, those that never completed. */
  readonly operations: number;
  readonly crashed: number;
  readonly durationMs: number;
}

export interface ValidVerdict extends Checked {
  readonly valid: true;
  /** A witness: one order of the operations that took effect. Empty where every key has its own. */
  readonly linearization: readonly number[];
}

export interface InvalidVerdict extends Checked {
  readonly valid: false;
  readonly counterexample: Counterexample;
}

export interface UnknownVerdict extends Checked {
  readonly valid: 'unknown';
  readonly cause: StopCause;
  readonly progress: CheckProgress;
}

export type Verdict = ValidVerdict | InvalidVerdict | UnknownVerdict;

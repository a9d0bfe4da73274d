/**
 * A model is the system on a single thread: a state, and what each operation does to it.
 *
 * Laws: `step` is pure, never throws, and refuses what it does not understand; states are JSON and equal when
 * structurally equal, so what has no order is kept sorted; a refused step says why in the words that reports print.
 *
 * Of an operation that crashed nobody knows what it returned: its value is the one that it was invoked with, often null.
 * A model must then allow every effect that the operation may have had, or a correct system would be called wrong.
 */
import type { Json } from '../base/json';
import type { Process } from '../history/op';

export interface ModelOp {
  readonly f: string;
  /** As completed: a read has the value it returned, or null when unknown. */
  readonly value: Json;
  /** Who did it; only models that are owned may look at it. */
  readonly process?: Process;
}

export type Step = { readonly state: Json } | { readonly inconsistent: string };

export interface RegisterAccess {
  readonly expects?: Json;
  readonly leaves?: Json;
}

/** What an operation tells of a register that counts its changes. */
export interface VersionedAccess extends RegisterAccess {
  /** That it made, or found where it leaves nothing; undefined where it does not say. */
  readonly version?: number;
}

export interface Model {
  readonly name: string;
  /** Its operations and where it starts, in one line, for lists of models. */
  readonly summary?: string;
  readonly initial: Json;
  step(state: Json, op: ModelOp): Step;
  /** Law: true only where `step` never changes the state. A checker may then take the operation as early as it fits. */
  isReadOnly?(op: ModelOp): boolean;
  /**
   * Law: true only where `step` accepts the operation in every state and leads to the same state from all of them, as a
   * write does. A checker may then hide the operation just before another such one, where nobody can see it.
   */
  isBlind?(op: ModelOp): boolean;
  /**
   * Whether it matters which process did an operation, as it does for a lock that only its holder may release. Law:
   * without it no answer of the model depends on `process`, so operations with equal `f` and `value` are one to it.
   */
  readonly isOwned?: boolean;
  /**
   * For models that hold one value. Law: `step` accepts the operation exactly where the state is what it expects, in every
   * state where it expects nothing, and leads to what it leaves, or leaves the state as it is. Undefined for an operation
   * of another kind. A checker may then judge by which write each read saw.
   */
  registerAccess?(op: ModelOp): RegisterAccess | undefined;
  /**
   * For models that hold one value and count its changes. Law: `step` accepts an operation exactly where the value is what
   * it expects and the version, one more where it leaves something, is the one that it tells; what it does not tell
   * fits. `accessOf` is undefined for an operation of another kind. A checker may then judge by the order of the versions.
   */
  readonly versions?: {
    readonly start: { readonly version: number; readonly value: Json };
    accessOf(op: ModelOp): VersionedAccess | undefined;
  };
  /**
   * For models of several objects, each with a name. Law: `step` neither looks at an object that the operation does not
   * touch nor changes it; undefined for an operation of which that is not known. `modelOf` judges operations that touch no
   * object in common with others: it accepts exactly the sequences of them that the whole accepts, and has no objects.
   */
  readonly objects?: {
    touchedBy(op: ModelOp): readonly string[] | undefined;
    modelOf(ops: readonly ModelOp[]): Model;
  };
  /**
   * Law: true only where an operation that is not read-only always completes with the value that it was invoked with, as
   * a write does and a dequeue does not. A live check can then judge before it has completed.
   */
  readonly completesAsInvoked?: boolean;
  /** The state as reports print it, e.g. `{:value 4}`. */
  format(state: Json): string;
}

/** The refusal of a function that the model does not have. */
export function unknownFunction(model: string, { f }: ModelOp): Step {
  return { inconsistent: `${withArticle(model)} knows no ${f}` };
}

/** `a set`, `an unordered-queue`. */
export function withArticle(model: string): string {
  return `${/^[aeiou]/.test(model) ? 'an' : 'a'} ${model}`;
}

/**
 * Finds for each invocation its completion, as one column of numbers, and refuses a history that breaks the laws of
 * `op.ts`: a verdict about it would mean nothing.
 */
import { err, ok, type Result } from '../base/result';
import type { Op, OpSequence } from './op';

/** In the column: an invocation that never completed, and a place that holds no invocation of a client. */
export const neverCompleted = -1;
const noInvocation = -2;

export type HistoryError =
  /** A completion of a process that has no open operation. */
  | { readonly kind: 'completion-without-invocation'; readonly index: number; readonly message: string }
  /** An invocation of a process whose last operation is still open, be it by an `info`. */
  | { readonly kind: 'two-open-operations'; readonly index: number; readonly message: string }
  /** A completion whose function is not the one that was invoked. */
  | { readonly kind: 'other-function'; readonly index: number; readonly message: string }
  /** An op whose time lies before that of the op before it. */
  | { readonly kind: 'time-goes-back'; readonly index: number; readonly message: string }
  /** An op whose index is not its place in the history. */
  | { readonly kind: 'index-out-of-place'; readonly index: number; readonly message: string };

/** For each place of the history: the index of the completion, `neverCompleted`, or less where no client invokes. */
export function completionsOf(history: OpSequence): Result<Int32Array, HistoryError> {
  const completions = new Int32Array(history.length).fill(noInvocation);
  const open = new OpenInvocations();
  let lastTime = Number.NEGATIVE_INFINITY;
  let place = -1;
  for (const op of history) {
    place++;
    if (op.index !== place) return err(refuse('index-out-of-place', op, `op ${place} has index ${op.index}`));
    if (op.time < lastTime) return err(refuse('time-goes-back', op, `op ${place} is earlier than op ${place - 1}`));
    lastTime = op.time;
    if (op.process === 'nemesis') continue;
    const invoked = open.get(op.process);
    if (op.type === 'invoke') {
      if (invoked !== undefined) {
        const message = `process ${op.process} invokes ${op.f} (op ${place}) while its ${invoked.f} (op ${invoked.index}) is open`;
        return err(refuse('two-open-operations', op, message));
      }
      open.set(op.process, op);
      completions[place] = neverCompleted;
      continue;
    }
    if (invoked === undefined || completions[invoked.index] !== neverCompleted) {
      const message = `process ${op.process} completes ${op.f} as ${op.type} (op ${place}) without an open invocation`;
      return err(refuse('completion-without-invocation', op, message));
    }
    if (invoked.f !== op.f) {
      const message = `process ${op.process} invoked ${invoked.f} and completes ${op.f} (op ${place})`;
      return err(refuse('other-function', op, message));
    }
    completions[invoked.index] = place;
    // After an info the process is never seen again, so its invocation stays.
    if (op.type !== 'info') open.delete(op.process);
  }
  return ok(completions);
}

/** Processes below this are looked up in an array; they are small numbers unless somebody else numbered them. */
const arrayLimit = 2 ** 20;

/** By process, its open invocation. */
class OpenInvocations {
  readonly #small: (Op | undefined)[] = [];
  readonly #large = new Map<number, Op>();

  get(process: number): Op | undefined {
    return isSmall(process) ? this.#small[process] : this.#large.get(process);
  }

  set(process: number, op: Op): void {
    if (!isSmall(process)) {
      this.#large.set(process, op);
      return;
    }
    while (this.#small.length <= process) this.#small.push(undefined);
    this.#small[process] = op;
  }

  delete(process: number): void {
    if (isSmall(process)) this.#small[process] = undefined;
    else this.#large.delete(process);
  }
}

function isSmall(process: number): boolean {
  return process >= 0 && process < arrayLimit;
}

function refuse<K extends HistoryError['kind']>(kind: K, op: Op, message: string) {
  return { kind, index: op.index, message };
}

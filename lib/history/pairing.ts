/**
 * Finds for each invocation its completion, as one column of numbers, and refuses a history that breaks the laws of
 * `op.ts`: a verdict about it would mean nothing.
 */
import { err, ok, type Result } from '../base/result';
import { fieldsOf } from './fields';
import type { OpSequence } from './op';
import { absent, ProcessTable } from './process-table';

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
  const fields = fieldsOf(history);
  const { length } = fields;
  const completions = new Int32Array(length).fill(noInvocation);
  const open = new ProcessTable();
  let lastTime = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < length; place++) {
    const index = fields.indexAt(place);
    if (index !== place) return refuse('index-out-of-place', index, `op ${place} has index ${index}`);
    const time = fields.timeAt(place);
    if (time < lastTime) return refuse('time-goes-back', place, `op ${place} is earlier than op ${place - 1}`);
    lastTime = time;
    const process = fields.processAt(place);
    if (process === 'nemesis') continue;
    const type = fields.typeAt(place);
    const f = fields.functionAt(place);
    const invoked = open.get(process);
    if (type === 'invoke') {
      if (invoked !== absent) {
        const message = `process ${process} invokes ${f} (op ${place}) while its ${fields.functionAt(invoked)} (op ${invoked}) is open`;
        return refuse('two-open-operations', place, message);
      }
      open.set(process, place);
      completions[place] = neverCompleted;
      continue;
    }
    if (invoked === absent || completions[invoked] !== neverCompleted) {
      const message = `process ${process} completes ${f} as ${type} (op ${place}) without an open invocation`;
      return refuse('completion-without-invocation', place, message);
    }
    if (fields.functionAt(invoked) !== f) {
      const message = `process ${process} invoked ${fields.functionAt(invoked)} and completes ${f} (op ${place})`;
      return refuse('other-function', place, message);
    }
    completions[invoked] = place;
    // After an info the process is never seen again, so its invocation stays.
    if (type !== 'info') open.set(process, absent);
  }
  return ok(completions);
}

function refuse(kind: HistoryError['kind'], index: number, message: string): Result<never, HistoryError> {
  return err({ kind, index, message });
}

/**
 * Finds for each invocation its completion, as one column of numbers, and refuses a history that breaks the laws of
 * `op.ts`: a verdict about it would mean nothing.
 */
import { err, ok, type Result } from '../base/result';
import { fieldsOf } from './fields';
import type { OpSequence, OpType } from './op';
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
    if (index !== place) return err(broken.indexOutOfPlace(place, index));
    const time = fields.timeAt(place);
    if (time < lastTime) return err(broken.timeGoesBack(place));
    lastTime = time;
    const process = fields.processAt(place);
    if (process === 'nemesis') continue;
    const type = fields.typeAt(place);
    const f = fields.functionAt(place);
    const invoked = open.get(process);
    if (type === 'invoke') {
      if (invoked !== absent) return err(broken.isOpen(place, process, f, invoked, fields.functionAt(invoked)));
      open.set(process, place);
      completions[place] = neverCompleted;
      continue;
    }
    if (invoked === absent || completions[invoked] !== neverCompleted)
      return err(broken.isNotOpen(place, process, f, type));
    if (fields.functionAt(invoked) !== f) return err(broken.isOther(place, process, f, fields.functionAt(invoked)));
    completions[invoked] = place;
    // After an info the process is never seen again, so its invocation stays.
    if (type !== 'info') open.set(process, absent);
  }
  return ok(completions);
}

/** What is said of an op, at its place, that breaks a law. */
export const broken = {
  indexOutOfPlace: (place: number, index: number): HistoryError => ({
    ...{ kind: 'index-out-of-place', index },
    message: `op ${place} has index ${index}`,
  }),
  timeGoesBack: (index: number): HistoryError => ({
    ...{ kind: 'time-goes-back', index },
    message: `op ${index} is earlier than op ${index - 1}`,
  }),
  isOpen: (index: number, process: number, f: string, open: number, openF: string): HistoryError => ({
    ...{ kind: 'two-open-operations', index },
    message: `process ${process} invokes ${f} (op ${index}) while its ${openF} (op ${open}) is open`,
  }),
  isNotOpen: (index: number, process: number, f: string, type: OpType): HistoryError => ({
    ...{ kind: 'completion-without-invocation', index },
    message: `process ${process} completes ${f} as ${type} (op ${index}) without an open invocation`,
  }),
  isOther: (index: number, process: number, f: string, invokedF: string): HistoryError => ({
    ...{ kind: 'other-function', index },
    message: `process ${process} invoked ${invokedF} and completes ${f} (op ${index})`,
  }),
};

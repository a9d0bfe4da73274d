/**
 * Pairs invocations with their completions. Whoever judges or draws a history starts here; a history that breaks the
 * laws of `op.ts` is refused with the law it breaks, because a verdict about it would mean nothing.
 */
import { err, ok, type Result } from '../base/result';
import { type History, isClientOp, type Op, type OpType } from './op';

/** An invocation and its completion; without one, or with an `info`, the operation never ends. */
export interface Operation {
  readonly invocation: Op;
  readonly completion?: Op;
}

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

/** The operations of the clients in the order of their invocations; the nemesis has none. */
export function pairHistory(history: History): Result<Operation[], HistoryError> {
  const operations: { invocation: Op; completion?: Op }[] = [];
  const open = new Map<number, { invocation: Op; completion?: Op }>();
  let lastTime = Number.NEGATIVE_INFINITY;
  for (const [place, op] of history.entries()) {
    if (op.index !== place) return err(refuse('index-out-of-place', op, `op ${place} has index ${op.index}`));
    if (op.time < lastTime) return err(refuse('time-goes-back', op, `op ${place} is earlier than op ${place - 1}`));
    lastTime = op.time;
    if (!isClientOp(op)) continue;
    const operation = open.get(op.process);
    if (op.type === 'invoke') {
      if (operation) {
        const message = `process ${op.process} invokes ${op.f} (op ${place}) while its ${operation.invocation.f} (op ${operation.invocation.index}) is open`;
        return err(refuse('two-open-operations', op, message));
      }
      const invoked = { invocation: op };
      open.set(op.process, invoked);
      operations.push(invoked);
      continue;
    }
    if (!operation || operation.completion) {
      const message = `process ${op.process} completes ${op.f} as ${op.type} (op ${place}) without an open invocation`;
      return err(refuse('completion-without-invocation', op, message));
    }
    if (operation.invocation.f !== op.f) {
      const message = `process ${op.process} invoked ${operation.invocation.f} and completes ${op.f} (op ${place})`;
      return err(refuse('other-function', op, message));
    }
    operation.completion = op;
    if (op.type !== 'info') open.delete(op.process);
  }
  return ok(operations);
}

/** The operations of a history that is known to keep the laws; throws where it does not. */
export function pairOperations(history: History): Operation[] {
  const result = pairHistory(history);
  if (!result.ok) throw new MalformedHistoryError(result.error);
  return result.value;
}

export class MalformedHistoryError extends Error {
  override readonly name = 'MalformedHistoryError';
  readonly problem: HistoryError;

  constructor(problem: HistoryError) {
    super(problem.message);
    this.problem = problem;
  }
}

/** How an operation ended, for as far as anybody knows. */
export function outcomeOf(operation: Operation): Exclude<OpType, 'invoke'> {
  return operation.completion?.type === 'ok' || operation.completion?.type === 'fail'
    ? operation.completion.type
    : 'info';
}

function refuse<K extends HistoryError['kind']>(kind: K, op: Op, message: string) {
  return { kind, index: op.index, message };
}

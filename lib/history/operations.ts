/** Operations: invocations with their completions. Explanations and drawings of a history start here. */
import { ok, type Result } from '../base/result';
import { type Op, type OpSequence, type OpType, opAt } from './op';
import { completionsOf, type HistoryError } from './pairing';

/** An invocation and its completion; without one, or with an `info`, the operation never ends. */
export interface Operation {
  readonly invocation: Op;
  readonly completion?: Op;
}

/** The operations of the clients in the order of their invocations; the nemesis has none. */
export function pairHistory(history: OpSequence): Result<Operation[], HistoryError> {
  const completions = completionsOf(history);
  return completions.ok ? ok(operationsOf(history, completions.value)) : completions;
}

/** The operations of a history that is known to keep the laws; throws where it does not. */
export function pairOperations(history: OpSequence): Operation[] {
  return operationsOf(history, pairCompletions(history));
}

/** The column of completions of a history that is known to keep the laws; throws where it does not. */
export function pairCompletions(history: OpSequence): Int32Array {
  const completions = completionsOf(history);
  if (!completions.ok) throw new MalformedHistoryError(completions.error);
  return completions.value;
}

export function operationsOf(history: OpSequence, completions: Int32Array): Operation[] {
  const operations: Operation[] = [];
  let place = 0;
  for (const invocation of history) {
    const completed = completions[place++] as number;
    if (invocation.type !== 'invoke' || invocation.process === 'nemesis') continue;
    const completion = opAt(history, completed);
    operations.push(completion ? { invocation, completion } : { invocation });
  }
  return operations;
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

/** The answer that cannot be, as the page shows it: a band in time, and a node on the map. */
import { type Operation, outcomeOf } from '../../history/operations';
import { operationAt, type RunState } from '../../protocol/run-state';
import { nodeOfOperation, type Violation } from './scene';

/** What the verdict says, and until there is one, or where it says nothing, what was seen while the test ran. */
export function violationOf(state: RunState): Violation | undefined {
  const verdict = state.outcome?.kind === 'verdict' ? state.outcome.verdict : undefined;
  if (verdict?.valid === true) return undefined;
  const failure = verdict?.valid === false ? verdict.failure : undefined;
  const found = failure ?? state.violation;
  const time = found && state.ops.at(found.completion)?.time;
  const operation = found && operationAt(state, found.operation);
  if (found === undefined || time === undefined || operation === undefined) return undefined;
  const others = (failure?.minimal?.operations ?? []).filter((index) => index !== found.operation);
  return { operation: found.operation, time, since: decidedAt(state, operation, others) };
}

/**
 * The last completion among the operations that the answer contradicts; from then on all of them certainly happened. While
 * one of them was still under way when the answer was asked for, or where none is known, it is when it was asked for.
 */
function decidedAt(state: RunState, { invocation }: Operation, others: readonly number[]): number {
  const ends = others.map((index) => {
    const operation = operationAt(state, index);
    return operation && outcomeOf(operation) === 'ok' ? operation.completion?.time : undefined;
  });
  const last = Math.max(...ends.map((end) => end ?? Number.POSITIVE_INFINITY));
  return ends.length === 0 ? invocation.time : Math.min(last, invocation.time);
}

/** The node that gave the answer, at a moment within the band. */
export function accusedAt(
  state: RunState,
  nodes: readonly string[],
  violation: Violation | undefined,
  time: number,
): string | undefined {
  if (!violation || time > violation.time || time < (violation.since ?? violation.time)) return undefined;
  const operation = operationAt(state, violation.operation);
  return operation && nodeOfOperation(operation, nodes, state.lanes.length);
}

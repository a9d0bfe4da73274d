/** Anomalies as the page shows them: a band in time, and a node on the map. */
import type { Anomaly } from '../../checker/core/finding';
import { type Operation, outcomeOf } from '../../history/operations';
import { anomaliesOf } from '../../protocol/judgement';
import { operationAt, type RunState } from '../../protocol/run-state';
import { nodeOfOperation, type Violation } from './scene';

/** Everything that the key `V` leads to, in the order of its weight. */
export function violationsOf(state: RunState): readonly Violation[] {
  return anomaliesOf(state).flatMap((anomaly) => placedViolation(state, anomaly) ?? []);
}

/** Nothing for an anomaly without a place in the history. */
function placedViolation(state: RunState, { title, operations, at }: Anomaly): Violation | undefined {
  const [index, ...others] = operations;
  const operation = index === undefined ? undefined : operationAt(state, index);
  const time = at === undefined ? undefined : state.ops.at(at)?.time;
  if (index === undefined || time === undefined || operation === undefined) return undefined;
  return { title, operation: index, time, since: decidedAt(state, operation, others) };
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
export function implicatedNodeAt(
  state: RunState,
  nodes: readonly string[],
  violation: Violation | undefined,
  time: number,
): string | undefined {
  if (!violation || time > violation.time || time < (violation.since ?? violation.time)) return undefined;
  const operation = operationAt(state, violation.operation);
  return operation && nodeOfOperation(operation, nodes, state.lanes.length);
}

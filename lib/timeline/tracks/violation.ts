/** Anomalies as the page shows them: a band in time, and a node on the map. */
import type { Anomaly } from '../../checker/core/finding';
import { type Operation, outcomeOf } from '../../history/operations';
import { anomaliesOf } from '../../protocol/judgement';
import { operationAt, type RunState } from '../../protocol/run-state';
import type { TimeSpan } from '../view/viewport';
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
  return { title, operation: index, operations, time, since: decidedAt(state, operation, others) };
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

/** Of the length of what a view is fitted to, on either side of it. */
const marginShare = 0.15;

/** What shows a violation: its operations from the first invocation to the answer, with a margin. */
export function violationSpan(state: RunState, violation: Violation): TimeSpan {
  let [start, end] = [violation.time, violation.time];
  for (const index of violation.operations) {
    const operation = operationAt(state, index);
    if (!operation) continue;
    const { invocation, completion } = operation;
    start = Math.min(start, invocation.time);
    // One that never completed goes on for ever, and says nothing by that.
    if (completion?.type === 'ok') end = Math.max(end, completion.time);
  }
  const margin = (end - start) * marginShare;
  return { start: start - margin, end: end + margin };
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

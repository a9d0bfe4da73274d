/** Where the keyboard goes from an operation. Operations are named by the index of their invocation. */
import { countBelow } from '../../base/column';
import type { Lane } from '../../protocol/lane';
import { laneOf, placeOfInvocation, type RunState } from '../../protocol/run-state';

export type Move =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'lane-up'
  | 'lane-down'
  | 'next-failure'
  | 'previous-failure';

type Walked = Pick<RunState, 'operations' | 'lanes' | 'outcome'>;

/** The operation a move leads to; the same one at an edge; nothing only while there are no operations. */
export function moveSelection(state: Walked, from: number | undefined, move: Move): number | undefined {
  const { operations } = state;
  const place = from === undefined ? undefined : placeOfInvocation(state, from);
  if (move === 'next-failure' || move === 'previous-failure') return findFailure(state, place, move) ?? from;
  if (place === undefined) return operations.length === 0 ? undefined : operations.invocationOf(0);
  const worker = workerOf(state, place);
  if (move === 'lane-up' || move === 'lane-down') return acrossLanes(state, place, worker, move) ?? from;
  const lane = laneOf(state.lanes, worker);
  const position = countBelow(lane.places.values, lane.length, place);
  const target = {
    next: Math.min(position + 1, lane.length - 1),
    previous: Math.max(position - 1, 0),
    first: 0,
    last: lane.length - 1,
  }[move];
  return invocationIn(state, lane, target);
}

/** Fails and infos of all lanes, in the order of their invocations; once the run is over also what never completed. */
function findFailure(
  { operations, outcome: end }: Walked,
  place: number | undefined,
  move: 'next-failure' | 'previous-failure',
) {
  const step = move === 'next-failure' ? 1 : -1;
  const beginning = step > 0 ? -1 : operations.length;
  for (let at = (place ?? beginning) + step; at >= 0 && at < operations.length; at += step) {
    const outcome = operations.outcomeOf(at);
    const isFailure = outcome === 'fail' || outcome === 'info' || (outcome === 'open' && end !== undefined);
    if (isFailure) return operations.invocationOf(at);
  }
  return undefined;
}

/** The operation nearest in time on the next lane that has any. */
function acrossLanes(state: Walked, place: number, worker: number, move: 'lane-up' | 'lane-down') {
  const step = move === 'lane-down' ? 1 : -1;
  const time = state.operations.at(place)?.invocation.time ?? 0;
  for (let other = worker + step; other >= 0 && other < state.lanes.length; other += step) {
    const lane = laneOf(state.lanes, other);
    if (lane.length === 0) continue;
    const after = Math.min(lane.firstFrom(time), lane.length - 1);
    const before = Math.max(after - 1, 0);
    const distance = (position: number) => Math.abs(lane.starts.at(position) - time);
    return invocationIn(state, lane, distance(before) <= distance(after) ? before : after);
  }
  return undefined;
}

function workerOf(state: Walked, place: number): number {
  const process = state.operations.at(place)?.invocation.process;
  return typeof process === 'number' ? process % state.lanes.length : 0;
}

function invocationIn({ operations }: Walked, lane: Lane, position: number): number {
  return operations.invocationOf(lane.places.at(position));
}

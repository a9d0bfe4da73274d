/** Where the keyboard goes from an operation. Operations are named by the index of their invocation. */
import type { RunState } from '../protocol/run-state';
import { barOutcome, firstFrom, type LaneTimes, operationIn } from './bars';

export type Move =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'lane-up'
  | 'lane-down'
  | 'next-failure'
  | 'previous-failure';

type Walked = Pick<RunState, 'operations' | 'lanes' | 'lastNanos' | 'index'>;

/** The operation a move leads to; the same one at an edge; nothing only while there are no operations. */
export function moveSelection(state: Walked, from: number | undefined, move: Move): number | undefined {
  const place = from === undefined ? undefined : state.index.placeOfInvocation.get(from);
  if (move === 'next-failure' || move === 'previous-failure') return findFailure(state, place, move) ?? from;
  if (place === undefined) return state.operations[0]?.invocation.index;
  const worker = workerOf(state, place);
  if (move === 'lane-up' || move === 'lane-down') return acrossLanes(state, place, worker, move) ?? from;
  const lane = laneOf(state, worker);
  const position = positionIn(lane, state, place);
  const target = {
    next: Math.min(position + 1, lane.places.length - 1),
    previous: Math.max(position - 1, 0),
    first: 0,
    last: lane.places.length - 1,
  }[move];
  return operationIn(lane, target).invocation.index;
}

/** Fails and infos of all lanes, in the order of their invocations. */
function findFailure(state: Walked, place: number | undefined, move: 'next-failure' | 'previous-failure') {
  const step = move === 'next-failure' ? 1 : -1;
  const beginning = step > 0 ? -1 : state.operations.length;
  for (let at = (place ?? beginning) + step; at >= 0 && at < state.operations.length; at += step) {
    const operation = state.operations[at];
    if (!operation) return undefined;
    const outcome = barOutcome(operation);
    if (outcome === 'fail' || outcome === 'info') return operation.invocation.index;
  }
  return undefined;
}

/** The operation nearest in time on the next lane that has any. */
function acrossLanes(state: Walked, place: number, worker: number, move: 'lane-up' | 'lane-down') {
  const step = move === 'lane-down' ? 1 : -1;
  const time = state.operations[place]?.invocation.time ?? 0;
  for (let other = worker + step; other >= 0 && other < state.lanes.length; other += step) {
    const lane = laneOf(state, other);
    if (lane.places.length === 0) continue;
    const after = Math.min(firstFrom(lane, time), lane.places.length - 1);
    const before = Math.max(after - 1, 0);
    const distance = (position: number) => Math.abs(operationIn(lane, position).invocation.time - time);
    return operationIn(lane, distance(before) <= distance(after) ? before : after).invocation.index;
  }
  return undefined;
}

function workerOf(state: Walked, place: number): number {
  const process = state.operations[place]?.invocation.process;
  return typeof process === 'number' ? process % state.lanes.length : 0;
}

function laneOf(state: Walked, worker: number): LaneTimes {
  return { operations: state.operations, places: state.lanes[worker]?.places ?? [], lastNanos: state.lastNanos };
}

/** Places rise along a lane. */
function positionIn(lane: LaneTimes, state: Walked, place: number): number {
  const time = state.operations[place]?.invocation.time ?? 0;
  let position = firstFrom(lane, time);
  while (lane.places[position] !== place && position < lane.places.length - 1) position++;
  return position;
}

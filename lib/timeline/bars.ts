/**
 * The bars of one lane. A bar runs from invocation to completion; an open operation runs to the end of the history.
 *
 *     solid ▓▓▓▓ ok    hatched ▚▚▚▚ fail    open ▓▓▓▓┄┄┄ info
 *
 * Bars thinner than a pixel are merged with their neighbours of the same outcome, so that a lane never draws more bars
 * than it has pixels, and no outcome is ever hidden by another: a lone fail among a thousand oks keeps its own bar.
 */
import { type Operation, outcomeOf } from '../history/operations';
import { type TimeScale, toX } from './viewport';

/** `open`: neither completed nor crashed yet. */
export type BarOutcome = 'ok' | 'fail' | 'info' | 'open';

export interface Bar {
  readonly outcome: BarOutcome;
  readonly x: number;
  readonly width: number;
  /** The place of the first operation in it, and how many there are. */
  readonly place: number;
  readonly count: number;
  /** Free pixels between this bar and the next operation of the lane. */
  readonly roomAfter: number;
}

/** Thinner bars cannot be seen or hit. */
export const leastBarPx = 4;

export interface LaneTimes {
  readonly operations: readonly Operation[];
  readonly places: readonly number[];
  /** The end of the history, where open operations end for now. */
  readonly lastNanos: number;
}

export function barOutcome(operation: Operation): BarOutcome {
  return operation.completion ? outcomeOf(operation) : 'open';
}

export function endOf(operation: Operation, lastNanos: number): number {
  return operation.completion?.time ?? Math.max(lastNanos, operation.invocation.time);
}

/** Position in `places` of the first operation that starts at or after `time`. */
export function firstFrom(lane: LaneTimes, time: number): number {
  let low = 0;
  let high = lane.places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (operationIn(lane, middle).invocation.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function operationIn(lane: LaneTimes, position: number): Operation {
  return lane.operations[lane.places[position] as number] as Operation;
}

/** The bars within the scale's span, merged where they are thinner than can be seen. */
export function laneBars(lane: LaneTimes, scale: TimeScale): readonly Bar[] {
  const bars: Bar[] = [];
  const growing = new Map<BarOutcome, number>();
  // Operations of a lane follow each other, so only the one before the span can reach into it.
  for (let at = Math.max(0, firstFrom(lane, scale.span.start) - 1); at < lane.places.length; at++) {
    const operation = operationIn(lane, at);
    if (operation.invocation.time > scale.span.end) break;
    const bar = barOf(lane, at, scale);
    if (!bar) continue;
    const last = growing.get(bar.outcome);
    const merged = last === undefined ? undefined : mergeBars(bars[last] as Bar, bar);
    if (last !== undefined && merged) {
      bars[last] = merged;
    } else {
      growing.set(bar.outcome, bars.length);
      bars.push(bar);
    }
  }
  return bars;
}

function barOf(lane: LaneTimes, position: number, scale: TimeScale): Bar | undefined {
  const operation = operationIn(lane, position);
  const end = endOf(operation, lane.lastNanos);
  if (end < scale.span.start) return undefined;
  const x = Math.max(scale.left, toX(scale, operation.invocation.time));
  const right = Math.min(scale.right, toX(scale, end));
  const width = Math.max(leastBarPx, right - x);
  const nextX =
    position + 1 < lane.places.length ? toX(scale, operationIn(lane, position + 1).invocation.time) : scale.right;
  return {
    outcome: barOutcome(operation),
    x,
    width,
    place: lane.places[position] as number,
    count: 1,
    roomAfter: Math.min(nextX, scale.right) - (x + width),
  };
}

/** Two bars of least width become one where the second begins on the first. */
function mergeBars(bar: Bar, next: Bar): Bar | undefined {
  const isTiny = next.width <= leastBarPx && (bar.count > 1 || bar.width <= leastBarPx);
  if (!isTiny || next.x > bar.x + bar.width - leastBarPx + 1) return undefined;
  return { ...bar, width: next.x + next.width - bar.x, count: bar.count + next.count, roomAfter: next.roomAfter };
}

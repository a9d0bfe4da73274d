/**
 * The bars of one lane. A bar runs from invocation to completion; an open operation runs to the end of the history.
 *
 *     solid ▓▓▓▓ ok    hatched ▚▚▚▚ fail    open ▓▓▓▓┄┄┄ info
 *
 * Bars thinner than a pixel are merged with their neighbours of the same outcome, so that a lane never draws more bars
 * than it has pixels, and no outcome is ever hidden by another: a lone fail among a thousand oks keeps its own bar.
 */
import { outcomeNumbers } from '../../history/operation-columns';
import type { Operation } from '../../history/operations';
import type { Lane } from '../../protocol/lane';
import { type TimeScale, type TimeSpan, toX } from '../view/viewport';

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
export const minBarPx = 4;

export interface LaneTimes {
  readonly lane: Lane;
  /** The end of the history, where open operations end for now. */
  readonly lastNanos: number;
}

const outcomes: readonly BarOutcome[] = ['open', 'ok', 'fail', 'info'];

export function barOutcome({ completion }: Operation): BarOutcome {
  return completion === undefined ? 'open' : completion.type === 'invoke' ? 'info' : completion.type;
}

export function outcomeIn({ lane }: Pick<LaneTimes, 'lane'>, position: number): BarOutcome {
  return outcomes[lane.outcomes.at(position)] ?? 'open';
}

export function startIn({ lane }: Pick<LaneTimes, 'lane'>, position: number): number {
  return lane.starts.at(position);
}

/** Where an operation ends, or an open one ends for now. */
export function endIn({ lane, lastNanos }: LaneTimes, position: number): number {
  if (lane.outcomes.values[position] !== outcomeNumbers.open) return lane.ends.at(position);
  return Math.max(lastNanos, startIn({ lane }, position));
}

/** Positions of the lane within a span, none before the known one: from the first, up to but not with the second. */
export function positionsIn(times: LaneTimes, { start, end }: TimeSpan, known = 0): readonly [number, number] {
  const { lane } = times;
  const from = lane.firstNotOver(start, known);
  // An open operation ends, for now, where the history does.
  const isOver = from < lane.length && endIn(times, from) < start;
  return [isOver ? lane.length : from, lane.firstFrom(end, Math.min(from, lane.length))];
}

/** The bars within the scale's span, merged where they are thinner than can be seen. */
export function laneBars(lane: LaneTimes, scale: TimeScale): readonly Bar[] {
  const bars: Bar[] = [];
  const growing = new Map<BarOutcome, number>();
  const [from, to] = positionsIn(lane, scale.span);
  for (let at = from; at < to; at++) {
    const bar = barOf(lane, at, scale);
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

function barOf(times: LaneTimes, position: number, scale: TimeScale): Bar {
  const { lane } = times;
  const x = Math.max(scale.left, toX(scale, startIn(times, position)));
  const right = Math.min(scale.right, toX(scale, endIn(times, position)));
  const width = Math.max(minBarPx, right - x);
  const nextX = position + 1 < lane.length ? toX(scale, startIn(times, position + 1)) : scale.right;
  return {
    outcome: outcomeIn(times, position),
    x,
    width,
    place: lane.places.at(position),
    count: 1,
    roomAfter: Math.min(nextX, scale.right) - (x + width),
  };
}

/** Two bars of least width become one where the second begins on the first. */
function mergeBars(bar: Bar, next: Bar): Bar | undefined {
  const isTiny = next.width <= minBarPx && (bar.count > 1 || bar.width <= minBarPx);
  if (!isTiny || next.x > bar.x + bar.width - minBarPx + 1) return undefined;
  return { ...bar, width: next.x + next.width - bar.x, count: bar.count + next.count, roomAfter: next.roomAfter };
}

/**
 * How latency went over time: of the operations that completed in each stretch, the time within which half, 95 % and 99 %
 * of them had.
 */
import { quantile } from '../../base/quantile';
import { type DrawCommand, textWidth } from '../../draw/draw-list';
import { toTime } from '../view/viewport';
import type { ChartFrame } from './chart-frame';
import { type Completed, completedIn } from './completions';

export const shownQuantiles = [0.5, 0.95, 0.99] as const;

export interface QuantilePoint {
  /** The middle of the stretch. */
  readonly x: number;
  readonly width: number;
  /** Nanoseconds, one for each of `shownQuantiles`. */
  readonly values: readonly number[];
  readonly count: number;
}

/** A stretch is at least this wide, and so wide that it holds so many on average; fewer have no quantiles to speak of. */
const minStretchPx = 24;
const minInStretch = 8;

/** Names of lines that end close together are moved apart. */
const namePx = 12;

/** Of a stretch with more completions every k-th is looked at, which moves a quantile by less than a line is wide. */
const maxLookedAt = 2000;

/** Equal stretches of the plot, in pixels. */
function stretchPx(completed: Completed, { scale }: Pick<ChartFrame, 'scale'>): number {
  const [from, to] = completedIn(completed, scale.span);
  const most = Math.floor((scale.right - scale.left) / minStretchPx);
  return (scale.right - scale.left) / Math.max(1, Math.min(most, Math.floor((to - from) / minInStretch)));
}

/** One point for each stretch in which anything completed. */
export function quantilePoints(completed: Completed, frame: Pick<ChartFrame, 'scale'>): readonly QuantilePoint[] {
  const { scale } = frame;
  const width = stretchPx(completed, frame);
  const count = Math.round((scale.right - scale.left) / width);
  return Array.from({ length: count }, (_, place) => scale.left + place * width).flatMap((x) => {
    const [from, to] = completedIn(completed, { start: toTime(scale, x), end: toTime(scale, x + width) - 1 });
    if (to <= from) return [];
    const step = Math.ceil((to - from) / maxLookedAt);
    const sorted = Float64Array.from({ length: Math.ceil((to - from) / step) }, (_, k) => {
      return completed.tooks.at(from + k * step);
    }).sort();
    return [
      { x: x + width / 2, width, values: shownQuantiles.map((share) => quantile(sorted, share)), count: to - from },
    ];
  });
}

/** A line a quantile, told apart by its dashes and by its name at the right end; interrupted where nothing completed. */
export function drawQuantileLines(
  points: readonly QuantilePoint[],
  { scale }: ChartFrame,
  y: (nanos: number) => number,
): DrawCommand[] {
  const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];
  const ends: number[] = [];
  return shownQuantiles.flatMap((share, line): DrawCommand[] => {
    const dash = dashes[line] ?? [];
    const at = (point: QuantilePoint) => y(Math.max(1, point.values[line] ?? 1));
    const strokes = points.slice(1).flatMap((to, place): DrawCommand[] => {
      const from = points[place] as QuantilePoint;
      if (to.x - from.x > 1.5 * to.width) return [];
      const stroke = { kind: 'stroke', x1: from.x, y1: at(from), x2: to.x, y2: at(to) } as const;
      return [
        { ...stroke, ink: 'raised', lineWidth: 4, opacity: 0.7 },
        { ...stroke, ink: 'ink', lineWidth: 1.75, ...(dash.length > 0 ? { dash } : {}) },
      ];
    });
    const last = points.at(-1);
    if (!last || strokes.length === 0) return strokes;
    const text = `p${share * 100}`;
    const x = Math.min(last.x + 4, scale.right - textWidth(text));
    // From the lowest line upwards, as the quantiles rise.
    const end = Math.min(at(last) - 8, (ends.at(-1) ?? Number.POSITIVE_INFINITY) - namePx);
    ends.push(end);
    return [...strokes, { kind: 'text', ink: 'ink', x, y: end, text, align: 'left', isBold: true }];
  });
}

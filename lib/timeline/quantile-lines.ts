/**
 * How latency went over time: of the operations that completed in each stretch, the time within which half, 95 % and 99 %
 * of them had.
 */

import type { ChartFrame } from './chart-frame';
import { type Completed, completedIn } from './completions';
import { type DrawCommand, textWidth } from './draw-list';
import { toTime } from './viewport';

export const shownQuantiles = [0.5, 0.95, 0.99] as const;

export interface QuantilePoint {
  readonly x: number;
  /** Nanoseconds, one for each of `shownQuantiles`. */
  readonly values: readonly number[];
  readonly count: number;
}

/** A stretch is this wide; narrower ones hold too little to have quantiles. */
const stretchPx = 24;

/** Of a stretch with more completions every k-th is looked at, which moves a quantile by less than a line is wide. */
const mostLookedAt = 2000;

/** One point for each stretch in which anything completed. */
export function quantilePoints(completed: Completed, { scale }: Pick<ChartFrame, 'scale'>): readonly QuantilePoint[] {
  const count = Math.max(1, Math.round((scale.right - scale.left) / stretchPx));
  const width = (scale.right - scale.left) / count;
  return Array.from({ length: count }, (_, place) => scale.left + place * width).flatMap((x) => {
    const [from, to] = completedIn(completed, { start: toTime(scale, x), end: toTime(scale, x + width) - 1 });
    if (to <= from) return [];
    const step = Math.ceil((to - from) / mostLookedAt);
    const sorted = Float64Array.from({ length: Math.ceil((to - from) / step) }, (_, k) => {
      return completed.tooks.values[from + k * step] as number;
    }).sort();
    return [{ x: x + width / 2, values: shownQuantiles.map((share) => quantile(sorted, share)), count: to - from }];
  });
}

/** The nearest rank, of a sorted list that is not empty. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** A line a quantile, told apart by its dashes and by its name at the right end; interrupted where nothing completed. */
export function drawQuantileLines(
  points: readonly QuantilePoint[],
  { scale }: ChartFrame,
  y: (nanos: number) => number,
): DrawCommand[] {
  const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];
  const step = (scale.right - scale.left) / Math.max(1, Math.round((scale.right - scale.left) / stretchPx));
  return shownQuantiles.flatMap((share, line): DrawCommand[] => {
    const dash = dashes[line] ?? [];
    const at = (point: QuantilePoint) => y(Math.max(1, point.values[line] ?? 1));
    const strokes = points.slice(1).flatMap((to, place): DrawCommand[] => {
      const from = points[place] as QuantilePoint;
      if (to.x - from.x > 1.5 * step) return [];
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
    return [...strokes, { kind: 'text', ink: 'ink', x, y: at(last) - 8, text, align: 'left', isBold: true }];
  });
}

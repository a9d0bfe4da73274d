/**
 * Several runs in one chart, each a line from its own start: how many operations succeeded a second, and the time within which
 * 99 % of them had. Lines are told apart by ink, by dashes and by a letter at their end.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { DrawCommand, DrawList, Ink } from '../../draw/draw-list';
import { toX } from '../view/viewport';
import { axisPx, type ChartFrame, drawAxis, drawLevel, topPx } from './chart-frame';
import { type Completed, completedIn } from './completions';
import { quantilePoints, shownQuantiles } from './quantile-lines';

export interface ComparedLine {
  /** Among all that are compared, those without a line included: its style. */
  readonly place: number;
  readonly letter: string;
  /** Those that succeeded. */
  readonly completed: Completed;
  readonly endNanos: number;
}

/** As many as can be compared. */
export const lineStyles: readonly { readonly ink: Ink; readonly dash?: readonly number[] }[] = [
  { ink: 'ink' },
  { ink: 'accent' },
  { ink: 'ink', dash: [7, 4] },
  { ink: 'accent', dash: [7, 4] },
  { ink: 'ink', dash: [2, 3] },
  { ink: 'accent', dash: [2, 3] },
];

/** A stretch of the rates is at least this wide. */
const minStretchPx = 8;

const nanosPerSecond = 1e9;

interface Point {
  readonly x: number;
  readonly value: number;
}

export function drawComparedRates(frame: ChartFrame, lines: readonly ComparedLine[]): DrawList {
  const { left, right, span } = frame.scale;
  const count = Math.max(1, Math.floor((right - left) / minStretchPx));
  const seconds = Math.max(1, Math.ceil((span.end - span.start) / nanosPerSecond / count));
  const points = lines.map(({ completed, endNanos }) => {
    // A stretch that the run ended in would look like a fall.
    const whole = Math.floor(endNanos / (seconds * nanosPerSecond));
    return Array.from({ length: whole }, (_, number): Point => {
      const start = number * seconds * nanosPerSecond;
      const [from, to] = completedIn(completed, { start, end: start + seconds * nanosPerSecond - 1 });
      return { x: toX(frame.scale, start + (seconds * nanosPerSecond) / 2), value: (to - from) / seconds };
    });
  });
  const most = Math.max(1, ...points.flatMap((each) => each.map(({ value }) => value)));
  const y = scaleLinear([0, most], [frame.height - axisPx, topPx]).nice(3);
  const marks = y.ticks(3).filter(Number.isInteger);
  return [
    ...marks.flatMap((mark) => drawLevel(frame, y(mark), String(mark))),
    ...drawLines(lines, points, y),
    ...drawAxis(frame),
  ];
}

export function drawComparedLatencies(frame: ChartFrame, lines: readonly ComparedLine[]): DrawList {
  const place = shownQuantiles.indexOf(0.99);
  const points = lines.map(({ completed }) =>
    quantilePoints(completed, frame).map(({ x, values }): Point => ({ x, value: Math.max(1, values[place] ?? 1) })),
  );
  const values = points.flatMap((each) => each.map(({ value }) => value));
  const domain = values.length === 0 ? [1e6, 1e9] : [Math.min(...values) / 1.5, Math.max(...values) * 1.5];
  const y = scaleLog(domain, [frame.height - axisPx, topPx]);
  const marks = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11];
  const within = marks.filter((mark) => mark >= (domain[0] ?? 0) && mark <= (domain[1] ?? 0));
  return [
    ...within.flatMap((mark) => drawLevel(frame, y(mark), latencyLabel(mark))),
    ...drawLines(lines, points, y),
    ...drawAxis(frame),
  ];
}

/** Letters at the ends of lines are at least this far apart. */
const letterPx = 12;

function drawLines(
  lines: readonly ComparedLine[],
  points: readonly (readonly Point[])[],
  y: (value: number) => number,
): DrawCommand[] {
  const styles = lines.map(({ place }) => lineStyles[place] ?? { ink: 'ink' as const });
  const strokes = points.flatMap((own, nth) =>
    own.slice(1).map((to, before): DrawCommand => {
      const from = own[before] as Point;
      return {
        kind: 'stroke',
        ...(styles[nth] ?? { ink: 'ink' }),
        x1: from.x,
        y1: y(from.value),
        x2: to.x,
        y2: y(to.value),
        lineWidth: 1.75,
      };
    }),
  );
  const ends = lines.flatMap(({ letter }, nth) => {
    const last = points[nth]?.at(-1);
    return last ? [{ letter, ink: styles[nth]?.ink ?? 'ink', x: last.x + 4, y: y(last.value) }] : [];
  });
  // From the lowest upwards, so that none is pushed into the axis.
  const placed: { readonly x: number; readonly y: number }[] = [];
  const letters = ends
    .toSorted((a, b) => b.y - a.y)
    .map(({ letter, ink, x, y: wanted }): DrawCommand => {
      const near = placed.filter((other) => Math.abs(other.x - x) < letterPx);
      const at = Math.min(wanted, ...near.map((other) => other.y - letterPx));
      placed.push({ x, y: at });
      return { kind: 'text', ink, x, y: at, text: letter, align: 'left', isBold: true };
    });
  return [...strokes, ...letters];
}

function latencyLabel(nanos: number): string {
  if (nanos >= 1e9) return `${nanos / 1e9} s`;
  if (nanos >= 1e6) return `${nanos / 1e6} ms`;
  return nanos >= 1e3 ? `${nanos / 1e3} µs` : `${nanos} ns`;
}

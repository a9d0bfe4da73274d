/**
 * The two charts below the timeline, on the same axis of time: how many operations completed each second, and how long
 * each took. Like the timeline they are decided here, as draw commands; a frame costs as much as it shows.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { quantile } from '../../base/quantile';
import type { DrawCommand, DrawList } from '../../draw/draw-list';
import type { FaultWindow } from '../../nemesis/windows';
import { type TimeScale, toX } from '../view/viewport';
import { axisPx, type ChartFrame, drawAxis, drawBands, drawLevel, topPx } from './chart-frame';
import { type Completed, type Completions, completedIn, type Outcome, outcomes } from './completions';
import { drawQuantileLines, quantilePoints, shownQuantiles } from './quantile-lines';

export interface ChartInput {
  readonly frame: ChartFrame;
  /** Of all operations, or of one function. */
  readonly completions: Completions;
  readonly faults: readonly FaultWindow[];
  readonly lastNanos: number;
}

const nanosPerSecond = 1e9;

/** A bar of the rates is at least this wide, with the gap behind it. */
const minBarPx = 3;

/** More points than this for a pixel of width hide each other. */
const maxPointsPerPx = 4;
/** Of more completions of an outcome in view, every k-th is drawn, and it is said: a frame must not take longer. */
const maxPoints = 20_000;
const cellPx = 3;
/** More rows of cells than a chart has. */
const cellRows = 2 ** 10;

type Counts = Readonly<Record<Outcome, number>>;

/** Completions in each stretch of time since the start that lies in the span, by its number. */
export function rates(
  completions: Completions,
  span: TimeScale['span'],
  stretchNanos: number,
): readonly (Counts & { readonly number: number })[] {
  const first = Math.max(0, Math.floor(span.start / stretchNanos));
  const length = Math.max(0, Math.floor(span.end / stretchNanos) - first + 1);
  return Array.from({ length }, (_, place) => {
    const number = first + place;
    const stretch = { start: number * stretchNanos, end: (number + 1) * stretchNanos - 1 };
    const count = (outcome: Outcome) => {
      const [from, to] = completedIn(completions[outcome], stretch);
      return to - from;
    };
    return { number, ok: count('ok'), fail: count('fail'), info: count('info') };
  });
}

/** Whole seconds, as few as make a bar that can be seen. */
function stretchOf(scale: TimeScale): number {
  const secondPx = ((scale.right - scale.left) * nanosPerSecond) / (scale.span.end - scale.span.start);
  return Math.max(1, Math.ceil(minBarPx / secondPx)) * nanosPerSecond;
}

export interface LatencySummary {
  readonly outcome: Outcome;
  readonly count: number;
  /** Nanoseconds, one for each of `shownQuantiles`. */
  readonly quantiles: readonly number[];
}

/** How long operations took, for each outcome that occurs. */
export function latencies(completions: Completions): readonly LatencySummary[] {
  return outcomes.flatMap((outcome) => {
    const sorted = completions[outcome].inOrder();
    if (sorted.length === 0) return [];
    return [{ outcome, count: sorted.length, quantiles: shownQuantiles.map((share) => quantile(sorted, share)) }];
  });
}

/** Bars of a second, or of several from far away; ok at the bottom, then fail, then info. */
export function drawRates({ frame, completions, faults, lastNanos }: ChartInput): DrawList {
  const stretch = stretchOf(frame.scale);
  const seconds = stretch / nanosPerSecond;
  const buckets = rates(completions, frame.scale.span, stretch).map(({ number, ok, fail, info }) => {
    return { number, ok: ok / seconds, fail: fail / seconds, info: info / seconds };
  });
  const most = buckets.reduce((highest, { ok, fail, info }) => Math.max(highest, ok + fail + info), 1);
  const y = scaleLinear([0, most], [frame.height - axisPx, topPx]).nice(3);
  const bars = buckets.flatMap((bucket): DrawCommand[] => {
    const x = toX(frame.scale, bucket.number * stretch);
    const right = toX(frame.scale, (bucket.number + 1) * stretch);
    const clipped = Math.max(x, frame.scale.left);
    const width = Math.max(1, Math.min(right, frame.scale.right) - clipped - 1);
    const box = (from: number, to: number) => ({ x: clipped, width, y: y(to), height: y(from) - y(to) });
    const failTop = bucket.ok + bucket.fail;
    return [
      { kind: 'fill', ink: 'ok', ...box(0, bucket.ok) },
      { kind: 'fill', ink: 'fail', ...box(bucket.ok, failTop) },
      { kind: 'hatch', ink: 'ink-on-fill', opacity: 0.55, ...box(bucket.ok, failTop) },
      { kind: 'fill', ink: 'info', ...box(failTop, failTop + bucket.info) },
    ];
  });
  const marks = y.ticks(3).filter(Number.isInteger);
  return [
    ...drawBands(frame, faults, lastNanos),
    ...marks.flatMap((mark) => drawLevel(frame, y(mark), String(mark))),
    ...bars,
    ...drawAxis(frame),
  ];
}

/**
 * A point an operation where it completed; plain for ok, framed for fail, upright for info. Cells where there are many.
 * @param of whose quantiles are drawn as lines
 */
export function drawLatencies({
  frame,
  completions,
  faults,
  lastNanos,
  of,
}: ChartInput & { readonly of: Outcome }): DrawList {
  const { span, left, right } = frame.scale;
  const all = outcomes.map((outcome) => completions[outcome]);
  const least = Math.max(1, Math.min(...all.map(({ minTook }) => minTook)));
  const most = Math.max(...all.map(({ maxTook }) => maxTook));
  const domain = most > 0 ? [least / 1.5, most * 1.5] : [1e6, 1e9];
  const y = scaleLog(domain, [frame.height - axisPx, topPx]);
  const shown = outcomes.map((outcome) => shownOf(completions[outcome], outcome, span));
  const count = shown.reduce((sum, { positions }) => sum + positions.length, 0);
  const isCrowded = count > (right - left) * maxPointsPerPx;
  const pointsOf = ({ outcome, completed, positions }: Shown): readonly Point[] =>
    positions.map((position) => ({
      outcome,
      x: toX(frame.scale, completed.ends.at(position)),
      y: y(Math.max(1, completed.tooks.at(position))),
    }));
  const thinned = shown.filter(({ step }) => step > 1);
  const note = thinned.map(({ step, outcome }) => `1 of ${step} ${outcome} drawn`).join(', ');
  return [
    ...drawBands(frame, faults, lastNanos),
    ...decades(domain).flatMap((mark) => drawLevel(frame, y(mark), decadeLabel(mark))),
    ...shown.flatMap((points) =>
      isCrowded ? drawCells(points.outcome, pointsOf(points)) : pointsOf(points).flatMap(drawPoint),
    ),
    ...drawQuantileLines(quantilePoints(completions[of], frame), frame, y),
    ...(note
      ? [{ kind: 'text', ink: 'muted', x: right, y: topPx, text: note, align: 'right' } satisfies DrawCommand]
      : []),
    ...drawAxis(frame),
  ];
}

/** Which completions of an outcome are drawn: all, or every `step`th. */
interface Shown {
  readonly outcome: Outcome;
  readonly completed: Completed;
  readonly positions: readonly number[];
  readonly step: number;
}

function shownOf(completed: Completed, outcome: Outcome, span: TimeScale['span']): Shown {
  const [from, to] = completedIn(completed, span);
  const step = Math.max(1, Math.ceil((to - from) / maxPoints));
  const positions = Array.from({ length: Math.ceil((to - from) / step) }, (_, place) => from + place * step);
  return { outcome, completed, positions, step };
}

interface Point {
  readonly outcome: Outcome;
  readonly x: number;
  readonly y: number;
}

/** Where points would lie on each other: the cells of a grid that hold any. The rarer outcomes come later, on top. */
function drawCells(outcome: Outcome, points: readonly Point[]): DrawCommand[] {
  const cells = new Set(points.map(({ x, y }) => Math.floor(x / cellPx) * cellRows + Math.floor(y / cellPx)));
  const boxes = new Float32Array(4 * cells.size);
  // An info stands up as its point does.
  const height = outcome === 'info' ? 3 * cellPx : cellPx;
  for (const [at, cell] of [...cells].entries()) {
    const x = Math.floor(cell / cellRows) * cellPx;
    const y = (cell % cellRows) * cellPx - (height - cellPx) / 2;
    boxes.set([x, y, cellPx, height], 4 * at);
  }
  return boxes.length === 0 ? [] : [{ kind: 'fills', ink: outcome, boxes }];
}

function drawPoint({ outcome, x, y }: Point): DrawCommand[] {
  const box = (size: number) => ({ x: x - size / 2, y: y - size / 2, width: size, height: size });
  if (outcome === 'ok') return [{ kind: 'fill', ink: 'ok', ...box(5) }];
  if (outcome === 'info') {
    return [{ kind: 'stroke', ink: 'info', x1: x, y1: y - 6, x2: x, y2: y + 6, lineWidth: 3 }];
  }
  return [
    { kind: 'fill', ink: 'fail', ...box(6) },
    { kind: 'frame', ink: 'muted', lineWidth: 1, ...box(7) },
  ];
}

/** `10 ms`; a mark of an axis has no decimals. */
function decadeLabel(nanos: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ];
  const [size, unit] = units.find(([least]) => nanos >= least) ?? [1, 'ns'];
  return `${Math.round(nanos / size)} ${unit}`;
}

/** Powers of ten within a domain; halves and fifths of them would only crowd the axis. */
function decades([least = 1, most = 1]: readonly number[]): readonly number[] {
  const marks: number[] = [];
  for (let power = Math.ceil(Math.log10(least)); 10 ** power <= most; power++) marks.push(10 ** power);
  return marks;
}

/**
 * The two charts below the timeline, on the same axis of time: how many operations completed each second, and how long
 * each took. Like the timeline they are decided here, as draw commands.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { OperationColumns, OperationOutcome } from '../history/operation-columns';
import type { FaultWindow } from '../nemesis/windows';
import type { DrawCommand, DrawList } from './draw-list';
import { timeTicks } from './ticks';
import { type TimeScale, toX } from './viewport';

export interface ChartFrame {
  readonly scale: TimeScale;
  readonly width: number;
  readonly height: number;
}

export interface ChartInput {
  readonly frame: ChartFrame;
  readonly operations: OperationColumns;
  readonly faults: readonly FaultWindow[];
  readonly lastNanos: number;
}

type Outcome = 'ok' | 'fail' | 'info';

const nanosPerSecond = 1e9;
const axisPx = 20;
const topPx = 8;

/** A bar of the rates is at least this wide, with the gap behind it. */
const leastBarPx = 3;

/** More points than this for a pixel of width hide each other. */
const mostPointsPerPx = 4;
const cellPx = 3;
/** More rows of cells than a chart has. */
const cellRows = 2 ** 10;

/** Completions in each stretch of time since the start, by default a second long. */
export function rates(
  operations: OperationColumns,
  lastNanos: number,
  stretchNanos = nanosPerSecond,
): readonly Readonly<Record<Outcome, number>>[] {
  const length = Math.floor(lastNanos / stretchNanos) + 1;
  const buckets = Array.from({ length }, () => ({ ok: 0, fail: 0, info: 0 }));
  for (let place = 0; place < operations.length; place++) {
    const outcome = operations.outcomeOf(place);
    const bucket = outcome === 'open' ? undefined : buckets[Math.floor(operations.endOf(place) / stretchNanos)];
    if (bucket && outcome !== 'open') bucket[outcome]++;
  }
  return buckets;
}

/** Whole seconds, as few as make a bar that can be seen. */
function stretchOf(scale: TimeScale): number {
  const secondPx = ((scale.right - scale.left) * nanosPerSecond) / (scale.span.end - scale.span.start);
  return Math.max(1, Math.ceil(leastBarPx / secondPx)) * nanosPerSecond;
}

export interface LatencySummary {
  readonly outcome: Outcome;
  readonly count: number;
  /** Nanoseconds. */
  readonly median: number;
  readonly p95: number;
}

/** How long operations took, for each outcome that occurs. */
export function latencies(operations: OperationColumns): readonly LatencySummary[] {
  const byOutcome: Record<Outcome, number[]> = { ok: [], fail: [], info: [] };
  for (let place = 0; place < operations.length; place++) {
    const outcome = operations.outcomeOf(place);
    if (outcome !== 'open') byOutcome[outcome].push(tookNanos(operations, place));
  }
  return (['ok', 'fail', 'info'] as const).flatMap((outcome) => {
    const sorted = Float64Array.from(byOutcome[outcome]).sort();
    if (sorted.length === 0) return [];
    return [{ outcome, count: sorted.length, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }];
  });
}

/** Bars of a second, or of several from far away; ok at the bottom, then fail, then info. */
export function drawRates({ frame, operations, faults, lastNanos }: ChartInput): DrawList {
  const stretch = stretchOf(frame.scale);
  const seconds = stretch / nanosPerSecond;
  const buckets = rates(operations, lastNanos, stretch).map(({ ok, fail, info }) => {
    return { ok: ok / seconds, fail: fail / seconds, info: info / seconds };
  });
  const most = buckets.reduce((highest, { ok, fail, info }) => Math.max(highest, ok + fail + info), 1);
  const y = scaleLinear([0, most], [frame.height - axisPx, topPx]).nice(3);
  const bars = buckets.flatMap((bucket, number): DrawCommand[] => {
    const x = toX(frame.scale, number * stretch);
    const right = toX(frame.scale, (number + 1) * stretch);
    if (right < frame.scale.left || x > frame.scale.right) return [];
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

/** A point an operation where it completed; plain for ok, framed for fail, upright for info. Cells where there are many. */
export function drawLatencies({ frame, operations, faults, lastNanos }: ChartInput): DrawList {
  const { span, left, right } = frame.scale;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  const shown: number[] = [];
  for (let place = 0; place < operations.length; place++) {
    const end = operations.endOf(place);
    if (Number.isNaN(end)) continue;
    const took = tookNanos(operations, place);
    least = Math.min(least, Math.max(1, took));
    most = Math.max(most, took);
    if (end >= span.start && end <= span.end) shown.push(place);
  }
  const domain = most > 0 ? [least / 1.5, most * 1.5] : [1e6, 1e9];
  const y = scaleLog(domain, [frame.height - axisPx, topPx]);
  const pointOf = (place: number): Point => ({
    outcome: operations.outcomeOf(place),
    x: toX(frame.scale, operations.endOf(place)),
    y: y(Math.max(1, tookNanos(operations, place))),
  });
  const isCrowded = shown.length > (right - left) * mostPointsPerPx;
  return [
    ...drawBands(frame, faults, lastNanos),
    ...decades(domain).flatMap((mark) => drawLevel(frame, y(mark), decadeLabel(mark))),
    ...(isCrowded ? drawCells(shown, pointOf) : shown.flatMap((place) => drawPoint(pointOf(place)))),
    ...drawAxis(frame),
  ];
}

interface Point {
  readonly outcome: OperationOutcome;
  readonly x: number;
  readonly y: number;
}

/** Where points would lie on each other: the cells of a grid that hold any, the rarer outcomes on top. */
function drawCells(places: readonly number[], pointOf: (place: number) => Point): DrawCommand[] {
  const cells: Record<Outcome, Set<number>> = { ok: new Set(), fail: new Set(), info: new Set() };
  for (const place of places) {
    const { outcome, x, y } = pointOf(place);
    if (outcome !== 'open') cells[outcome].add(Math.floor(x / cellPx) * cellRows + Math.floor(y / cellPx));
  }
  return (['ok', 'fail', 'info'] as const).flatMap((outcome): DrawCommand[] => {
    const boxes = new Float32Array(4 * cells[outcome].size);
    // An info stands up as its point does.
    const height = outcome === 'info' ? 3 * cellPx : cellPx;
    for (const [at, cell] of [...cells[outcome]].entries()) {
      const x = Math.floor(cell / cellRows) * cellPx;
      const y = (cell % cellRows) * cellPx - (height - cellPx) / 2;
      boxes.set([x, y, cellPx, height], 4 * at);
    }
    return boxes.length === 0 ? [] : [{ kind: 'fills', ink: outcome, boxes }];
  });
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

function drawBands(frame: ChartFrame, faults: readonly FaultWindow[], lastNanos: number): DrawCommand[] {
  const { scale, height } = frame;
  return faults.flatMap((fault): DrawCommand[] => {
    const x = Math.max(scale.left, toX(scale, fault.start));
    const right = Math.min(scale.right, toX(scale, fault.healedAt ?? lastNanos));
    if (right <= x) return [];
    return [{ kind: 'fill', ink: 'partition', opacity: 0.4, x, y: 0, width: right - x, height: height - axisPx }];
  });
}

function drawLevel({ scale }: ChartFrame, y: number, text: string): DrawCommand[] {
  return [
    { kind: 'stroke', ink: 'line', x1: scale.left, y1: y, x2: scale.right, y2: y, lineWidth: 1 },
    { kind: 'text', ink: 'muted', x: scale.left - 6, y, text, align: 'right' },
  ];
}

function drawAxis({ scale, height }: ChartFrame): DrawCommand[] {
  return timeTicks(scale).map(
    (tick): DrawCommand => ({
      kind: 'text',
      ink: 'muted',
      x: tick.x,
      y: height - 8,
      text: tick.label,
      align: 'center',
    }),
  );
}

function tookNanos(operations: OperationColumns, place: number): number {
  return operations.endOf(place) - operations.startOf(place);
}

/** The nearest rank, of a sorted list that is not empty. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

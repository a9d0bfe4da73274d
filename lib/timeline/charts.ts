/**
 * The two charts below the timeline, on the same axis of time: how many operations completed each second, and how long
 * each took. Like the timeline they are decided here, as draw commands.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { type Operation, outcomeOf } from '../history/operations';
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
  readonly operations: readonly Operation[];
  readonly faults: readonly FaultWindow[];
  readonly lastNanos: number;
}

type Outcome = 'ok' | 'fail' | 'info';

const nanosPerSecond = 1e9;
const axisPx = 20;
const topPx = 8;

/** Completions in each whole second since the start. */
export function rates(
  operations: readonly Operation[],
  lastNanos: number,
): readonly Readonly<Record<Outcome, number>>[] {
  const seconds = Math.floor(lastNanos / nanosPerSecond) + 1;
  const buckets = Array.from({ length: seconds }, () => ({ ok: 0, fail: 0, info: 0 }));
  for (const operation of operations) {
    if (!operation.completion) continue;
    const bucket = buckets[Math.floor(operation.completion.time / nanosPerSecond)];
    if (bucket) bucket[outcomeOf(operation)]++;
  }
  return buckets;
}

export interface LatencySummary {
  readonly outcome: Outcome;
  readonly count: number;
  /** Nanoseconds. */
  readonly median: number;
  readonly p95: number;
}

/** How long operations took, for each outcome that occurs. */
export function latencies(operations: readonly Operation[]): readonly LatencySummary[] {
  const byOutcome: Record<Outcome, number[]> = { ok: [], fail: [], info: [] };
  for (const operation of operations) {
    if (operation.completion) byOutcome[outcomeOf(operation)].push(tookNanos(operation));
  }
  return (['ok', 'fail', 'info'] as const).flatMap((outcome) => {
    const sorted = Float64Array.from(byOutcome[outcome]).sort();
    if (sorted.length === 0) return [];
    return [{ outcome, count: sorted.length, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }];
  });
}

/** Bars of a second, ok at the bottom, then fail, then info. */
export function drawRates({ frame, operations, faults, lastNanos }: ChartInput): DrawList {
  const buckets = rates(operations, lastNanos);
  const most = Math.max(1, ...buckets.map(({ ok, fail, info }) => ok + fail + info));
  const y = scaleLinear([0, most], [frame.height - axisPx, topPx]).nice(3);
  const bars = buckets.flatMap((bucket, second): DrawCommand[] => {
    const x = toX(frame.scale, second * nanosPerSecond);
    const right = toX(frame.scale, (second + 1) * nanosPerSecond);
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

/** A point an operation where it completed; plain for ok, framed for fail, upright for info. */
export function drawLatencies({ frame, operations, faults, lastNanos }: ChartInput): DrawList {
  const completed = operations.filter((operation) => operation.completion);
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const operation of completed) {
    least = Math.min(least, Math.max(1, tookNanos(operation)));
    most = Math.max(most, tookNanos(operation));
  }
  const domain = most > 0 ? [least / 1.5, most * 1.5] : [1e6, 1e9];
  const y = scaleLog(domain, [frame.height - axisPx, topPx]);
  const points = completed.flatMap((operation): DrawCommand[] => {
    const x = toX(frame.scale, operation.completion?.time ?? 0);
    if (x < frame.scale.left || x > frame.scale.right) return [];
    return drawPoint(outcomeOf(operation), x, y(Math.max(1, tookNanos(operation))));
  });
  return [
    ...drawBands(frame, faults, lastNanos),
    ...decades(domain).flatMap((mark) => drawLevel(frame, y(mark), decadeLabel(mark))),
    ...points,
    ...drawAxis(frame),
  ];
}

function drawPoint(outcome: Outcome, x: number, y: number): DrawCommand[] {
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

function tookNanos({ invocation, completion }: Operation): number {
  return completion ? completion.time - invocation.time : 0;
}

/** The nearest rank, of a sorted list that is not empty. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

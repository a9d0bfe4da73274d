/**
 * The whole run in one strip, as draw commands: how many operations completed when, with what failed at the foot and what
 * is unknown at the top of each bar, the faults behind them, and above them the violation and who led at the same time.
 *
 *        ♛♛        ×         more than one leader, the violation
 *     ▂▃▃▅▃▂  ▁▁▂▃▅▃▃▃▂▃
 *     ▓▓      ▓              failed, on one line
 */

import { formatDuration } from '../../base/words';
import { appearanceOf } from '../../catalog/faults/appearance';
import { type DrawCommand, type DrawList, type Ink, textWidth } from '../../draw/draw-list';
import type { FaultWindow } from '../../nemesis/windows';
import type { Rivalry } from '../../protocol/beliefs';
import type { Buckets } from '../charts/buckets';
import { type Outcome, outcomes } from '../charts/completions';
import { faultRows } from '../tracks/fault-rows';
import { namesLeft } from '../tracks/layout';
import type { Violation } from '../tracks/scene';
import { lengthOf, type TimeScale, toX } from './viewport';

export const minimapHeightPx = 44;

export interface MinimapInput {
  /** Of the whole run. */
  readonly scale: TimeScale;
  readonly buckets: Buckets;
  readonly faults: readonly FaultWindow[];
  readonly rivalries: readonly Rivalry[];
  readonly violation: Violation | undefined;
  /** All that there are. */
  readonly violations?: readonly Violation[];
  readonly lastNanos: number;
}

/** Completions between two times. */
export interface MinimapBar extends Readonly<Record<Outcome, number>> {
  readonly start: number;
  readonly end: number;
}

/** The strip for the marks lies above the bars. */
const barsTopPx = 14;
const baselinePx = minimapHeightPx - 2;
const minBarPx = 3;
/** Of few operations bars of this width make a shape where thinner ones would make a comb. */
const maxBarPx = 16;
const fewPerBar = 4;
/** One failure among a million operations is seen. */
const minErrorPx = 4;
const minOkPx = 1;
const minFaultPx = 2;
/** The operations come first. */
const faultOpacity = 0.6;
const crown = { width: 11, height: 8 };

export function drawMinimap(input: MinimapInput): DrawList {
  const { scale } = input;
  return [
    ...drawFaults(input),
    ...drawBars(minimapBars(input.buckets, scale), scale),
    { kind: 'stroke', ink: 'line', x1: scale.left, y1: baselinePx, x2: scale.right, y2: baselinePx, lineWidth: 1 },
    ...drawRivalries(input),
    ...drawOtherViolations(input),
    ...drawViolation(input),
    ...drawNames(input),
  ];
}

/** Each is some neighbouring buckets together, as many as make it wide enough to be seen; none is empty. */
export function minimapBars(buckets: Buckets, scale: TimeScale): readonly MinimapBar[] {
  const together = bucketsTogether(buckets, scale);
  const barNanos = together * buckets.nanos;
  const bars: MinimapBar[] = [];
  for (let from = 0; from < buckets.length; from += together) {
    const sum = { ok: 0, fail: 0, info: 0 };
    for (const outcome of outcomes) {
      for (let at = from; at < from + together; at++) sum[outcome] += buckets.counts[outcome][at] ?? 0;
    }
    const start = from * buckets.nanos;
    if (sum.ok + sum.fail + sum.info > 0) bars.push({ start, end: start + barNanos, ...sum });
  }
  return bars;
}

function bucketsTogether(buckets: Buckets, scale: TimeScale): number {
  const pxPerBucket = ((scale.right - scale.left) * buckets.nanos) / lengthOf(scale.span);
  let count = 0;
  for (const outcome of outcomes) for (let at = 0; at < buckets.length; at++) count += buckets.counts[outcome][at] ?? 0;
  const perBucket = count / Math.max(1, buckets.length);
  let together = 1;
  while (together < buckets.length) {
    const isFew = perBucket * together < fewPerBar && 2 * together * pxPerBucket <= maxBarPx;
    if (together * pxPerBucket >= minBarPx && !isFew) break;
    together *= 2;
  }
  return together;
}

function drawBars(bars: readonly MinimapBar[], scale: TimeScale): DrawCommand[] {
  const most = bars.reduce((highest, { ok, fail, info }) => Math.max(highest, ok + fail + info), 1);
  const room = baselinePx - barsTopPx;
  const errorHeight = (count: number) => (count === 0 ? 0 : Math.max(minErrorPx, (count / most) * room));
  const boxes: Record<Outcome, number[]> = { fail: [], ok: [], info: [] };
  for (const bar of bars) {
    // On whole pixels neighbours meet without a seam.
    const x = Math.min(Math.round(toX(scale, bar.start)), Math.floor(scale.right) - minBarPx);
    const right = Math.min(Math.floor(scale.right), Math.round(toX(scale, bar.end)));
    const width = Math.max(1, right - x);
    const [fail, info] = [errorHeight(bar.fail), errorHeight(bar.info)];
    // What the least heights add is taken from the ok, so that the whole bar tells how many there were.
    const all = ((bar.ok + bar.fail + bar.info) / most) * room;
    const ok = bar.ok === 0 ? 0 : Math.max(minOkPx, all - fail - info);
    if (fail > 0) boxes.fail.push(x, baselinePx - fail, width, fail);
    if (ok > 0) boxes.ok.push(x, baselinePx - fail - ok, width, ok);
    if (info > 0) boxes.info.push(x, baselinePx - fail - ok - info, width, info);
  }
  return outcomes.flatMap((ink): DrawCommand[] =>
    boxes[ink].length === 0 ? [] : [{ kind: 'fills', ink, boxes: Float32Array.from(boxes[ink]) }],
  );
}

/** The rows of the timeline share the height, so that faults at the same time are all seen. */
function drawFaults({ scale, faults, lastNanos }: MinimapInput): DrawCommand[] {
  const { names, rowOf } = faultRows(faults);
  const height = minimapHeightPx / names.length;
  return faults.map((fault, place) => ({
    ...stretch(scale, fault.start, fault.healedAt ?? lastNanos, minFaultPx),
    y: (rowOf[place] ?? 0) * height,
    height,
    kind: 'fill',
    ink: appearanceOf(fault.fault).look.tone,
    opacity: faultOpacity,
  }));
}

/** A line over the time, and a crown where it does not cover the one before. */
function drawRivalries({ scale, rivalries, lastNanos }: MinimapInput): DrawCommand[] {
  let free = scale.left;
  return rivalries.flatMap((rivalry): DrawCommand[] => {
    const line = stretch(scale, rivalry.start, rivalry.end ?? lastNanos, minFaultPx);
    const x = Math.min(line.x + (line.width - crown.width) / 2, scale.right - crown.width);
    const box: DrawCommand = { kind: 'fill', ink: 'accent', ...line, y: barsTopPx - 3, height: 2 };
    if (x < free) return [box];
    free = x + crown.width + 1;
    return [box, { kind: 'crown', ink: 'accent', x, y: 2, ...crown }];
  });
}

/** The others are ticks, a pixel or more apart. */
function drawOtherViolations({ scale, violations = [], violation }: MinimapInput): DrawCommand[] {
  return violations.flatMap((other): DrawCommand[] => {
    if (other.operation === violation?.operation) return [];
    const x = Math.min(scale.right, toX(scale, other.time));
    return [{ kind: 'stroke', ink: 'invalid', x1: x, x2: x, y1: 0, y2: barsTopPx, lineWidth: 1.5 }];
  });
}

function drawViolation({ scale, violation }: MinimapInput): DrawCommand[] {
  if (!violation) return [];
  const x = Math.min(scale.right, toX(scale, violation.time));
  const line = { y1: 0, y2: minimapHeightPx, lineWidth: 1.5 };
  return [
    { kind: 'stroke', ink: 'invalid', x1: x, x2: x, ...line },
    { kind: 'cross', ink: 'invalid', x, y: barsTopPx / 2, radius: 3.5 },
  ];
}

function drawNames({ scale, lastNanos }: MinimapInput): DrawCommand[] {
  const name = ['whole run', 'run'].find((words) => textWidth(words) <= scale.left - 12) ?? '';
  const text = (ink: Ink, y: number, words: string): DrawCommand => {
    return { kind: 'text', ink, x: namesLeft(scale.left), y, text: words, align: 'left' };
  };
  return [text('muted', 14, name), ...(lastNanos > 0 ? [text('muted', 30, formatDuration(lastNanos))] : [])];
}

/** Over the whole height, and never too thin to be seen. */
function stretch(scale: TimeScale, start: number, end: number, minPx: number) {
  const x = Math.min(toX(scale, start), scale.right - minPx);
  const width = Math.max(minPx, Math.min(scale.right, toX(scale, end)) - x);
  return { x, width, y: 0, height: minimapHeightPx };
}

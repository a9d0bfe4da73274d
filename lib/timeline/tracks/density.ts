/**
 * A lane seen from far away, where operations are thinner than pixels. For every column of pixels it is told how busy the
 * worker was, by height, and whether anything failed or crashed there, by a mark that stands out of the bar: below it for
 * a fail, above it for an info. Each is two look-ups in the lane's sums, so nothing is lost however many there are.
 *
 *        ╻      ╻╻        info
 *     ▆▆█▆▃▂▂▂▆█▆▆██      busy
 *            ╹            fail
 */

import type { Box, DrawCommand } from '../../draw/draw-list';
import type { Outcome } from '../charts/completions';
import { type TimeScale, toTime, toX } from '../view/viewport';
import { endIn, type LaneTimes, positionsIn, startIn } from './bars';
import type { Scene } from './scene';

/** More operations than this for each pixel cannot be told apart. */
const maxPerPx = 0.3;

/** With more lanes than this a column is two pixels wide, which halves the work of a frame. */
const manyLanes = 40;

/** Even a worker that was hardly busy is seen to have done something. */
const minHeightShare = 0.25;
const heightSteps = 6;
/** What the edges of pixels lose to arithmetic does not make a step. */
const rounding = 1e-6;
const markPx = 3;

export function isDense(times: LaneTimes, scale: TimeScale): boolean {
  const [from, to] = positionsIn(times, scale.span);
  return to - from > (scale.right - scale.left) * maxPerPx;
}

export interface DensityColumn {
  readonly x: number;
  readonly width: number;
  /** Share of the time, from 0 to 1. */
  readonly busy: number;
  readonly hasFail: boolean;
  readonly hasInfo: boolean;
}

/** The columns in which the worker did anything, neighbours that look alike as one. */
export function densityColumns(times: LaneTimes, scale: TimeScale, columnPx: number): readonly DensityColumn[] {
  const { lane } = times;
  const columns: DensityColumn[] = [];
  let last: { -readonly [Key in keyof DensityColumn]: DensityColumn[Key] } | undefined;
  let known = 0;
  for (let x = scale.left; x < scale.right; x += columnPx) {
    const width = Math.min(columnPx, scale.right - x);
    const span = { start: toTime(scale, x), end: toTime(scale, x + width) };
    const [from, to] = positionsIn(times, span, known);
    if (to <= from) continue;
    known = from;
    const share = busyNanos(times, from, to, span.start, span.end) / (span.end - span.start);
    const busy = Math.ceil(Math.min(1, share) * heightSteps - rounding) / heightSteps;
    const column = { x, width, busy, hasFail: lane.fails(from, to) > 0, hasInfo: lane.infos(from, to) > 0 };
    if (last && isAlike(last, column)) {
      last.width = x + width - last.x;
    } else {
      columns.push(column);
      last = column;
    }
  }
  return columns;
}

function isAlike(a: DensityColumn, b: DensityColumn): boolean {
  const isNeighbour = a.x + a.width === b.x;
  return isNeighbour && a.busy === b.busy && a.hasFail === b.hasFail && a.hasInfo === b.hasInfo;
}

/** Within the times; the first and the last may reach beyond. */
function busyNanos(times: LaneTimes, from: number, to: number, start: number, end: number): number {
  const last = to - 1;
  const isOpen = !Number.isFinite(times.lane.ends.at(last));
  const ofOpen = isOpen ? endIn(times, last) - startIn(times, last) : 0;
  const before = Math.max(0, start - startIn(times, from));
  const after = Math.max(0, endIn(times, last) - end);
  return Math.max(0, times.lane.busy(from, to) + ofOpen - before - after);
}

/** Of many lanes, by colour: x, y, width and height of each box, one after another. */
export type DensityBoxes = Readonly<Record<Outcome, number[]>>;

/** @param box where a bar of the lane stands; only its height counts */
export function addDensity(boxes: DensityBoxes, times: LaneTimes, scene: Scene, box: Box): void {
  const bottom = box.y + box.height;
  const middle = box.y + box.height / 2;
  for (const column of densityColumns(times, scene.scale, scene.layout.rows.length > manyLanes ? 2 : 1)) {
    const { x, width } = column;
    const height = box.height * Math.max(minHeightShare, column.busy);
    boxes.ok.push(x, bottom - height, width, height);
    if (column.hasFail) boxes.fail.push(x, middle, width, bottom + markPx - middle);
    if (column.hasInfo) boxes.info.push(x, box.y - markPx, width, middle - box.y + markPx);
  }
}

/** One command a colour: painting them one after another takes much longer. */
export function drawDensity(boxes: DensityBoxes): DrawCommand[] {
  return (['ok', 'fail', 'info'] as const).flatMap((ink): DrawCommand[] =>
    boxes[ink].length === 0 ? [] : [{ kind: 'fills', ink, boxes: Float32Array.from(boxes[ink]) }],
  );
}

/** What is still under way keeps its frame. */
export function drawOpen(times: LaneTimes, { scale }: Scene, box: Box): DrawCommand[] {
  const last = times.lane.length - 1;
  if (last < 0 || Number.isFinite(times.lane.ends.at(last))) return [];
  const x = Math.max(scale.left, toX(scale, startIn(times, last)));
  const right = Math.min(scale.right, toX(scale, endIn(times, last)));
  if (right < scale.left || x > scale.right) return [];
  return [{ kind: 'frame', ink: 'muted', lineWidth: 1, ...box, x, width: Math.max(1, right - x) }];
}

/**
 * What a drag does to the span in view. On the minimap the frame of the span is taken and moved, or one of its edges; a
 * drag beside it, and one with Shift on the timeline itself, brushes a new span.
 *
 *     ─────┃──────────┃────────
 *        edge  frame  edge    beside
 */

import { formatDuration, formatTime } from '../../base/words';
import type { RunState } from '../../protocol/run-state';
import { positionsIn } from '../tracks/bars';
import { clampSpan, lengthOf, minSpanNanos, panSpan, type TimeScale, type TimeSpan, toTime, toX } from './viewport';

/** What lies under the pointer on the minimap. */
export type Grabbed = 'start' | 'end' | 'frame' | 'beside';

/** A span that is less than a pixel wide in the minimap is still found and held. */
const minFramePx = 12;

export interface FrameBox {
  readonly x: number;
  readonly width: number;
}

/** Where the frame of the span stands on the scale of the whole run. */
export function frameBox(scale: TimeScale, span: TimeSpan): FrameBox {
  const [start, end] = [toX(scale, span.start), toX(scale, span.end)];
  const width = Math.min(scale.right - scale.left, Math.max(minFramePx, end - start));
  const x = Math.min(Math.max(scale.left, (start + end - width) / 2), scale.right - width);
  return { x, width };
}

/** @param reachPx how far outside the frame its edges can still be taken; inside at most a quarter of it is theirs */
export function grabbedAt(scale: TimeScale, span: TimeSpan, x: number, reachPx: number): Grabbed {
  const box = frameBox(scale, span);
  const inside = Math.min(reachPx, box.width / 4);
  const right = box.x + box.width;
  if (x >= box.x - reachPx && x <= box.x + inside) return 'start';
  if (x >= right - inside && x <= right + reachPx) return 'end';
  // A frame around everything has nowhere to go: a drag within it brushes.
  const isWhole = lengthOf(span) >= lengthOf(scale.span);
  return x > box.x && x < right && !isWhole ? 'frame' : 'beside';
}

/** The span after its frame or an edge of it was dragged from one x to another; edges do not pass each other. */
export function draggedSpan(
  scale: TimeScale,
  span: TimeSpan,
  grabbed: Exclude<Grabbed, 'beside'>,
  from: number,
  to: number,
): TimeSpan {
  const by = toTime(scale, to) - toTime(scale, from);
  const extent = scale.span;
  if (grabbed === 'frame') return panSpan(span, by, extent);
  if (grabbed === 'start') {
    return { start: Math.min(Math.max(extent.start, span.start + by), span.end - minSpanNanos), end: span.end };
  }
  return { start: span.start, end: Math.max(Math.min(extent.end, span.end + by), span.start + minSpanNanos) };
}

/** What lies between two x, in either order. */
export function brushedSpan(scale: TimeScale, from: number, to: number, extent: TimeSpan): TimeSpan {
  const within = (x: number) => toTime(scale, Math.min(scale.right, Math.max(scale.left, x)));
  const [a, b] = [within(from), within(to)];
  return clampSpan({ start: Math.min(a, b), end: Math.max(a, b) }, extent);
}

export function centredSpan(span: TimeSpan, time: number, extent: TimeSpan): TimeSpan {
  const start = time - lengthOf(span) / 2;
  return clampSpan({ start, end: start + lengthOf(span) }, extent);
}

interface Outside {
  readonly fail: number;
  readonly info: number;
}

/** Failed and unknown operations of which nothing lies in the span; two look-ups a lane. */
export function errorsOutside({ lanes, lastNanos }: Pick<RunState, 'lanes' | 'lastNanos'>, span: TimeSpan): Outside {
  let [fail, info] = [0, 0];
  for (const lane of lanes) {
    const [from, to] = positionsIn({ lane, lastNanos }, span);
    fail += lane.fails(0, lane.length) - lane.fails(from, to);
    info += lane.infos(0, lane.length) - lane.infos(from, to);
  }
  return { fail, info };
}

/** `shows 2.00 s to 4.50 s of 30.02 s; 12 failed and 3 unknown operations outside` */
export function spanWords(state: Pick<RunState, 'lanes' | 'lastNanos'>, span: TimeSpan, extent: TimeSpan): string {
  if (state.lastNanos === 0) return 'nothing has happened yet';
  const whole = formatDuration(state.lastNanos);
  if (lengthOf(span) >= lengthOf(extent)) return `shows the whole run of ${whole}`;
  const time = (nanos: number) => formatTime(nanos, lengthOf(span));
  const { fail, info } = errorsOutside(state, span);
  const parts = [
    fail > 0 ? `${fail.toLocaleString('en-GB')} failed` : '',
    info > 0 ? `${info.toLocaleString('en-GB')} unknown` : '',
  ].filter(Boolean);
  const outside =
    parts.length === 0
      ? 'no failed or unknown operation'
      : `${parts.join(' and ')} ${fail + info === 1 ? 'operation' : 'operations'}`;
  return `shows ${time(span.start)} to ${time(span.end)} of ${whole}; ${outside} outside`;
}

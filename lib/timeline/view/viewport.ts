/**
 * The stretch of time a chart shows, as a value, and the scale that places it on pixels. Zooming and panning make new
 * values; nothing here knows of a mouse.
 */

/** Nanoseconds since the start of the test; `end` is greater than `start`. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** A bar of 10 µs still has a width at the deepest zoom; closer than this there is nothing to see. */
export const minSpanNanos = 100_000;

/** A run of no length still needs an axis. */
const minExtentNanos = 1_000_000_000;

/** Everything there is to see, with a little air behind the last op. */
export function extentOf(lastNanos: number): TimeSpan {
  return { start: 0, end: Math.max(minExtentNanos, lastNanos * 1.02) };
}

export function lengthOf(span: TimeSpan): number {
  return span.end - span.start;
}

/** The nearest span of the same length, if it fits, that lies within the extent. */
export function clampSpan(span: TimeSpan, extent: TimeSpan): TimeSpan {
  const length = Math.min(Math.max(lengthOf(span), minSpanNanos), lengthOf(extent));
  const start = Math.min(Math.max(span.start, extent.start), extent.end - length);
  return { start, end: start + length };
}

/** `factor` > 1 comes closer; the time at `anchor` stays where it is. */
export function zoomSpan(span: TimeSpan, factor: number, anchor: number, extent: TimeSpan): TimeSpan {
  const length = Math.min(Math.max(lengthOf(span) / factor, minSpanNanos), lengthOf(extent));
  const share = (anchor - span.start) / lengthOf(span);
  const start = anchor - share * length;
  return clampSpan({ start, end: start + length }, extent);
}

export function panSpan(span: TimeSpan, byNanos: number, extent: TimeSpan): TimeSpan {
  return clampSpan({ start: span.start + byNanos, end: span.end + byNanos }, extent);
}

/** The span of the same length that ends where the history does. */
export function followSpan(span: TimeSpan, extent: TimeSpan): TimeSpan {
  return clampSpan({ start: extent.end - lengthOf(span), end: extent.end }, extent);
}

/** Moves the span only when `time` lies outside it or in the outer tenth. */
export function revealTime(span: TimeSpan, time: number, extent: TimeSpan): TimeSpan {
  const margin = lengthOf(span) / 10;
  if (time >= span.start + margin && time <= span.end - margin) return span;
  const start = time - lengthOf(span) / 2;
  return clampSpan({ start, end: start + lengthOf(span) }, extent);
}

/** A linear scale between a span and the pixels from `left` to `right`. */
export interface TimeScale {
  readonly span: TimeSpan;
  readonly left: number;
  readonly right: number;
}

export function toX(scale: TimeScale, time: number): number {
  return scale.left + ((time - scale.span.start) / lengthOf(scale.span)) * (scale.right - scale.left);
}

export function toTime(scale: TimeScale, x: number): number {
  return scale.span.start + ((x - scale.left) / (scale.right - scale.left)) * lengthOf(scale.span);
}

/**
 * d3-zoom keeps a transform { k, x } of the extent's own scale. These two are the bridge between it and a span:
 * `k` is how many times closer the span is than the extent, `x` how far the extent's left edge is shifted.
 */
export interface ZoomTransform {
  readonly k: number;
  readonly x: number;
}

export function transformOf(scale: TimeScale, extent: TimeSpan): ZoomTransform {
  const k = lengthOf(extent) / lengthOf(scale.span);
  const width = scale.right - scale.left;
  const offset = ((scale.span.start - extent.start) / lengthOf(extent)) * width * k;
  return { k, x: scale.left - offset - scale.left * k };
}

export function spanOf(transform: ZoomTransform, left: number, right: number, extent: TimeSpan): TimeSpan {
  const toExtentX = (x: number) => (x - transform.x) / transform.k;
  const nanosPerPx = lengthOf(extent) / (right - left);
  const start = extent.start + (toExtentX(left) - left) * nanosPerPx;
  const end = extent.start + (toExtentX(right) - left) * nanosPerPx;
  return clampSpan({ start, end }, extent);
}

/** Where an axis of time has its marks, and how they read: seconds, with as many decimals as the step needs. */
import { scaleLinear } from 'd3-scale';
import { type TimeScale, toX } from './viewport';

export interface Tick {
  readonly x: number;
  readonly time: number;
  readonly label: string;
}

/** Room for the longest label, `12.345 s`, and air. */
const leastTickWidthPx = 72;

const nanosPerSecond = 1e9;

export function timeTicks(scale: TimeScale): readonly Tick[] {
  const count = Math.max(1, Math.floor((scale.right - scale.left) / leastTickWidthPx));
  const seconds = scaleLinear([scale.span.start / nanosPerSecond, scale.span.end / nanosPerSecond], [0, 1]);
  const format = seconds.tickFormat(count);
  return seconds.ticks(count).map((second) => {
    const time = second * nanosPerSecond;
    return { x: toX(scale, time), time, label: `${format(second)} s` };
  });
}

/** A moment, as exact as the span needs it: `12.41 s`, `12.4102 s` when zoomed in. */
export function formatTime(time: number, spanNanos = 30 * nanosPerSecond): string {
  const decimals = Math.min(6, Math.max(2, Math.ceil(Math.log10((1000 * nanosPerSecond) / spanNanos))));
  return `${(time / nanosPerSecond).toFixed(decimals)} s`;
}

/** A length of time in the unit a person would say it in. */
export function formatDuration(nanos: number): string {
  if (nanos < 1e3) return `${Math.round(nanos)} ns`;
  if (nanos < 1e6) return `${(nanos / 1e3).toPrecision(3)} µs`;
  if (nanos < 1e9) return `${(nanos / 1e6).toPrecision(3)} ms`;
  return `${(nanos / nanosPerSecond).toFixed(2)} s`;
}

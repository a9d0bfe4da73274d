/** Where an axis of time has its marks, and how they read: seconds, with as many decimals as the step needs. */
import { scaleLinear } from 'd3-scale';
import { type TimeScale, toX } from './viewport';

export interface Tick {
  readonly x: number;
  readonly time: number;
  readonly label: string;
}

/** Room for the longest label, `12.345 s`, and air. */
const minTickWidthPx = 72;

const nanosPerSecond = 1e9;

export function timeTicks(scale: TimeScale): readonly Tick[] {
  const count = Math.max(1, Math.floor((scale.right - scale.left) / minTickWidthPx));
  const seconds = scaleLinear([scale.span.start / nanosPerSecond, scale.span.end / nanosPerSecond], [0, 1]);
  const format = seconds.tickFormat(count);
  return seconds.ticks(count).map((second) => {
    const time = second * nanosPerSecond;
    return { x: toX(scale, time), time, label: `${format(second)} s` };
  });
}

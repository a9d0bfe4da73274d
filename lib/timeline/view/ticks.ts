/** Where an axis of time has its marks, and how they read: seconds, with as many decimals as the step needs. */
import { tickStep, ticks } from 'd3-array';
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
  const { start, end } = scale.span;
  const step = tickStep(start / nanosPerSecond, end / nanosPerSecond, count);
  const decimals = step > 0 ? Math.max(0, -Math.floor(Math.log10(step))) : 0;
  return ticks(start / nanosPerSecond, end / nanosPerSecond, count).map((second) => {
    const time = second * nanosPerSecond;
    return { x: toX(scale, time), time, label: `${labelOf(second, decimals)} s` };
  });
}

function labelOf(second: number, decimals: number): string {
  return second.toLocaleString('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** What the charts below the timeline have in common: their place, the bands of the faults, and their axes. */

import { appearanceOf } from '../../catalog/faults/appearance';
import type { DrawCommand } from '../../draw/draw-list';
import type { FaultWindow } from '../../nemesis/windows';
import { timeTicks } from '../view/ticks';
import { type TimeScale, toX } from '../view/viewport';

export interface ChartFrame {
  readonly scale: TimeScale;
  readonly width: number;
  readonly height: number;
}

export const axisPx = 20;
export const topPx = 8;

export function drawBands(frame: ChartFrame, faults: readonly FaultWindow[], lastNanos: number): DrawCommand[] {
  const { scale, height } = frame;
  return faults.flatMap((fault): DrawCommand[] => {
    const x = Math.max(scale.left, toX(scale, fault.start));
    const right = Math.min(scale.right, toX(scale, fault.healedAt ?? lastNanos));
    if (right <= x) return [];
    const ink = appearanceOf(fault.fault).look.tone;
    return [{ kind: 'fill', ink, opacity: 0.4, x, y: 0, width: right - x, height: height - axisPx }];
  });
}

export function drawLevel({ scale }: ChartFrame, y: number, text: string): DrawCommand[] {
  return [
    { kind: 'stroke', ink: 'line', x1: scale.left, y1: y, x2: scale.right, y2: y, lineWidth: 1 },
    { kind: 'text', ink: 'muted', x: scale.left - 6, y, text, align: 'right' },
  ];
}

export function drawAxis({ scale, height }: ChartFrame): DrawCommand[] {
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

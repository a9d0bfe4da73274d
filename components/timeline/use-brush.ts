'use client';
/** A drag with Shift, or one on the axis of time, chooses a part of what is in view and shows it when it is let go. */
import { brushedSpan } from '@/lib/timeline/view/span-drag';
import type { TimeScale, TimeSpan } from '@/lib/timeline/view/viewport';
import { useDrag } from './use-drag';

interface BrushInput {
  readonly scale: TimeScale;
  readonly axisTop: number;
  readonly extent: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
}

export function useBrush({ scale, axisTop, extent, onSpan }: BrushInput) {
  return useDrag<true>({
    grab: (event, x) =>
      x >= scale.left && x <= scale.right && isBrush(event.currentTarget, event, event.shiftKey, axisTop)
        ? true
        : undefined,
    onEnd: ({ from, to }) => onSpan(brushedSpan(scale, from, to, extent)),
  });
}

/** Whether a press at the place begins a brush, and not a pan. */
export function isBrush(
  timeline: HTMLElement,
  at: { readonly clientY: number },
  isShift: boolean,
  axisTop: number,
): boolean {
  return isShift || at.clientY - timeline.getBoundingClientRect().top >= axisTop;
}

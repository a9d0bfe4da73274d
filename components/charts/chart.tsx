'use client';
/** A painted chart under the timeline, on its axis of time. */
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { DrawList } from '@/lib/draw/draw-list';
import type { ChartFrame } from '@/lib/timeline/charts/chart-frame';
import { layoutTimeline } from '@/lib/timeline/tracks/layout';
import type { TimeSpan } from '@/lib/timeline/view/viewport';
import { paintOn } from '../timeline/paint';
import { useInks } from '../timeline/use-inks';
import { useWidth } from '../timeline/use-width';

interface ChartProps {
  readonly title: string;
  /** The chart in words, for those who do not see it. */
  readonly label: string;
  readonly span: TimeSpan;
  readonly height: number;
  readonly draw: (frame: ChartFrame) => DrawList;
  readonly children?: ReactNode;
}

export function Chart({ title, label, span, height, draw, children }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const inks = useInks();

  useLayoutEffect(() => {
    if (!canvas.current || !inks || width === 0) return;
    const { left, right } = layoutTimeline([], width);
    paintOn(canvas.current, { width, height }, inks, draw({ scale: { span, left, right }, width, height }));
  }, [width, height, inks, span, draw]);

  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-1">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h3 className="font-semibold text-14">{title}</h3>
        {children}
      </div>
      <div ref={frame} className="overflow-hidden" style={{ height }}>
        <canvas ref={canvas} role="img" aria-label={label} className="block font-mono" style={{ width, height }} />
      </div>
    </section>
  );
}

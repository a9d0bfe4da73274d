/** The span that a brush is about to show, with its length in words. */

import { formatDuration } from '@/lib/base/words';
import { brushedSpan } from '@/lib/timeline/view/span-drag';
import { lengthOf, type TimeScale, type TimeSpan, toX } from '@/lib/timeline/view/viewport';

interface BrushBoxProps {
  readonly scale: TimeScale;
  readonly extent: TimeSpan;
  readonly drag: { readonly from: number; readonly to: number };
  readonly height: number;
}

export function BrushBox({ scale, extent, drag, height }: BrushBoxProps) {
  const span = brushedSpan(scale, drag.from, drag.to, extent);
  const left = toX(scale, span.start);
  const width = toX(scale, span.end) - left;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-0 flex items-start justify-center border-accent border-x bg-accent/20"
      style={{ left, width, height }}
    >
      <span className="sticky top-1 mt-1 whitespace-nowrap rounded-6 border border-accent bg-raised px-1.5 text-12 text-accent tabular-nums">
        {formatDuration(lengthOf(span))}
      </span>
    </div>
  );
}

/** The buttons for what the keys and the wheel do. */
import type { ReactNode } from 'react';
import { formatDuration } from '@/lib/base/words';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { lengthOf, type TimeSpan, zoomSpan } from '@/lib/timeline/view/viewport';

interface TimelineToolbarProps {
  readonly view: {
    readonly extent: TimeSpan;
    readonly span: TimeSpan;
    readonly isFollowing: boolean;
    readonly frozenAt: number | undefined;
    readonly freeze: () => void;
    readonly setSpan: (span: TimeSpan) => void;
    readonly fit: () => void;
    readonly follow: () => void;
    readonly showViolation: (violation: Violation) => void;
  };
  readonly isLive: boolean;
  readonly violation: Violation | undefined;
  /** The time that a zoom keeps in its place; without it the middle of the view. */
  readonly anchor: number | undefined;
  readonly filter: ReactNode;
  /** Absent for those who only look. */
  readonly onBookmark: (() => void) | undefined;
  readonly onShowKeys: () => void;
  /** Stands at the end of the row. */
  readonly children: ReactNode;
}

const button =
  'inline-flex h-7 items-center whitespace-nowrap rounded-6 px-2 text-13 text-accent hover:bg-accent/10 aria-pressed:bg-accent/15 disabled:text-muted';

/** One press comes this much closer. */
const factor = 2;

export function TimelineToolbar({
  view,
  isLive,
  violation,
  anchor,
  filter,
  onBookmark,
  onShowKeys,
  children,
}: TimelineToolbarProps) {
  const { extent, span } = view;
  const zoomBy = (by: number) => view.setSpan(zoomSpan(span, by, anchor ?? (span.start + span.end) / 2, extent));
  return (
    <div className="flex flex-wrap items-center gap-x-1 border-line border-b bg-raised px-2 py-1 print:hidden">
      <button type="button" className={button} onClick={() => zoomBy(factor)}>
        Zoom in
      </button>
      <button
        type="button"
        className={button}
        disabled={lengthOf(span) >= lengthOf(extent)}
        onClick={() => zoomBy(1 / factor)}
      >
        Zoom out
      </button>
      <button type="button" className={button} onClick={view.fit}>
        Fit
      </button>
      {isLive && (
        <button type="button" className={button} aria-pressed={view.isFollowing} onClick={view.follow}>
          Follow
        </button>
      )}
      {isLive && (
        <button type="button" className={button} aria-pressed={view.frozenAt !== undefined} onClick={view.freeze}>
          Freeze
        </button>
      )}
      {violation && (
        <button type="button" className={button} onClick={() => view.showViolation(violation)}>
          Go to the violation
        </button>
      )}
      {filter}
      {onBookmark && (
        <button type="button" className={button} onClick={onBookmark}>
          Bookmark
        </button>
      )}
      <button type="button" className={button} onClick={onShowKeys}>
        Keys
      </button>
      <span className="ml-auto px-1 text-12 text-muted max-xl:hidden">
        {formatDuration(lengthOf(span))} in view; drag to move
        <span className="max-2xl:hidden">, Ctrl and wheel to zoom, Shift and drag to zoom to a part</span>
      </span>
      <div className="max-xl:ml-auto">{children}</div>
    </div>
  );
}

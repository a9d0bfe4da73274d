'use client';
/**
 * The whole run at a glance, below the timeline: where operations were, where they failed, and which part is in view. The
 * strip is painted when the run or the width changes; the frame lies over it as an element, so that a pan paints nothing.
 */
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type PointerEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { Bookmark } from '@/lib/protocol/bookmark';
import type { RunState } from '@/lib/protocol/run-state';
import { bucketsOf } from '@/lib/timeline/charts/buckets';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { drawBookmarksOnMinimap } from '@/lib/timeline/view/bookmark-flags';
import { drawFoundOnMinimap, type FoundMarks } from '@/lib/timeline/view/found-marks';
import { drawMinimap, minimapHeightPx } from '@/lib/timeline/view/minimap';
import {
  brushedSpan,
  centredSpan,
  draggedSpan,
  frameBox,
  type Grabbed,
  grabbedAt,
  spanWords,
} from '@/lib/timeline/view/span-drag';
import { lengthOf, type TimeScale, type TimeSpan, toTime } from '@/lib/timeline/view/viewport';
import { useSettled } from '../ui/use-settled';
import { BrushBox } from './brush-box';
import { keySentences, minimapKeyActions } from './keys';
import { paintOn } from './paint';
import { type Drag, useDrag } from './use-drag';
import { useInks } from './use-inks';
import { useWidth } from './use-width';

interface MinimapProps {
  readonly state: RunState;
  readonly extent: TimeSpan;
  readonly span: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
  readonly onFit: () => void;
  readonly violation: Violation | undefined;
  readonly violations: readonly Violation[];
  /** Where the plot of the timeline above begins and ends. */
  readonly left: number;
  readonly right: number;
  /** What a search found. */
  readonly found: FoundMarks | undefined;
  readonly bookmarks: readonly Bookmark[];
}

/** How far from an edge of the frame a pointer still takes it; a finger hides what it points at. */
const reachPx = 6;
const fingerReachPx = 16;

const nanosPerSecond = 1e9;

const instructions = keySentences('In the strip of the whole run');

export const Minimap = memo(function Minimap(props: MinimapProps) {
  const { state, extent, span, violation, violations, left, right, found, bookmarks, onSpan, onFit } = props;
  const strip = useRef<HTMLDivElement>(null);
  const width = useWidth(strip);
  const helpId = useId();
  const told = useSettled(span);
  const scale = useMemo(() => ({ span: extent, left, right }), [extent, left, right]);

  const { drag, handlers } = useDrag<{ readonly part: Grabbed; readonly span: TimeSpan }>({
    grab: (event, x) => ({ part: partUnder(event, x, scale, span), span }),
    onMove: ({ grabbed, from, to }) => {
      if (grabbed.part !== 'beside') onSpan(draggedSpan(scale, grabbed.span, grabbed.part, from, to));
    },
    onEnd: ({ grabbed, from, to }) => {
      if (grabbed.part === 'beside') onSpan(brushedSpan(scale, from, to, extent));
    },
    onCancel: ({ grabbed }) => {
      if (grabbed.part !== 'beside') onSpan(grabbed.span);
    },
  });
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    handlers.onPointerMove(event);
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    event.currentTarget.style.cursor = cursorOver(drag, partUnder(event, x, scale, span));
  };
  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (event.detail > 1 || lengthOf(span) >= lengthOf(extent)) return;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    onSpan(centredSpan(span, toTime(scale, x), extent));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const name = event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key;
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : minimapKeyActions[name];
    if (!action) return;
    event.preventDefault();
    action({ extent, span, onSpan, onFit });
  };

  return (
    <>
      <div
        ref={strip}
        role="slider"
        tabIndex={0}
        aria-label="Part of the run in view"
        aria-describedby={helpId}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={seconds(extent.end - lengthOf(told))}
        aria-valuenow={seconds(told.start)}
        aria-valuetext={spanWords(state, told, extent)}
        className="relative touch-pan-y select-none overflow-hidden border-line border-t bg-raised outline-offset-[-2px]"
        style={{ height: minimapHeightPx + 1 }}
        {...handlers}
        onPointerMove={onPointerMove}
        onClick={onClick}
        onDoubleClick={onFit}
        onKeyDown={onKeyDown}
      >
        {width > 0 && (
          <>
            <MinimapPicture {...{ state, scale, width, violation, violations, found, bookmarks }} />
            <Frame scale={scale} span={span} />
            {drag?.grabbed.part === 'beside' && (
              <BrushBox scale={scale} extent={extent} drag={drag} height={minimapHeightPx} />
            )}
          </>
        )}
      </div>
      <p id={helpId} className="sr-only">
        {instructions}
      </p>
    </>
  );
});

function partUnder(event: PointerEvent<HTMLElement>, x: number, scale: TimeScale, span: TimeSpan): Grabbed {
  return grabbedAt(scale, span, x, event.pointerType === 'touch' ? fingerReachPx : reachPx);
}

function cursorOver(drag: Drag<{ readonly part: Grabbed }> | undefined, part: Grabbed): string {
  const shown = drag?.grabbed.part ?? part;
  if (shown === 'frame') return drag ? 'grabbing' : 'grab';
  return shown === 'beside' ? 'crosshair' : 'ew-resize';
}

/** Milliseconds are as exact as anybody hears. */
function seconds(nanos: number): number {
  return Math.round(Math.max(0, nanos) / (nanosPerSecond / 1000)) / 1000;
}

interface MinimapPictureProps {
  readonly state: RunState;
  readonly scale: TimeScale;
  readonly width: number;
  readonly violation: Violation | undefined;
  readonly violations: readonly Violation[];
  readonly found: FoundMarks | undefined;
  readonly bookmarks: readonly Bookmark[];
}

const MinimapPicture = memo(function MinimapPicture(props: MinimapPictureProps) {
  const { state, scale, width, violation, violations, found, bookmarks } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const inks = useInks();
  useLayoutEffect(() => {
    if (!canvas.current || !inks) return;
    const { faults, beliefs, lastNanos } = state;
    const buckets = bucketsOf(state);
    const list = drawMinimap({
      scale,
      buckets,
      faults,
      rivalries: beliefs.rivalries,
      violation,
      violations,
      lastNanos,
    });
    paintOn(canvas.current, { width, height: minimapHeightPx }, inks, [
      ...list,
      ...drawFoundOnMinimap(found, scale),
      ...drawBookmarksOnMinimap(bookmarks, scale),
    ]);
  }, [state, scale, width, violation, violations, found, bookmarks, inks]);
  return <canvas ref={canvas} className="block font-mono" style={{ width, height: minimapHeightPx }} />;
});

/** What is not in view is veiled, so little that a failure there is still seen. */
function Frame({ scale, span }: { readonly scale: TimeScale; readonly span: TimeSpan }) {
  const { x, width } = frameBox(scale, span);
  const veil = 'pointer-events-none absolute inset-y-0 bg-raised/25';
  const handle = 'absolute top-1/2 h-4 w-1.5 -translate-y-1/2 rounded-full bg-accent';
  return (
    <>
      <div className={veil} style={{ left: scale.left, width: x - scale.left }} />
      <div className={veil} style={{ left: x + width, width: Math.max(0, scale.right - x - width) }} />
      <div className="pointer-events-none absolute inset-y-0 border border-accent" style={{ left: x, width }}>
        <span className={`${handle} -left-1`} />
        <span className={`${handle} -right-1`} />
      </div>
    </>
  );
}

'use client';
/**
 * What the parts of the page share about time: the span in view, the selected operation, the moment under the pointer.
 * While a run is live the view follows it, until a person zooms, pans or selects.
 */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { type LinkedView, linkedSpanNanos } from '@/lib/timeline/view/view-link';
import { clampSpan, extentOf, followSpan, revealTime, type TimeSpan, zoomSpan } from '@/lib/timeline/view/viewport';
import { useViewLink } from './use-view-link';

export interface TimelineView {
  readonly extent: TimeSpan;
  readonly span: TimeSpan;
  readonly isFollowing: boolean;
  readonly selected: number | undefined;
  readonly cursor: number | undefined;
  readonly setSpan: (span: TimeSpan) => void;
  readonly fit: () => void;
  readonly follow: () => void;
  readonly select: (operation: number | undefined, isByKey: boolean) => void;
  /** Brings it into view, and selects it. */
  readonly showViolation: (violation: Violation) => void;
  readonly setCursor: (time: number | undefined) => void;
}

/** Enough to read the operations, little enough to see them arrive. */
const mostFollowedNanos = 15e9;

/** `auto` follows a live run and shows all of a finished one. */
type Mode = 'auto' | 'follow' | 'fit' | TimeSpan;

export function useTimelineView(state: RunState, isLive: boolean, plannedSeconds: number): TimelineView {
  const followedNanos = Math.min(mostFollowedNanos, plannedSeconds * 1e9 * 1.02);
  const [mode, setMode] = useState<Mode>('auto');
  const [selected, setSelected] = useState<number>();
  const [cursor, setCursor] = useState<number>();
  /** A link named it, and it may not have arrived yet. */
  const [awaited, setAwaited] = useState<number>();

  const end = extentOf(isLive ? Math.max(state.lastNanos, followedNanos) : state.lastNanos).end;
  const extent = useMemo(() => ({ start: 0, end }), [end]);
  const isFollowing = isLive && (mode === 'follow' || mode === 'auto');
  const span = useMemo(() => {
    if (isFollowing) return followSpan({ start: 0, end: followedNanos }, extent);
    // A link may name a span that lies beyond the history, or before it has arrived.
    return typeof mode === 'string' ? extent : clampSpan(mode, extent);
  }, [isFollowing, mode, extent, followedNanos]);

  const select = useCallback(
    (operation: number | undefined, isByKey: boolean) => {
      setSelected(operation);
      const time = operation === undefined ? undefined : operationAt(state, operation)?.invocation.time;
      if (!isByKey || time === undefined) return;
      setMode((held) => {
        if (typeof held !== 'string') return revealTime(held, time, extent);
        return isFollowing ? revealTime(followSpan({ start: 0, end: followedNanos }, extent), time, extent) : held;
      });
    },
    [state, extent, isFollowing, followedNanos],
  );
  const showViolation = useCallback(
    ({ operation, time }: Violation) => {
      setSelected(operation);
      setMode(zoomSpan({ start: time - 1, end: time + 1 }, 2 / linkedSpanNanos, time, extent));
    },
    [extent],
  );
  useViewLink({ span: typeof mode === 'string' ? undefined : mode, operation: selected }, (linked: LinkedView) => {
    setSelected(linked.operation);
    if (linked.span) setMode(linked.span);
    setAwaited(linked.span ? undefined : linked.operation);
  });
  const awaitedTime = awaited === undefined ? undefined : operationAt(state, awaited)?.invocation.time;
  useEffect(() => {
    if (awaitedTime === undefined) return;
    setMode({ start: awaitedTime - linkedSpanNanos / 2, end: awaitedTime + linkedSpanNanos / 2 });
    setAwaited(undefined);
  }, [awaitedTime]);

  const fit = useCallback(() => setMode('fit'), []);
  const follow = useCallback(() => setMode('follow'), []);
  const moves = { setSpan: setMode, fit, follow, select, showViolation, setCursor };
  return { extent, span, isFollowing, selected, cursor, ...moves };
}

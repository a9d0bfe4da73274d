'use client';
/**
 * What the parts of the page share about time: the span in view, the selected operation, the moment under the pointer.
 * While a run is live the view follows it, until a person zooms, pans or selects.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { violationSpan } from '@/lib/timeline/tracks/violation';
import { type LinkedView, linkedSpanNanos } from '@/lib/timeline/view/view-link';
import { clampSpan, extentOf, followSpan, revealTime, type TimeSpan } from '@/lib/timeline/view/viewport';

export interface TimelineView {
  readonly extent: TimeSpan;
  readonly span: TimeSpan;
  readonly isFollowing: boolean;
  /** The moment at which the picture of a live run was frozen. */
  readonly frozenAt: number | undefined;
  readonly selected: number | undefined;
  readonly cursor: number | undefined;
  readonly setSpan: (span: TimeSpan) => void;
  readonly fit: () => void;
  readonly follow: () => void;
  /** Holds the picture of a live run as it is, or follows it again. */
  readonly freeze: () => void;
  readonly select: (operation: number | undefined, isByKey: boolean) => void;
  /** Fits the view to its operations, and selects the violating one. */
  readonly showViolation: (violation: Violation) => void;
  readonly setCursor: (time: number | undefined) => void;
  /** A moment that a line of a log led to; until something is selected. */
  readonly moment: number | undefined;
  /** Brings it into view, and points at it. */
  readonly showMoment: (time: number) => void;
  /** What of it stands in the address; of a link what there is to follow. */
  readonly linked: LinkedView;
  readonly open: (linked: LinkedView) => void;
}

/** Enough to read the operations, little enough to see them arrive. */
const maxFollowedNanos = 15e9;

/** `auto` follows a live run, and shows of a finished one the contradiction, or all where there is none. */
type Mode = 'auto' | 'follow' | 'fit' | TimeSpan;

export function useTimelineView(
  state: RunState,
  isLive: boolean,
  plannedSeconds: number,
  violation: Violation | undefined,
): TimelineView {
  const followedNanos = Math.min(maxFollowedNanos, plannedSeconds * 1e9 * 1.02);
  const [mode, setMode] = useState<Mode>('auto');
  const [selected, setSelected] = useState<number>();
  const [cursor, setCursor] = useState<number>();
  const [heldAt, setHeldAt] = useState<number>();
  const [moment, setMoment] = useState<number>();
  /** A link named it, and it may not have arrived yet. */
  const [awaited, setAwaited] = useState<number>();

  const end = extentOf(isLive ? Math.max(state.lastNanos, followedNanos) : state.lastNanos).end;
  const extent = useMemo(() => ({ start: 0, end }), [end]);
  const isFollowing = isLive && (mode === 'follow' || mode === 'auto');
  const opening = useMemo(
    () => (isLive || violation === undefined ? extent : clampSpan(violationSpan(state, violation), extent)),
    [isLive, violation, state, extent],
  );
  const span = useMemo(() => {
    if (isFollowing) return followSpan({ start: 0, end: followedNanos }, extent);
    // A link may name a span that lies beyond the history, or before it has arrived.
    if (typeof mode !== 'string') return clampSpan(mode, extent);
    return mode === 'fit' ? extent : opening;
  }, [isFollowing, mode, extent, followedNanos, opening]);

  // What selects is the same while a hand pans, so that lists and panels are not made anew in every frame.
  const shownSpan = useRef(span);
  useLayoutEffect(() => {
    shownSpan.current = span;
  }, [span]);
  const select = useCallback(
    (operation: number | undefined, isByKey: boolean) => {
      setSelected(operation);
      setMoment(undefined);
      if (!isByKey) return;
      // A pointer that rests somewhere points at nothing any more.
      setCursor(undefined);
      const time = operation === undefined ? undefined : operationAt(state, operation)?.invocation.time;
      if (time === undefined) return;
      setMode((held) => {
        if (held === 'fit') return held;
        const shown = typeof held === 'string' ? shownSpan.current : held;
        const next = revealTime(shown, time, extent);
        return next === shown ? held : next;
      });
    },
    [state, extent],
  );
  const showMoment = useCallback(
    (time: number) => {
      setSelected(undefined);
      setCursor(undefined);
      setMoment(time);
      setMode((held) =>
        held === 'fit' ? held : revealTime(typeof held === 'string' ? shownSpan.current : held, time, extent),
      );
    },
    [extent],
  );
  const showViolation = useCallback(
    (shown: Violation) => {
      setSelected(shown.operation);
      setCursor(undefined);
      setMoment(undefined);
      setMode(clampSpan(violationSpan(state, shown), extent));
    },
    [state, extent],
  );
  const linked = { span: typeof mode === 'string' ? undefined : mode, operation: selected };
  const open = useCallback((followed: LinkedView) => {
    setSelected(followed.operation);
    if (followed.span) setMode(followed.span);
    setAwaited(followed.span ? undefined : followed.operation);
  }, []);
  const awaitedTime = awaited === undefined ? undefined : operationAt(state, awaited)?.invocation.time;
  useEffect(() => {
    if (awaitedTime === undefined) return;
    setMode({ start: awaitedTime - linkedSpanNanos / 2, end: awaitedTime + linkedSpanNanos / 2 });
    setAwaited(undefined);
  }, [awaitedTime]);

  const fit = useCallback(() => setMode('fit'), []);
  const follow = useCallback(() => {
    setHeldAt(undefined);
    setMode('follow');
  }, []);
  const frozenAt = isLive ? heldAt : undefined;
  const freeze = () => {
    if (!isLive) return;
    if (frozenAt !== undefined) return follow();
    setHeldAt(state.lastNanos);
    setMode(span);
  };
  const moves = { setSpan: setMode, fit, follow, freeze, select, showViolation, setCursor, showMoment, linked, open };
  return { extent, span, isFollowing, frozenAt, selected, cursor, moment, ...moves };
}

'use client';
/** What of the page bookmarks are made at, and what they lead to. */
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { Bookmark } from '@/lib/protocol/bookmark';
import type { RunSummary } from '@/lib/protocol/run';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { longLabel } from '@/lib/timeline/tracks/label';
import type { TimelineView } from '../../timeline/use-timeline-view';
import type { RunSource } from '../feed/run-source';
import { timelineId } from '../verdict/violation-notice';
import { type BookmarkPlace, type Bookmarks, useBookmarks } from './use-bookmarks';

export interface Bookmarking {
  readonly bookmarks: Bookmarks;
  /** Begins one at what the page points at; nothing for those who only look. */
  readonly add: () => void;
  readonly show: (bookmark: Bookmark) => void;
  /** What an operation is called; nothing before it has come. */
  readonly nameOf: (operation: number) => string | undefined;
}

export function useBookmarking(run: RunSummary, state: RunState, source: RunSource, view: TimelineView): Bookmarking {
  const bookmarks = useBookmarks(run, source);
  const { begin, canChange } = bookmarks;
  const pointed = useRef<BookmarkPlace>({ at: 0 });
  useLayoutEffect(() => {
    pointed.current = placeOf(state, view);
  }, [state, view]);
  const add = useCallback(() => {
    if (canChange) begin(pointed.current);
  }, [begin, canChange]);
  const { select, showMoment } = view;
  const show = useCallback(
    ({ at, operation }: Bookmark) => {
      if (operation !== undefined && operationAt(state, operation)) select(operation, true);
      else showMoment(at);
      document.getElementById(timelineId)?.scrollIntoView({ block: 'nearest' });
    },
    [state, select, showMoment],
  );
  const nameOf = useCallback(
    (index: number) => {
      const operation = operationAt(state, index);
      return operation && longLabel(state.operationTable, operation);
    },
    [state],
  );
  return useMemo(() => ({ bookmarks, add, show, nameOf }), [bookmarks, add, show, nameOf]);
}

/** The selected operation, else the moment that is pointed at, else now, else the middle of what is in view. */
function placeOf(state: RunState, view: TimelineView): BookmarkPlace {
  const selected = view.selected === undefined ? undefined : operationAt(state, view.selected);
  if (selected) return { at: selected.invocation.time, operation: selected.invocation.index };
  const middle = (view.span.start + view.span.end) / 2;
  const at = view.cursor ?? view.moment ?? view.frozenAt ?? (view.isFollowing ? state.lastNanos : middle);
  return { at: Math.round(Math.max(0, Math.min(at, state.lastNanos))) };
}

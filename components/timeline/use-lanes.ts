'use client';
/** Which lanes there are, in which order, and which of them are in view: they scroll between what is pinned. */
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { faultRows } from '@/lib/timeline/tracks/fault-rows';
import { lanesByWeight } from '@/lib/timeline/tracks/lane-order';
import { laneWindow, scrollToLane } from '@/lib/timeline/tracks/lane-window';
import { layoutTimeline, narrowPx } from '@/lib/timeline/tracks/layout';
import { clientOf, type Violation } from '@/lib/timeline/tracks/scene';

interface LanesInput {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly width: number;
  readonly violation: Violation | undefined;
  readonly selected: number | undefined;
  /** Lanes without an operation are left out. */
  readonly hidesEmpty: boolean;
}

export function useLanes(scroller: RefObject<HTMLElement | null>, input: LanesInput) {
  const { state, nodes, width, violation, selected, hidesEmpty } = input;
  const [scrollTop, setScrollTop] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setScrollTop(element.scrollTop);
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [scroller]);

  const isNarrow = width > 0 && width < narrowPx;
  const lanes = useMemo(() => {
    const isShown = (client: number) => !hidesEmpty || (state.lanes[client]?.length ?? 0) > 0;
    if (!isNarrow) return state.lanes.map((_, client) => client).filter(isShown);
    const clients = (violation?.operations ?? []).flatMap((index) => {
      const operation = operationAt(state, index);
      return operation ? [clientOf(operation.invocation.process, state.lanes.length)] : [];
    });
    return lanesByWeight(state.lanes, state.lastNanos, [...new Set(clients)]).filter(isShown);
  }, [isNarrow, state, violation, hidesEmpty]);
  const fixedPx = useMemo(() => {
    const asked = nodes.filter((node) => state.beliefs.nodes.has(node));
    return layoutTimeline([], width, asked, faultRows(state.faults).names).axisTop;
  }, [nodes, width, state]);
  const window = laneWindow(lanes.length, fixedPx, scrollTop);
  const { first, count } = window;
  const shown = useMemo(() => lanes.slice(first, first + count), [lanes, first, count]);

  const reveal = (operation: number) => {
    const process = operationAt(state, operation)?.invocation.process;
    const place = process === undefined ? -1 : lanes.indexOf(clientOf(process, state.lanes.length));
    const top = place < 0 ? undefined : scrollToLane(window, place);
    if (top !== undefined && scroller.current) scroller.current.scrollTop = top;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection may move the lanes
  useEffect(() => {
    if (selected !== undefined) reveal(selected);
  }, [selected]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a violation is brought into view once, when it is known
  useEffect(() => {
    if (selected === undefined && violation) reveal(violation.operation);
  }, [violation?.operation]);
  return { shown, total: lanes.length, ...window };
}

'use client';
/**
 * A press that is held and moved, by mouse, pen or finger: it may grab something, is followed wherever it goes, and ends
 * where it is let go. Escape gives up. A press that hardly moved stays a click.
 */
import { type MouseEvent, type PointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';

export interface Drag<G> {
  readonly grabbed: G;
  /** CSS pixels from the left edge of the element. */
  readonly from: number;
  readonly to: number;
}

interface DragActions<G> {
  /** What a press takes hold of; nothing where the press is not meant. */
  readonly grab: (event: PointerEvent<HTMLElement>, x: number) => G | undefined;
  readonly onMove?: (drag: Drag<G>) => void;
  readonly onEnd: (drag: Drag<G>) => void;
  readonly onCancel?: (drag: Drag<G>) => void;
}

/** A press that moved less than this is a click. */
export const clickDistancePx = 4;

interface Held<G> extends Drag<G> {
  readonly pointer: number;
  readonly hasMoved: boolean;
}

/** @returns the drag under way, once it has moved, and the handlers that the element needs */
export function useDrag<G>(actions: DragActions<G>) {
  const held = useRef<Held<G>>(undefined);
  const isClickOfDrag = useRef(false);
  const [drag, setDrag] = useState<Drag<G>>();
  const isUnderWay = drag !== undefined;

  const letGo = () => {
    held.current = undefined;
    setDrag(undefined);
  };
  const cancel = () => {
    const given = held.current;
    letGo();
    if (given?.hasMoved) actions.onCancel?.(given);
  };
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    cancel();
  });
  useEffect(() => {
    if (!isUnderWay) return;
    window.addEventListener('keydown', onEscape, true);
    return () => window.removeEventListener('keydown', onEscape, true);
  }, [isUnderWay]);

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      isClickOfDrag.current = false;
      if (event.button !== 0 || !event.isPrimary) return;
      const x = xIn(event);
      const grabbed = actions.grab(event, x);
      if (grabbed === undefined) return;
      held.current = { grabbed, from: x, to: x, pointer: event.pointerId, hasMoved: false };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const before = held.current;
      if (before?.pointer !== event.pointerId) return;
      // Let go outside, before the press had moved far enough to be followed there.
      if (event.buttons === 0) {
        cancel();
        return;
      }
      const to = xIn(event);
      const hasMoved = before.hasMoved || Math.abs(to - before.from) >= clickDistancePx;
      if (hasMoved && !before.hasMoved) event.currentTarget.setPointerCapture(event.pointerId);
      held.current = { ...before, to, hasMoved };
      if (!hasMoved) return;
      isClickOfDrag.current = true;
      setDrag(held.current);
      actions.onMove?.(held.current);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const given = held.current;
      if (given?.pointer !== event.pointerId) return;
      letGo();
      if (given.hasMoved) actions.onEnd(given);
    },
    onPointerCancel: cancel,
    onClickCapture(event: MouseEvent<HTMLElement>) {
      if (!isClickOfDrag.current) return;
      isClickOfDrag.current = false;
      event.stopPropagation();
    },
  };
  return { drag, handlers };
}

function xIn(event: PointerEvent<HTMLElement>): number {
  return event.clientX - event.currentTarget.getBoundingClientRect().left;
}

'use client';
/**
 * d3-zoom as an input device: wheel, pinch and drag become spans of time. The span is the truth; whenever it changes by
 * other means, the transform that d3 keeps is brought in line, so that the next gesture begins where the eye is.
 */
import { type D3ZoomEvent, select, zoom, zoomIdentity, zoomTransform } from 'd3';
import { type RefObject, useEffect, useRef } from 'react';
import {
  lengthOf,
  minSpanNanos,
  spanOf,
  type TimeScale,
  type TimeSpan,
  transformOf,
} from '@/lib/timeline/view/viewport';
import { isBrush } from './use-brush';
import { clickDistancePx } from './use-drag';

interface ZoomInput {
  readonly scale: TimeScale;
  readonly axisTop: number;
  readonly extent: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
}

export function useZoom(target: RefObject<HTMLElement | null>, input: ZoomInput): void {
  const latest = useRef(input);
  const behaviour = useRef<ReturnType<typeof zoom<HTMLElement, unknown>>>(undefined);

  useEffect(() => {
    latest.current = input;
    const element = target.current;
    if (!element || !behaviour.current) return;
    const { scale, extent } = input;
    const box = (bottom: number): [[number, number], [number, number]] => [
      [scale.left, 0],
      [scale.right, bottom],
    ];
    behaviour.current
      .extent(() => box(1))
      .translateExtent(box(1))
      .scaleExtent([1, Math.max(1, lengthOf(extent) / minSpanNanos)]);
    const wanted = transformOf(scale, extent);
    const held = zoomTransform(element);
    if (Math.abs(held.k / wanted.k - 1) < 1e-6 && Math.abs(held.x - wanted.x) < 0.01) return;
    behaviour.current.transform(select(element), zoomIdentity.translate(wanted.x, 0).scale(wanted.k));
  });

  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const onZoom = (event: D3ZoomEvent<HTMLElement, unknown>) => {
      if (!event.sourceEvent) return;
      const { scale, extent, onSpan } = latest.current;
      onSpan(spanOf(event.transform, scale.left, scale.right, extent));
    };
    const gesture = zoom<HTMLElement, unknown>()
      .clickDistance(clickDistancePx)
      .filter((event) => isZoomGesture(element, event, latest.current.axisTop))
      .on('zoom', onZoom);
    behaviour.current = gesture;
    select(element).call(gesture).on('dblclick.zoom', null);
    return () => {
      select(element).on('.zoom', null);
      behaviour.current = undefined;
    };
  }, [target]);
}

/** A plain wheel scrolls the page, unless the timeline has the focus; with Ctrl or ⌘, or a pinch, it zooms. */
function isZoomGesture(element: HTMLElement, event: MouseEvent | TouchEvent, axisTop: number): boolean {
  if (event.type === 'wheel') return event.ctrlKey || event.metaKey || element.contains(document.activeElement);
  if (!('button' in event)) {
    const [first, second] = [event.touches[0], event.touches[1]];
    return second !== undefined || first === undefined || !isBrush(element, first, false, axisTop);
  }
  return event.button === 0 && !isBrush(element, event, event.shiftKey, axisTop);
}

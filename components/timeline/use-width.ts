'use client';
/** The width an element is given, in whole CSS pixels; 0 until it is known. */
import { type RefObject, useEffect, useState } from 'react';

export function useWidth(target: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return width;
}

'use client';
/** Which heights of a tall picture an element that scrolls shows. Nothing beyond the view is painted: lanes may be hundreds. */
import { type RefObject, useEffect, useMemo, useState } from 'react';
import type { Heights } from '@/lib/timeline/tracks/layout';

/** @param height of the whole picture, in CSS pixels */
export function usePart(scroller: RefObject<HTMLElement | null>, height: number): Heights {
  const [view, setView] = useState({ top: 0, height: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const next = { top: element.scrollTop, height: element.clientHeight };
      setView((known) => (known.top === next.top && known.height === next.height ? known : next));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  return useMemo(() => {
    const top = Math.min(view.top, Math.max(0, height - view.height));
    return { top, bottom: Math.min(height, top + view.height) };
  }, [view, height]);
}

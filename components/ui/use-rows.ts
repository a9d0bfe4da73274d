'use client';
import { useCallback, useLayoutEffect, useState } from 'react';
import { type RowWindow, rowWindow, scrollTopFor } from './row-window';

export interface Rows extends RowWindow {
  /** The numbers of the rows to draw. */
  readonly shown: readonly number[];
  readonly scrollTo: (row: number) => void;
}

/**
 * The rows of a list that are near what its scroller shows; see row-window.ts.
 * @param isAtEnd the caller keeps the scroller at its end, however long the list grows
 */
export function useRows(scroller: HTMLElement | null, count: number, rowPx: number, isAtEnd = false): Rows {
  const [view, setView] = useState({ scrollTop: 0, viewPx: 0 });

  useLayoutEffect(() => {
    if (!scroller) return;
    const look = () => {
      const { clientHeight: viewPx } = scroller;
      // At the end of a list that grows, where it stands is known before it is scrolled there.
      const scrollTop = isAtEnd ? Number.POSITIVE_INFINITY : scroller.scrollTop;
      setView((held) => (held.scrollTop === scrollTop && held.viewPx === viewPx ? held : { scrollTop, viewPx }));
    };
    look();
    scroller.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, isAtEnd]);

  const scrollTo = useCallback(
    (row: number) => {
      if (!scroller) return;
      const { clientHeight: viewPx, scrollTop } = scroller;
      scroller.scrollTop = scrollTopFor({ count, rowPx, viewPx }, row, scrollTop);
    },
    [scroller, count, rowPx],
  );
  const window = rowWindow({ count, rowPx, viewPx: view.viewPx }, view.scrollTop);
  const shown = Array.from({ length: window.end - window.first }, (_, place) => window.first + place);
  return { ...window, shown, scrollTo };
}

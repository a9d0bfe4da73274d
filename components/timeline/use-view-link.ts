'use client';
/**
 * The view in the address bar: what is zoomed to, selected, filtered and open stands behind the `#`, so that the address, copied or
 * shared, brings a teammate to the same place; and an address that says a view is followed.
 */
import { useEffect, useEffectEvent } from 'react';
import { formatViewLink, type LinkedView, parseViewLink } from '@/lib/timeline/view/view-link';

/** A drag makes dozens of views a second, and browsers refuse more than some hundred addresses in half a minute. */
const settledMs = 400;

export function useViewLink(view: LinkedView, onLink: (view: LinkedView) => void): void {
  const follow = useEffectEvent(() => {
    const linked = parseViewLink(location.hash);
    if (linked) onLink(linked);
  });
  useEffect(() => {
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const link = formatViewLink(view);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (link === location.hash || (link === '' && !parseViewLink(location.hash))) return;
      history.replaceState(history.state, '', `${location.pathname}${location.search}${link}`);
    }, settledMs);
    return () => clearTimeout(timer);
  }, [link]);
}

'use client';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { type FeedView, loadingView, RunFeed } from './run-feed';
import type { ServedSource } from './run-source';

/** What the page knows of a run, renewed as often as it can be drawn for as long as the page shows it. */
export function useRunFeed(source: ServedSource): FeedView {
  const [view, setView] = useState<FeedView>(loadingView);
  useEffect(() => {
    const feed = new RunFeed(source, (next) => flushSync(() => setView(next)));
    void feed.open();
    return () => feed.close();
  }, [source]);
  return view;
}

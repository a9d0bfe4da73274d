'use client';
import { useEffect, useState } from 'react';
import { type FeedView, loadingView, RunFeed } from './run-feed';
import type { ServedSource } from './run-source';

/** What the page knows of a run, renewed at most once a frame for as long as the page shows it. */
export function useRunFeed(source: ServedSource): FeedView {
  const [view, setView] = useState<FeedView>(loadingView);
  useEffect(() => {
    const feed = new RunFeed(source, setView);
    void feed.open();
    return () => feed.close();
  }, [source]);
  return view;
}

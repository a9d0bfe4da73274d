'use client';
/** The trend as far as it was asked for: its newest page, and older ones behind it when somebody wants them. */
import { useEffect, useState } from 'react';
import type { Trend } from '@/lib/protocol/trend';
import { messageOf, RequestError } from '../ui/request';
import { fetchTrend, type TrendSource } from './trend-source';

export interface TrendView {
  readonly trend: Trend | undefined;
  /** There is no such run, or the link shows nothing. */
  readonly isAbsent: boolean;
  /** The link asks for a password. */
  readonly isLocked: boolean;
  readonly failure: string | undefined;
  readonly isFetching: boolean;
  readonly again: () => void;
  readonly older: () => void;
}

/** @param source the same object until it is another one */
export function useTrend(source: TrendSource): TrendView {
  const [trend, setTrend] = useState<Trend>();
  const [isAbsent, setAbsent] = useState(false);
  const [isLocked, setLocked] = useState(false);
  const [failure, setFailure] = useState<string>();
  /** Counts what was asked for; the place is where it begins. */
  const [asked, setAsked] = useState<{ readonly times: number; readonly after?: string | undefined }>({ times: 0 });
  const [isFetching, setFetching] = useState(true);

  useEffect(() => {
    const leaving = new AbortController();
    setFetching(true);
    fetchTrend(source, asked.after, leaving.signal).then(
      (page) => {
        setTrend((before) => (asked.after === undefined || !before ? page : joined(before, page)));
        setFailure(undefined);
        setLocked(false);
        setFetching(false);
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        const status = error instanceof RequestError ? error.status : 0;
        setAbsent(status === 404);
        setLocked(status === 401 && source.kind === 'share');
        setFailure(messageOf(error));
        setFetching(false);
      },
    );
    return () => leaving.abort();
  }, [source, asked]);

  return {
    ...{ trend, isAbsent, isLocked, failure, isFetching },
    again: () => setAsked(({ times, after }) => ({ times: times + 1, after })),
    older: () => setAsked(({ times }) => ({ times: times + 1, after: trend?.next })),
  };
}

/** Runs that stand on both pages, because others came in between, stay once. */
function joined(before: Trend, { runs, next, ...counted }: Trend): Trend {
  const known = new Set(before.runs.map(({ id, createdAt }) => id ?? createdAt));
  const added = runs.filter(({ id, createdAt }) => !known.has(id ?? createdAt));
  return { ...counted, runs: [...before.runs, ...added], ...(next !== undefined && { next }) };
}

'use client';
/** The runs of one plan over time: what broke when, with which version, and how often. */
import { useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { trendIn } from '@/lib/protocol/trend-address';
import { Notice } from '../ui/notice';
import { QuietLink } from '../ui/quiet-link';
import { TrendBody } from './trend-body';
import type { TrendSource } from './trend-source';

/** For whoever has the link. */
export function SharedTrendPage({ token }: { readonly token: string }) {
  const source = useMemo((): TrendSource => ({ kind: 'share', token }), [token]);
  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <TrendBody source={source} />
    </main>
  );
}

export function TrendPage() {
  const query = useSearchParams();
  const source = useMemo((): TrendSource | undefined => {
    const of = trendIn(query);
    return of && { kind: 'own', of };
  }, [query]);
  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      {source ? (
        <TrendBody key={query.toString()} source={source} />
      ) : (
        <Notice
          title="Of which plan?"
          action={
            <QuietLink href="/" className="text-accent underline">
              All runs
            </QuietLink>
          }
        >
          The page of a run has <i>Trend</i>, and so has each schedule.
        </Notice>
      )}
    </main>
  );
}

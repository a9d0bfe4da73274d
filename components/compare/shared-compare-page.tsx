'use client';
/** A comparison as a teammate sees it who has the link: read only, and so are its runs. */
import { useCallback, useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { shareOfRun } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';
import { DeadLink } from '../share/dead-link';
import { LockedLink } from '../share/locked-link';
import { Failure } from '../ui/failure';
import { messageOf, RequestError, request } from '../ui/request';
import { Skeleton } from '../ui/skeleton';
import { Differences } from './differences';
import { FactTable } from './fact-table';

type View =
  | { readonly kind: 'loading' | 'dead' | 'locked' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly runs: readonly RunSummary[] };

export function SharedComparePage({ token }: { readonly token: string }) {
  const [view, setView] = useState<View>({ kind: 'loading' });
  const look = useCallback(async () => setView(await read(token)), [token]);
  useEffect(() => void look(), [look]);
  return (
    <main id="main" className="px-4 pt-6 pb-16 lg:px-6">
      <Shown view={view} token={token} onLook={() => void look()} />
    </main>
  );
}

async function read(token: string): Promise<View> {
  try {
    return { kind: 'ready', runs: (await request(endpoints.readSharedComparison, { params: { token } })).runs };
  } catch (error) {
    const status = error instanceof RequestError ? error.status : 0;
    if (status === 401) return { kind: 'locked' };
    return status === 404 ? { kind: 'dead' } : { kind: 'failed', message: messageOf(error) };
  }
}

interface ShownProps {
  readonly view: View;
  readonly token: string;
  readonly onLook: () => void;
}

function Shown({ view, token, onLook }: ShownProps) {
  switch (view.kind) {
    case 'loading':
      return <Skeleton className="h-64 w-full" />;
    case 'dead':
      return <DeadLink />;
    case 'locked':
      return <LockedLink token={token} onUnlock={onLook} />;
    case 'failed':
      return <Failure onRetry={onLook}>{view.message}</Failure>;
    case 'ready':
      return (
        <>
          <h1 className="mb-4 font-semibold text-20">Compared runs</h1>
          <div className="space-y-8">
            <FactTable runs={view.runs} pathOf={({ id }) => `/share/${shareOfRun(token, id)}`} />
            {view.runs.length > 1 && <Differences runs={view.runs} share={token} />}
          </div>
        </>
      );
  }
}

'use client';
/** The page of one run: live while it goes on, and the same page afterwards. With a share token it is read only. */
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useMemo, useState } from 'react';
import { DeadLink } from '../share/dead-link';
import { LockedLink } from '../share/locked-link';
import { buttonClass } from '../ui/button';
import { AllRuns, Notice } from '../ui/notice';
import { signInAddress } from '../ui/request';
import { sessionEnded } from '../ui/sign-in';
import { Skeleton } from '../ui/skeleton';
import type { FeedView } from './feed/run-feed';
import type { ServedSource } from './feed/run-source';
import { useRunFeed } from './feed/use-run-feed';

/**
 * Most of the page's code, which no server needs and which is not waited for: it is asked for at once, and comes while the
 * page asks for the run.
 */
const loadView = () => import('./served-run-view').then(({ ServedRunView }) => ServedRunView);
const ServedRunView = dynamic(loadView, { ssr: false, loading: Loading });
// What fails here is told when the view is to be shown.
if (typeof window !== 'undefined') loadView().catch(() => undefined);

interface RunPageProps {
  readonly runId?: string | undefined;
  readonly shareToken?: string | undefined;
}

export function RunPage({ runId, shareToken }: RunPageProps) {
  const [unlocked, setUnlocked] = useState(0);
  // Another source, so that the run is asked for anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was locked is the same address afterwards
  const source = useMemo<ServedSource>(
    () => (shareToken === undefined ? { kind: 'run', id: runId ?? '' } : { kind: 'share', token: shareToken }),
    [runId, shareToken, unlocked],
  );
  const view = useRunFeed(source);
  // Tests and the benchmark wait on the number of entries that are on the page.
  const entries = view.kind === 'ready' ? view.state.entryCount : 0;
  return (
    <main id="main" data-entries={entries}>
      <Shown view={view} source={source} onUnlock={() => setUnlocked(unlocked + 1)} />
    </main>
  );
}

interface ShownProps {
  readonly view: FeedView;
  readonly source: ServedSource;
  readonly onUnlock: () => void;
}

function Shown({ view, source, onUnlock }: ShownProps) {
  switch (view.kind) {
    case 'loading':
      return <Loading />;
    case 'absent':
      return source.kind === 'share' ? (
        <DeadLink />
      ) : (
        <Notice title="There is no such run" action={<AllRuns />}>
          It may have been made on another server, or its address was cut off.
        </Notice>
      );
    case 'locked':
      return source.kind === 'share' && <LockedLink token={source.token} onUnlock={onUnlock} />;
    case 'signed-out':
      return (
        <Notice
          title="You are not signed in"
          action={
            <Link
              href={signInAddress(source.kind === 'run' ? `/runs/${source.id}` : '/')}
              className={buttonClass('primary')}
            >
              Sign in
            </Link>
          }
        >
          {sessionEnded} The run goes on without it.
        </Notice>
      );
    case 'unreachable':
      return (
        <Notice title="The run could not be loaded" action={<AllRuns />}>
          {view.message}
        </Notice>
      );
    case 'ready':
      return <ServedRunView {...view} source={source} />;
  }
}

function Loading() {
  return (
    <div className="flex flex-col gap-4 p-4 lg:px-6">
      <h1 className="text-14 text-muted">Loading the run</h1>
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-72 w-full" />
    </div>
  );
}

'use client';
/** An experiment as a table that fills while it goes on. Through a link it is read only, and so are its runs. */
import { DeadLink } from '../share/dead-link';
import { LockedLink } from '../share/locked-link';
import { AllRuns, Notice } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { ExperimentHeader } from './experiment-header';
import type { ExperimentSource } from './experiment-source';
import { ExperimentTable } from './experiment-table';
import { useExperiment } from './use-experiment';

export function ExperimentPage({ source }: { readonly source: ExperimentSource }) {
  const { experiment, isAbsent, isLocked, again, failure, show } = useExperiment(source);
  if (isLocked && source.kind === 'share') {
    return (
      <main id="main">
        <LockedLink token={source.token} onUnlock={again} />
      </main>
    );
  }
  if (isAbsent) return <Absent source={source} />;
  return (
    <main id="main" className="px-4 pt-6 pb-16 lg:px-6">
      {failure && (
        <p role="status" className="mb-4 border-unknown border-l-2 pl-3 text-unknown">
          {failure} {experiment ? 'What you see may be old. Trying again.' : 'Trying again.'}
        </p>
      )}
      {experiment ? (
        <>
          <ExperimentHeader experiment={experiment} source={source} show={show} />
          <ExperimentTable experiment={experiment} source={source} />
        </>
      ) : (
        !failure && <Loading />
      )}
    </main>
  );
}

function Absent({ source }: { readonly source: ExperimentSource }) {
  return (
    <main id="main">
      {source.kind === 'share' ? (
        <DeadLink />
      ) : (
        <Notice title="There is no such experiment" action={<AllRuns />}>
          It may have been made on another server, or its address was cut off.
        </Notice>
      )}
    </main>
  );
}

function Loading() {
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-14 text-muted">Loading the experiment</h1>
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-72 w-full" />
    </div>
  );
}

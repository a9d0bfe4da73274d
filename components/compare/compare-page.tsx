'use client';
/** Two to six runs side by side; with one, what it can be compared with. */
import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useState } from 'react';
import { compareAddress, comparedRuns, comparisonId, maxCompared } from '@/lib/protocol/compare-address';
import type { RunSummary } from '@/lib/protocol/run';
import { ShareButton } from '../share/share-button';
import { Button, buttonClass } from '../ui/button';
import { Deferred, usePart } from '../ui/deferred';
import { Failure } from '../ui/failure';
import { AllRuns, Notice } from '../ui/notice';
import { QuietLink } from '../ui/quiet-link';
import { Skeleton } from '../ui/skeleton';
import { ChooseRun } from './choose-run';
import { FactTable } from './fact-table';
import { useCandidates, useCompared } from './use-compared';

/** The histories, their curves and the plans: most of the page, and nothing of it where there is one run. */
const differences = new Deferred(() => import('./differences').then((module) => module.Differences));

export function ComparePage() {
  const query = useSearchParams();
  const ids = useMemo(() => comparedRuns(query), [query]);
  const { runs, missing, failure } = useCompared(ids);
  const isOfSeveral = ids.length > 1;
  useEffect(() => {
    if (isOfSeveral) differences.prepare();
  }, [isOfSeveral]);
  useEffect(() => {
    if (runs && runs.length > 1) document.title = `Compare ${runs.length} runs · Clew`;
  }, [runs]);
  if (ids.length === 0 || runs?.length === 0) {
    return (
      <main id="main">
        <Notice title={ids.length === 0 ? 'No run is chosen' : 'There is no such run'} action={<AllRuns />}>
          Choose two to six runs in the list by the boxes in front of them, or press Compare on the page of a run.
        </Notice>
      </main>
    );
  }
  return (
    <main id="main" className="px-4 pt-6 pb-16 lg:px-6">
      <h1 className="mb-4 font-semibold text-20">Compare runs</h1>
      {failure && <Failure>{failure}</Failure>}
      {missing.length > 0 && (
        <p role="status" className="mb-4 border-unknown border-l-2 pl-3 text-unknown">
          There is no run {missing.join(', ')}. It may have been deleted, or made on another server.
        </p>
      )}
      {runs ? <Shown runs={runs} /> : !failure && <Skeleton className="h-64 w-full" />}
    </main>
  );
}

const pathOf = ({ id }: RunSummary) => `/runs/${id}`;

function Shown({ runs }: { readonly runs: readonly RunSummary[] }) {
  const [isChoosing, setChoosing] = useState(false);
  const Differences = usePart(differences, runs.length > 1);
  const [only] = runs;
  const candidates = useCandidates(runs.length === 1 || isChoosing ? only : undefined);
  const ids = runs.map(({ id }) => id);
  const choose =
    candidates &&
    ('failure' in candidates ? (
      <Failure>{candidates.failure}</Failure>
    ) : (
      <ChooseRun
        candidates={candidates}
        chosen={ids}
        addressOf={(id) => compareAddress(candidates.baseline?.id === id ? [id, ...ids] : [...ids, id])}
      />
    ));
  if (runs.length === 1) {
    return (
      <>
        <FactTable runs={runs} pathOf={pathOf} />
        {choose ?? <Skeleton className="mt-6 h-40 w-full" />}
      </>
    );
  }
  return (
    <div className="space-y-8">
      <FactTable
        runs={runs}
        pathOf={pathOf}
        pathWithout={({ id }) => compareAddress(ids.filter((each) => each !== id))}
      />
      <p className="flex flex-wrap gap-2 print:hidden">
        {runs.length < maxCompared && (
          <Button aria-expanded={isChoosing} onClick={() => setChoosing(!isChoosing)}>
            Add a run
          </Button>
        )}
        <QuietLink href={compareAddress(ids.toReversed())} className={buttonClass('quiet')}>
          Turn the order around
        </QuietLink>
        <ShareButton of="comparison" id={comparisonId(ids)} />
      </p>
      {isChoosing && choose}
      {Differences ? <Differences runs={runs} /> : <Skeleton className="h-64 w-full" />}
    </div>
  );
}

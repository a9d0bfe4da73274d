'use client';
/** The library: every run that this server knows, the ones under way moving. */
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { maxCompared } from '@/lib/protocol/compare-address';
import type { ExperimentListing } from '@/lib/protocol/experiment';
import { NeedsHealing } from '../cluster/needs-healing';
import { Button, buttonClass } from '../ui/button';
import { Deferred, usePart } from '../ui/deferred';
import { Failure } from '../ui/failure';
import { QuietLink } from '../ui/quiet-link';
import { Skeleton } from '../ui/skeleton';
import { ToldToast } from '../ui/told-toast';
import { CompareBar } from './compare-bar';
import { ExperimentsTable } from './experiments-table';
import { QueueList } from './queue-list';
import { type Choice, formatChoice, isNarrow, orderTitles, parseChoice } from './run-filter';
import { RunSearch } from './run-search';
import { RunsTable } from './runs-table';
import { useExperiments } from './use-experiments';
import { type LibraryView, type ShownRuns, useLibrary } from './use-library';
import { useRunActs } from './use-run-acts';

const firstRun = new Deferred(() => import('./first-run').then(({ FirstRun }) => FirstRun));

export function RunsPage() {
  const choice = parseChoice(useSearchParams());
  const view = useLibrary(choice);
  const { shown, failure, isConnected, changes, refresh } = view;
  const experiments = useExperiments(changes);
  const isEmpty = shown?.total === 0 && !isNarrow(choice.filter) && experiments.length === 0;
  const FirstRun = usePart(firstRun, isEmpty);
  return (
    <main id="main" className="px-4 pt-6 pb-16 lg:px-6">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="font-semibold text-20">Runs</h1>
        <div className="flex flex-wrap gap-2">
          <QuietLink href="/links" className={buttonClass('quiet')}>
            Links
          </QuietLink>
          <QuietLink href="/schedules" className={buttonClass('quiet')}>
            Schedules
          </QuietLink>
          <QuietLink href="/experiments/new" className={buttonClass('plain')}>
            New experiment
          </QuietLink>
          <QuietLink href="/new" className={buttonClass(isEmpty ? 'plain' : 'primary')}>
            New test
          </QuietLink>
        </div>
      </div>
      {!isConnected && !failure && (
        <p role="status" className="mb-4 border-unknown border-l-2 pl-3 text-unknown">
          The connection to the server was lost; what you see may be old. Trying again.
        </p>
      )}
      {failure && <Failure onRetry={refresh}>{failure}</Failure>}
      <NeedsHealing className="mb-6" />
      <QueueList changes={changes} />
      {shown === undefined ? (
        !failure && <Loading />
      ) : isEmpty ? (
        FirstRun ? (
          <FirstRun />
        ) : (
          <Loading />
        )
      ) : (
        <>
          {!isNarrow(choice.filter) && <Experiments experiments={experiments} />}
          <Found choice={choice} view={view} shown={shown} />
        </>
      )}
    </main>
  );
}

/** Experiments that are in sight at once, before somebody asks for all. */
const fewExperiments = 5;

function Experiments({ experiments }: { readonly experiments: readonly ExperimentListing[] }) {
  const [hasAll, setAll] = useState(false);
  if (experiments.length === 0) return null;
  return (
    <>
      <ExperimentsTable experiments={hasAll ? experiments : experiments.slice(0, fewExperiments)} />
      {experiments.length > fewExperiments && !hasAll && (
        <Button kind="quiet" className="mb-6" onClick={() => setAll(true)}>
          Show all {experiments.length} experiments
        </Button>
      )}
    </>
  );
}

interface FoundProps {
  readonly choice: Choice;
  readonly view: LibraryView;
  readonly shown: ShownRuns;
}

function Found({ choice, view, shown: { runs, total, isMore, next } }: FoundProps) {
  const acts = useRunActs(view.refresh);
  const [ids, setIds] = useState<readonly string[]>([]);
  const toggle = (id: string) => setIds(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
  const choose = (chosen: Choice) =>
    history.replaceState(null, '', `${location.pathname}${formatChoice(chosen)}${location.hash}`);
  return (
    <>
      <RunSearch choice={choice} counts={view.counts} choose={choose} />
      {runs.length === 0 ? (
        <p className="flex items-center gap-3 py-8 text-muted">
          {isNarrow(choice.filter)
            ? 'No run is like that.'
            : 'No test was launched by itself yet; every run so far belongs to an experiment.'}
          {isNarrow(choice.filter) && (
            <Button kind="quiet" onClick={() => choose({ filter: {}, order: choice.order })}>
              Show all
            </Button>
          )}
        </p>
      ) : (
        <RunsTable
          runs={runs}
          caption={`Runs, ${orderTitles[choice.order].toLowerCase()}`}
          acts={acts}
          selection={{ ids, isFull: ids.length >= maxCompared, toggle }}
        />
      )}
      {next !== undefined && (
        <p className="flex items-center gap-3 py-3 text-muted">
          {runs.length.toLocaleString('en-GB')} of {isMore && 'more than '}
          {Math.max(total, isMore ? runs.length : 0).toLocaleString('en-GB')} runs are shown.
          <Button kind="quiet" onClick={view.more} disabled={view.isFetching}>
            Show more
          </Button>
        </p>
      )}
      <CompareBar ids={ids} onClear={() => setIds([])} />
      <ToldToast told={acts.told} onClose={acts.dismiss} />
    </>
  );
}

function Loading() {
  return (
    <div role="status" className="space-y-3">
      <span className="sr-only">The runs are being fetched.</span>
      {['a', 'b', 'c', 'd'].map((row) => (
        <Skeleton key={row} className="h-12 w-full" />
      ))}
    </div>
  );
}

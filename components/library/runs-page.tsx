'use client';
/** The library: every run that this server knows, the ones under way moving. */
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { RunSummary } from '@/lib/protocol/run';
import { NeedsHealing } from '../cluster/needs-healing';
import { Button, buttonClass } from '../ui/button';
import { Skeleton } from '../ui/skeleton';
import { ExperimentsTable } from './experiments-table';
import { FilterRow } from './filter-row';
import { FirstRun } from './first-run';
import { formatFilter, matches, parseFilter, type RunFilter } from './run-filter';
import { RunsTable } from './runs-table';
import { useExperiments } from './use-experiments';
import { useRuns } from './use-runs';

/** Rows drawn at first and with each "Show more"; the browser stays quick, and people rarely read further. */
const pageSize = 100;

export function RunsPage() {
  const { runs, failure, isConnected, retry } = useRuns();
  return (
    <main id="main" className="px-4 pt-6 pb-16 lg:px-6">
      <div className="mb-4 flex items-center justify-between gap-4">
        <h1 className="font-semibold text-20">Runs</h1>
        <div className="flex gap-2">
          <Link href="/experiments/new" className={buttonClass('plain')}>
            New experiment
          </Link>
          <Link href="/new" className={buttonClass(runs?.length === 0 ? 'plain' : 'primary')}>
            New test
          </Link>
        </div>
      </div>
      {!isConnected && !failure && (
        <p role="status" className="mb-4 border-unknown border-l-2 pl-3 text-unknown">
          The connection to the server was lost; what you see may be old. Trying again.
        </p>
      )}
      {failure && (
        <div role="alert" className="mb-4 flex flex-wrap items-center gap-3 border-invalid border-l-2 pl-3">
          <p>{failure}</p>
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
      <NeedsHealing className="mb-6" />
      {runs === undefined ? !failure && <Loading /> : runs.length === 0 ? <FirstRun /> : <Library runs={runs} />}
    </main>
  );
}

/** Experiments that are in sight at once, before somebody asks for all. */
const fewExperiments = 5;

function Library({ runs: all }: { readonly runs: readonly RunSummary[] }) {
  const experiments = useExperiments(all);
  const [hasAllExperiments, setAllExperiments] = useState(false);
  const [hasTheirRuns, setTheirRuns] = useState(false);
  const theirs = all.filter(({ experiment }) => experiment !== undefined).length;
  const runs = hasTheirRuns ? all : all.filter(({ experiment }) => experiment === undefined);
  return (
    <>
      {experiments.length > 0 && (
        <ExperimentsTable experiments={hasAllExperiments ? experiments : experiments.slice(0, fewExperiments)} />
      )}
      {experiments.length > fewExperiments && !hasAllExperiments && (
        <Button kind="quiet" className="mb-6" onClick={() => setAllExperiments(true)}>
          Show all {experiments.length} experiments
        </Button>
      )}
      {theirs > 0 && (
        <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <h2 className="font-semibold text-16">{hasTheirRuns ? 'All runs' : 'Other runs'}</h2>
          <label className="flex items-center gap-2 text-13">
            <input
              type="checkbox"
              checked={hasTheirRuns}
              onChange={(event) => setTheirRuns(event.target.checked)}
              className="size-4 accent-accent"
            />
            With the {theirs} runs of experiments
          </label>
        </div>
      )}
      {runs.length > 0 ? (
        <FilteredRuns runs={runs} />
      ) : (
        <p className="text-muted">No test was launched by itself yet; every run so far belongs to an experiment.</p>
      )}
    </>
  );
}

function FilteredRuns({ runs }: { readonly runs: readonly RunSummary[] }) {
  const filter = parseFilter(useSearchParams());
  const [shown, setShown] = useState(pageSize);
  const matching = runs.filter((run) => matches(run, filter));
  const choose = (chosen: RunFilter) =>
    history.replaceState(null, '', `${location.pathname}${formatFilter(chosen)}${location.hash}`);
  return (
    <>
      <FilterRow runs={runs} filter={filter} choose={choose} />
      {matching.length === 0 ? (
        <p className="flex items-center gap-3 py-8 text-muted">
          No run is like that now.
          <Button kind="quiet" onClick={() => choose({})}>
            Show all
          </Button>
        </p>
      ) : (
        <RunsTable runs={matching.slice(0, shown)} />
      )}
      {matching.length > shown && (
        <p className="flex items-center gap-3 py-3 text-muted">
          The latest {shown} of {matching.length} runs are shown.
          <Button kind="quiet" onClick={() => setShown(shown + pageSize)}>
            Show more
          </Button>
        </p>
      )}
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

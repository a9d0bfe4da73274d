/** The page of a saved file: the run as its page shows it, under a bar that leads nowhere. */

import { useMemo } from 'react';
import { nodeNames } from '@/lib/plan/nodes';
import { workloadOf } from '@/lib/plan/workload';
import type { RunFile } from '@/lib/protocol/run-file';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import type { RunSource } from '../run/feed/run-source';
import { RunView } from '../run/run-view';
import { Mark } from '../ui/mark';
import { StatusRegion } from '../ui/status-region';
import { ThemeSwitch } from '../ui/theme-switch';

const source: RunSource = { kind: 'file' };

export function SavedPage({ run, entries }: RunFile) {
  const state = useMemo(
    () =>
      appendBatch(emptyRunState(run.plan.load.concurrency, 0, workloadOf(run.plan).operations), { from: 0, entries })
        .state,
    [run, entries],
  );
  const nodes = useMemo(() => nodeNames(run.plan.cluster), [run]);
  return (
    <>
      <header className="flex h-12 items-center gap-6 border-line border-b bg-raised px-4 lg:px-6">
        <span className="flex items-center gap-2 font-semibold text-16">
          <Mark className="size-6 text-accent" />
          Clew
        </span>
        <SavedAt run={run} />
        <div className="ml-auto">
          <ThemeSwitch />
        </div>
      </header>
      <main id="main" data-entries={state.entryCount}>
        <RunView run={run} nodes={nodes} state={state} source={source} isConnected />
      </main>
      <StatusRegion />
    </>
  );
}

/** When the test was made: a file lies around for years. */
function SavedAt({ run }: Pick<RunFile, 'run'>) {
  const at = new Date(run.startedAt ?? run.createdAt);
  return (
    <p className="min-w-0 truncate text-13 text-muted">
      A saved run, of <time dateTime={at.toISOString()}>{at.toLocaleString('en-GB', { dateStyle: 'medium' })}</time>
    </p>
  );
}

'use client';
/** The cells of the list, each one fact about a run; the table and the cards are put together from them. */
import { counted, uncapitalised } from '@/lib/base/words';
import { wordsOf } from '@/lib/catalog/faults/appearance';
import { isImported, judgingWords } from '@/lib/plan/imported-plan';
import { expectedSeconds, faultWords, readWords, secondsWords } from '@/lib/plan/words';
import type { Phase } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import { ProgressBar } from '../ui/progress-bar';
import { QuietLink } from '../ui/quiet-link';
import { useNow } from '../ui/use-now';
import { VerdictMark } from '../ui/verdict-mark';

const phaseTitles: Record<Phase, string> = {
  queued: 'Queued',
  'set-up': 'Setting up',
  running: 'Running',
  'tear-down': 'Tearing down',
  checking: 'Checking',
  done: 'Done',
};

/** The verdict, or how far the run is on its way to one. */
export function RunState({ run }: { readonly run: RunSummary }) {
  if (run.phase === 'done') return <VerdictMark outcome={run.outcome ?? 'aborted'} />;
  if (run.phase === 'queued') {
    return (
      <div className="text-muted">
        <span className="font-medium">Queued</span>
        {run.behind && <QueuedBehind behind={run.behind} />}
      </div>
    );
  }
  return <RunProgress run={run} />;
}

function QueuedBehind({ behind }: { readonly behind: { readonly id: string; readonly name: string } }) {
  return (
    <span className="block text-12">
      behind{' '}
      <QuietLink href={`/runs/${behind.id}`} className="text-accent underline">
        {behind.name}
      </QuietLink>
    </span>
  );
}

function RunProgress({ run }: { readonly run: RunSummary }) {
  const now = useNow(500);
  const expected = expectedSeconds(run.plan);
  const elapsed = now === undefined ? 0 : Math.max(0, (now - (run.startedAt ?? run.createdAt)) / 1000);
  // A run that takes longer than expected is not over.
  const share = Math.min(0.98, elapsed / expected);
  return (
    <div className="w-32">
      {run.violationTime !== undefined && <VerdictMark outcome="invalid" />}
      <span className="flex justify-between gap-2">
        <span className="font-medium text-accent">{phaseTitles[run.phase]}</span>
        <span className="text-12 text-muted">{secondsWords(Math.floor(elapsed))}</span>
      </span>
      <ProgressBar value={share} label={`${run.plan.name}: ${phaseTitles[run.phase]}`} />
      <span className="block text-12 text-muted">of about {secondsWords(Math.round(expected))}</span>
    </div>
  );
}

export function readLevelWords(run: RunSummary): string {
  return isImported(run.plan) ? judgingWords(run.plan.workload) : readWords(run.plan.client);
}

/** The fault as planned; of a brought history, those that it tells of. */
export function doneToItWords(run: RunSummary): string {
  const words = isImported(run.plan) ? happenedWords(run.faults) : faultWords(run.plan.faults);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function happenedWords(faults: RunSummary['faults']): string {
  if (faults.length === 0) return 'no faults';
  const titles = new Set(faults.map(({ fault = 'fault' }) => uncapitalised(wordsOf(fault).title)));
  return `${counted(faults.length, 'fault')}: ${[...titles].join(', ')}`;
}

export function durationWords(run: RunSummary): string {
  if (isImported(run.plan)) return secondsWords((run.testedNanos ?? 0) / 1e9);
  if (run.startedAt === undefined || run.endedAt === undefined) return '–';
  return secondsWords(Math.max(0, Math.round((run.endedAt - run.startedAt) / 1000)));
}

export function operationsWords(run: RunSummary): string {
  return run.operations.toLocaleString('en-GB');
}

'use client';
/** The stations of a run in a row, each with the time it took; the one under way opens up into its steps. */
import { useState } from 'react';
import { isImported } from '@/lib/plan/imported-plan';
import type { Phase } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import type { PhaseSpan, RunState } from '@/lib/protocol/run-state';
import { elapsedWords } from '@/lib/report/run-words';
import { CheckProgressLine } from './dock/check-progress-line';
import { PhaseSteps } from './phase-steps';

const stations: readonly { readonly phase: Phase; readonly title: string }[] = [
  { phase: 'set-up', title: 'Set-up' },
  { phase: 'running', title: 'Test' },
  { phase: 'tear-down', title: 'Tear-down' },
  { phase: 'checking', title: 'Check' },
];

interface PhaseStripProps {
  readonly run: RunSummary;
  readonly state: RunState;
  /** See `useRunClock`. */
  readonly now: number;
}

export function PhaseStrip({ run, state, now }: PhaseStripProps) {
  const isOver = run.phase === 'done';
  const [opened, setOpened] = useState<Phase | 'none'>();
  const underWay = isOver ? undefined : state.phase;
  // Without a choice of the person, the page shows the steps of what it is waiting for, or of what failed.
  const failedIn = run.outcome === 'error' ? state.steps.findLast((step) => step.state === 'failed')?.phase : undefined;
  const cutOffIn =
    run.outcome === 'aborted' ? state.phases.findLast(({ phase }) => phase !== 'done')?.phase : undefined;
  const shown = opened ?? (underWay === 'running' ? undefined : underWay) ?? failedIn;
  if (run.phase === 'queued') return null;
  // Of a history that was brought Clew did no more than check it.
  const isDone = ({ phase }: (typeof stations)[number]) => phase === 'checking' || !isImported(run.plan);
  return (
    <section aria-label="Progress" className="border-line border-b">
      <ol className="flex flex-wrap items-center gap-x-1 gap-y-1 px-3 py-1.5 lg:px-5">
        {stations.filter(isDone).map(({ phase, title }) => {
          const span = state.phases.find((candidate) => candidate.phase === phase);
          const steps = state.steps.filter((step) => step.phase === phase);
          const hasDetail = steps.length > 0;
          return (
            <li key={phase}>
              <button
                type="button"
                className="inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-6 px-2 text-13 hover:enabled:bg-raised aria-expanded:bg-raised"
                disabled={!hasDetail}
                aria-expanded={hasDetail ? shown === phase : undefined}
                onClick={() => setOpened(shown === phase ? 'none' : phase)}
              >
                <StationMark
                  span={span}
                  isUnderWay={underWay === phase}
                  isFailed={failedIn === phase}
                  isCutOff={cutOffIn === phase}
                />
                {title}
                {span && (
                  <span className="font-mono text-12 text-muted">
                    {elapsedWords((span.endedAt ?? now) - span.startedAt)}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
      {underWay === 'running' && state.unwatched !== undefined && (
        <p role="status" className="px-4 pb-2 text-13 text-muted lg:px-6">
          {state.unwatched}.
        </p>
      )}
      {underWay === 'checking' && <CheckProgressLine progress={state.progress} />}
      {shown !== undefined && shown !== 'none' && (
        <PhaseSteps steps={state.steps.filter((step) => step.phase === shown)} now={now} />
      )}
    </section>
  );
}

interface StationMarkProps {
  readonly span: PhaseSpan | undefined;
  readonly isUnderWay: boolean;
  readonly isFailed: boolean;
  readonly isCutOff: boolean;
}

function StationMark({ span, isUnderWay, isFailed, isCutOff }: StationMarkProps) {
  const words = isFailed ? 'failed' : isCutOff ? 'cut off' : isUnderWay ? 'running' : span ? 'done' : 'not begun';
  return (
    <span className="flex items-center">
      <svg viewBox="0 0 12 12" className="size-3" fill="none" strokeWidth="1.75" aria-hidden="true">
        {isFailed ? (
          <path d="m2 2 8 8M10 2l-8 8" className="stroke-invalid" />
        ) : isCutOff ? (
          <path d="M2 6h8" className="stroke-error" />
        ) : isUnderWay ? (
          <circle cx="6" cy="6" r="4" className="fill-accent stroke-accent" />
        ) : span ? (
          <path d="m2 6.5 2.5 2.5L10 3" className="stroke-valid" />
        ) : (
          <circle cx="6" cy="6" r="4" className="stroke-edge" />
        )}
      </svg>
      <span className="sr-only">{words}:</span>
    </span>
  );
}

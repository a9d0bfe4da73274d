'use client';
/** What runs here and how far it is, with what can be done about it beside. */
import type { ReactNode } from 'react';
import { plannedSeconds } from '@/lib/plan/schedule';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { clockWords, elapsedWords, endingWords, phaseWords, runTitle } from '@/lib/report/run-words';
import { ProgressBar } from '../ui/progress-bar';

interface RunHeaderProps {
  readonly run: RunSummary;
  readonly state: RunState;
  /** See `useRunClock`. */
  readonly now: number;
  /** The controls. */
  readonly children: ReactNode;
}

export function RunHeader({ run, state, now, children }: RunHeaderProps) {
  const [system, ...rest] = runTitle(run);
  return (
    <header className="flex flex-wrap items-center gap-x-6 gap-y-2 border-line border-b bg-raised px-4 py-2 lg:px-6">
      <div className="min-w-0">
        <h1 className="flex flex-wrap items-baseline gap-x-2 text-16">
          <span className="font-semibold">{system}</span>
          {rest.map((part) => (
            <span key={part} className="text-muted">
              · {part}
            </span>
          ))}
        </h1>
        <p className="text-13 text-muted">
          {run.plan.name} <span className="font-mono text-12">{run.id}</span>
        </p>
      </div>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <RunProgress run={run} state={state} now={now} />
        {children}
      </div>
    </header>
  );
}

function RunProgress({ run, state, now }: Omit<RunHeaderProps, 'children'>) {
  if (run.outcome) {
    const took = run.endedAt === undefined ? undefined : run.endedAt - (run.startedAt ?? run.createdAt);
    const ending = endingWords(run);
    return (
      <p className="mr-2 text-13 text-muted">
        {ending ?? (took === undefined ? phaseWords[run.phase] : `took ${elapsedWords(took)}`)}
      </p>
    );
  }
  const plannedMs = plannedSeconds(run.plan) * 1000;
  const elapsedMs = state.startedAt === undefined ? 0 : Math.min(now - state.startedAt, plannedMs);
  const isRunning = run.phase === 'running' && state.startedAt !== undefined;
  return (
    <div className="mr-2 flex items-center gap-3 text-13">
      <span>{phaseWords[run.phase]}</span>
      {isRunning && (
        <>
          <span className="font-mono">
            {clockWords(elapsedMs)} / {clockWords(plannedMs)}
          </span>
          <span className="w-28">
            <ProgressBar label="Progress of the test" value={elapsedMs / plannedMs} />
          </span>
        </>
      )}
    </div>
  );
}

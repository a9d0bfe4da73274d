'use client';
/** What a person called it, what was tested and when, with what can be done about it beside. */
import type { ReactNode } from 'react';
import { isImported } from '@/lib/plan/imported-plan';
import { plannedSeconds } from '@/lib/plan/schedule';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { schedulePath } from '@/lib/protocol/schedule-words';
import { clockWords, elapsedWords, endingWords, phaseWords, runTitle } from '@/lib/report/run-words';
import { ProgressBar } from '../ui/progress-bar';
import { wallMoment } from '../ui/wall-clock';

interface RunHeaderProps {
  readonly run: RunSummary;
  readonly state: RunState;
  /** See `useRunClock`. */
  readonly now: number;
  /** The controls. */
  readonly children: ReactNode;
}

export function RunHeader({ run, state, now, children }: RunHeaderProps) {
  const startedAt = run.startedAt ?? run.createdAt;
  return (
    <header className="flex flex-wrap items-start gap-x-6 gap-y-2 bg-raised px-4 pt-3 pb-1 lg:px-6">
      <div className="min-w-0">
        <h1 className="font-semibold text-20 [overflow-wrap:anywhere]">{nameOf(run)}</h1>
        <ul aria-label="What was tested" className="flex flex-wrap text-13 text-muted">
          {runTitle(run).map((part) => (
            <Fact key={part}>{part}</Fact>
          ))}
          <Fact>
            <time dateTime={new Date(startedAt).toISOString()}>{wallMoment(startedAt)}</time>
          </Fact>
          {durationWords(run).map((words) => (
            <Fact key={words}>{words}</Fact>
          ))}
          {run.launchedBy?.kind === 'schedule' && (
            <Fact>
              <a href={schedulePath(run.launchedBy.id)} className="text-accent underline">
                started by a schedule
              </a>
            </Fact>
          )}
          <Fact>
            <span className="font-mono text-12">{run.id}</span>
          </Fact>
        </ul>
      </div>
      <div className="ml-auto flex flex-wrap items-center gap-2 print:hidden">
        <RunProgress run={run} state={state} now={now} />
        {children}
      </div>
    </header>
  );
}

/** The dot belongs to what it stands behind, so that no line begins with one. */
function Fact({ children }: { readonly children: ReactNode }) {
  return <li className="not-last:after:mx-1.5 not-last:after:content-['·']">{children}</li>;
}

/** How long it took, or how it ended before its time. */
function durationWords(run: RunSummary): readonly string[] {
  if (!run.outcome) return [];
  const ending = endingWords(run);
  if (ending !== undefined) return [ending];
  if (isImported(run.plan)) return [`${elapsedWords((run.testedNanos ?? 0) / 1e6)} long`];
  return run.endedAt === undefined ? [] : [`took ${elapsedWords(run.endedAt - (run.startedAt ?? run.createdAt))}`];
}

function RunProgress({ run, state, now }: Omit<RunHeaderProps, 'children'>) {
  if (run.outcome) return null;
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

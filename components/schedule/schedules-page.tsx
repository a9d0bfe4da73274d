'use client';
/** Every plan that the clock starts: when next, and what became of the last start. */
import Link from 'next/link';
import { useState } from 'react';
import type { Schedule } from '@/lib/protocol/schedule';
import { momentIn, runsWords, startWords, timesWords } from '@/lib/protocol/schedule-words';
import { trendPath } from '@/lib/protocol/trend-address';
import { Button, buttonClass } from '../ui/button';
import { Failure } from '../ui/failure';
import { MenuButton } from '../ui/menu';
import { QuietLink } from '../ui/quiet-link';
import { RelativeTime } from '../ui/relative-time';
import { Skeleton } from '../ui/skeleton';
import { ToldToast } from '../ui/told-toast';
import { VerdictMark } from '../ui/verdict-mark';
import { ScheduleIt } from './schedule-it';
import { type SchedulesView, useSchedules } from './use-schedules';

export function SchedulesPage() {
  const view = useSchedules();
  const { schedules, trouble, failure } = view;
  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="font-semibold text-20">Schedules</h1>
        <QuietLink href="/new" className={buttonClass('plain')}>
          New test
        </QuietLink>
      </div>
      {failure && <Failure onRetry={view.refresh}>{failure}</Failure>}
      {trouble && (
        <Failure>
          Nothing is started now: {trouble} What is due is missed if that lasts longer than five minutes.
        </Failure>
      )}
      {schedules === undefined ? (
        !failure && <Skeleton className="h-24 w-full" />
      ) : schedules.length === 0 ? (
        <Empty />
      ) : (
        <ul aria-label="Schedules" className="border-line border-t">
          {schedules.map((schedule) => (
            <Row key={schedule.id} schedule={schedule} view={view} />
          ))}
        </ul>
      )}
      {schedules && <ToldToast told={view.told} onClose={view.dismiss} />}
    </main>
  );
}

function Empty() {
  return (
    <div className="max-w-[70ch] space-y-3 py-8 text-muted">
      <p>
        Nothing is started by the clock. A test that runs every night on the same cluster shows when a version broke its
        promise, and how often a rare violation is found.
      </p>
      <p>
        <i>Run again</i> on the page of a run has <i>By the clock</i>, and so has the form for a new test.
      </p>
    </div>
  );
}

function Row({ schedule, view }: { readonly schedule: Schedule; readonly view: SchedulesView }) {
  const { id, plan, isPaused, nextAt, zone, last, problem, trend } = schedule;
  const [isChanging, setChanging] = useState(false);
  return (
    <li
      id={id}
      className="flex flex-wrap items-start gap-x-6 gap-y-2 border-line border-b px-2 py-3 target:bg-accent/8"
    >
      <div className="min-w-64 flex-1">
        <h2 className="font-semibold [overflow-wrap:anywhere]">{plan.name}</h2>
        <p className="text-13 text-muted">
          {timesWords(schedule)}, {runsWords(schedule)}
        </p>
        {problem && <p className="mt-1 border-invalid border-l-2 pl-2 text-13">{problem}</p>}
      </div>
      <dl className="grid min-w-64 flex-1 grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-13">
        <dt className="text-muted">Next</dt>
        <dd>
          {isPaused ? (
            'Paused'
          ) : nextAt === undefined ? (
            'Never'
          ) : (
            <>
              {momentIn(zone, nextAt)} (<RelativeTime at={nextAt} />)
            </>
          )}
        </dd>
        <dt className="text-muted">Last</dt>
        <dd className="min-w-0 space-y-1 [overflow-wrap:anywhere]">
          {last ? <p>{startWords(last, zone)}</p> : <p>Not started yet</p>}
          <Runs runs={schedule.runs} isOfEarlier={last !== undefined && last.kind !== 'begun'} />
        </dd>
      </dl>
      <div className="flex gap-2 max-sm:w-full">
        <QuietLink
          href={trendPath({ plan: trend })}
          className={buttonClass('plain')}
          aria-label={`Trend of ${plan.name}`}
        >
          Trend
        </QuietLink>
        <Button
          onClick={() => view.pause(schedule, !isPaused)}
          aria-label={`${isPaused ? 'Resume' : 'Pause'} ${plan.name}`}
        >
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
        <MenuButton
          aria-label={`${plan.name}: what else can be done`}
          className={buttonClass('plain')}
          items={[
            { title: 'Change the times', onSelect: () => setChanging(true) },
            { title: 'Edit the plan', href: `/new?schedule=${id}` },
            { title: 'Remove', onSelect: () => view.remove(schedule) },
          ]}
        >
          <svg viewBox="0 0 16 16" className="size-4" fill="currentColor" aria-hidden="true">
            <circle cx="3" cy="8" r="1.4" />
            <circle cx="8" cy="8" r="1.4" />
            <circle cx="13" cy="8" r="1.4" />
          </svg>
        </MenuButton>
      </div>
      {isChanging && (
        <ScheduleIt
          plan={undefined}
          schedule={schedule}
          close={() => {
            setChanging(false);
            view.refresh();
          }}
        />
      )}
    </li>
  );
}

/** Of the newest start that had some. */
function Runs({ runs, isOfEarlier }: { readonly runs: Schedule['runs']; readonly isOfEarlier: boolean }) {
  if (runs.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {isOfEarlier && <span className="text-muted">Before that:</span>}
      {runs.map(({ id, outcome, headline }) => (
        <Link key={id} href={`/runs/${id}`} prefetch={false} className="inline-flex items-center gap-1.5 underline">
          {outcome ? <VerdictMark outcome={outcome} /> : 'Going on'}
          <span className="font-mono text-12">{id}</span>
          {headline && <span className="sr-only">{headline}</span>}
        </Link>
      ))}
    </p>
  );
}

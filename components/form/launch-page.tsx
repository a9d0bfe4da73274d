'use client';
/** A new test: from what was typed last, from an earlier run (`?from=<run>`), from a schedule (`?schedule=<id>`), or from the first preset. */
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { formOfPlan } from '@/lib/plan/form-plan';
import { isImported } from '@/lib/plan/imported-plan';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { scheduleEndpoints } from '@/lib/protocol/api/schedule-endpoints';
import type { Schedule } from '@/lib/protocol/schedule';
import { buttonClass } from '../ui/button';
import { messageOf, request } from '../ui/request';
import { Skeleton } from '../ui/skeleton';
import { firstForm, type KeptForm, keptForm } from './kept-form';
import { LaunchForm } from './launch-form';

interface Start {
  readonly form: KeptForm;
  /** Whose plan is edited. */
  readonly schedule?: Schedule;
  /** Why that of the run or the schedule could not be taken. */
  readonly failure?: string;
}

export function LaunchPage() {
  const query = useSearchParams();
  const [from, scheduleId] = [query.get('from'), query.get('schedule')];
  const [start, setStart] = useState<Start>();

  useEffect(() => {
    let isCurrent = true;
    setStart(undefined);
    void (scheduleId === null ? startFrom(from) : startFromSchedule(scheduleId)).then((found) => {
      if (isCurrent) setStart(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [from, scheduleId]);

  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-4">
        <h1 className="font-semibold text-20">New test</h1>
        <Link href="/experiments/new" className={buttonClass('plain')}>
          Make it an experiment
        </Link>
      </div>
      {start?.failure && (
        <p role="alert" className="mb-4 border-invalid border-l-2 pl-3">
          The plan {scheduleId === null ? 'of the earlier run' : 'of the schedule'} could not be fetched.{' '}
          {start.failure}
        </p>
      )}
      {start ? (
        <LaunchForm key={scheduleId ?? from ?? ''} initial={start.form} schedule={start.schedule} />
      ) : (
        <Loading />
      )}
    </main>
  );
}

async function startFrom(runId: string | null): Promise<Start> {
  const kept = keptForm() ?? firstForm();
  if (runId === null) return { form: kept };
  try {
    const { run } = await request(endpoints.readRun, { params: { id: runId } });
    if (isImported(run.plan))
      return { form: kept, failure: 'That run is a history that was brought: there is no plan of it.' };
    return { form: { values: formOfPlan(run.plan), spare: kept.spare } };
  } catch (error) {
    return { form: kept, failure: messageOf(error) };
  }
}

async function startFromSchedule(id: string): Promise<Start> {
  const kept = keptForm() ?? firstForm();
  try {
    const schedule = await request(scheduleEndpoints.readSchedule, { params: { id } });
    if (isImported(schedule.plan)) return { form: kept };
    return { form: { values: formOfPlan(schedule.plan), spare: kept.spare }, schedule };
  } catch (error) {
    return { form: kept, failure: messageOf(error) };
  }
}

function Loading() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">The form is on its way.</span>
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-9 w-full max-w-176" />
      <Skeleton className="h-64 w-full max-w-176" />
    </div>
  );
}

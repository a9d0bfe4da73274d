'use client';
/** A new test: from what was typed last, from an earlier run (`?from=<run>`), from a schedule (`?schedule=<id>`), on a cluster that is kept (`?cluster=<name>`), or from the first preset. */
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { formOfPlan } from '@/lib/plan/form-plan';
import { isImported } from '@/lib/plan/imported-plan';
import { clusterOfSaved } from '@/lib/plan/kept-cluster';
import { clusterEndpoints } from '@/lib/protocol/api/cluster-endpoints';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { scheduleEndpoints } from '@/lib/protocol/api/schedule-endpoints';
import type { Schedule } from '@/lib/protocol/schedule';
import { buttonClass } from '../ui/button';
import { messageOf, request } from '../ui/request';
import { Skeleton } from '../ui/skeleton';
import { clusterValues } from './cluster-values';
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
  const [from, scheduleId, cluster] = [query.get('from'), query.get('schedule'), query.get('cluster')];
  const [start, setStart] = useState<Start>();

  useEffect(() => {
    let isCurrent = true;
    setStart(undefined);
    void startOf({ from, scheduleId, cluster }).then((found) => {
      if (isCurrent) setStart(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [from, scheduleId, cluster]);

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
          {missingWords(scheduleId, cluster)} could not be fetched. {start.failure}
        </p>
      )}
      {start ? (
        <LaunchForm key={scheduleId ?? from ?? cluster ?? ''} initial={start.form} schedule={start.schedule} />
      ) : (
        <Loading />
      )}
    </main>
  );
}

function missingWords(scheduleId: string | null, cluster: string | null): string {
  if (scheduleId !== null) return 'The plan of the schedule';
  return cluster === null ? 'The plan of the earlier run' : 'The cluster';
}

interface Origin {
  readonly from: string | null;
  readonly scheduleId: string | null;
  readonly cluster: string | null;
}

function startOf({ from, scheduleId, cluster }: Origin): Promise<Start> {
  if (scheduleId !== null) return startFromSchedule(scheduleId);
  return cluster === null ? startFrom(from) : startOn(cluster);
}

async function startOn(name: string): Promise<Start> {
  const kept = keptForm() ?? firstForm();
  try {
    const { clusters } = await request(clusterEndpoints.listClusters, {});
    const found = clusters.find(({ cluster }) => cluster.name === name);
    if (!found) return { form: kept, failure: `None is kept as ${name}.` };
    return { form: { ...kept, values: { ...kept.values, cluster: clusterValues(clusterOfSaved(found.cluster)) } } };
  } catch (error) {
    return { form: kept, failure: messageOf(error) };
  }
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

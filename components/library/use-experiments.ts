'use client';
import { useEffect, useState } from 'react';
/** The experiments of the library, asked for again whenever one of their runs begins or ends. */
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { ExperimentListing } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';
import { request } from '../ui/request';
import { useSettled } from '../ui/use-settled';

/** Runs that begin and end together are one change; the end of an experiment is written a moment after its last run's. */
const restMs = 500;

export function useExperiments(runs: readonly RunSummary[] | undefined): readonly ExperimentListing[] {
  const [experiments, setExperiments] = useState<readonly ExperimentListing[]>([]);
  const changes = runs?.flatMap(({ id, experiment, outcome }) => (experiment ? [`${id} ${outcome ?? ''}`] : []));
  const settled = useSettled(changes?.join(), restMs);
  useEffect(() => {
    if (settled === undefined) return;
    const leaving = new AbortController();
    request(endpoints.listExperiments, { signal: leaving.signal }).then(
      (list) => setExperiments(list.experiments),
      // The list of runs beside it says that the server does not answer.
      (error: unknown) => console.warn('the experiments could not be fetched', error),
    );
    return () => leaving.abort();
  }, [settled]);
  return experiments;
}

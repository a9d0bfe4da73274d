'use client';
/** The experiments of the library, asked for again whenever one of their runs begins or ends. */
import { useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { ExperimentListing } from '@/lib/protocol/experiment';
import { request } from '../ui/request';
import { useSettled } from '../ui/use-settled';

/** Runs that begin and end together are one change; the end of an experiment is written a moment after its last run's. */
const restMs = 500;

/** @param changes rises whenever runs began or ended */
export function useExperiments(changes: number): readonly ExperimentListing[] {
  const [experiments, setExperiments] = useState<readonly ExperimentListing[]>([]);
  const settled = useSettled(changes, restMs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again after each change
  useEffect(() => {
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

'use client';
/** The summaries of the runs that are compared, and what the first of them can be compared with. */
import { useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { messageOf, RequestError, request } from '../ui/request';

export interface Compared {
  /** Undefined until all have arrived; in the order of the address. */
  readonly runs: readonly RunSummary[] | undefined;
  /** Ids that no run has. */
  readonly missing: readonly string[];
  readonly failure: string | undefined;
}

const nothing: Compared = { runs: undefined, missing: [], failure: undefined };

export function useCompared(ids: readonly string[]): Compared {
  const [compared, setCompared] = useState(nothing);
  const key = ids.join(',');
  useEffect(() => {
    const abort = new AbortController();
    readAll(key === '' ? [] : key.split(','), abort.signal).then(setCompared, (error: unknown) => {
      if (!abort.signal.aborted) setCompared({ ...nothing, failure: messageOf(error) });
    });
    return () => abort.abort();
  }, [key]);
  return compared;
}

async function readAll(ids: readonly string[], signal: AbortSignal): Promise<Compared> {
  const answers = await Promise.all(ids.map((id) => readOne(id, signal)));
  return {
    runs: answers.filter((run) => run !== undefined),
    missing: ids.filter((_, place) => answers[place] === undefined),
    failure: undefined,
  };
}

async function readOne(id: string, signal: AbortSignal): Promise<RunSummary | undefined> {
  try {
    return (await request(endpoints.readRun, { params: { id }, signal })).run;
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return undefined;
    throw error;
  }
}

export interface Candidates {
  /** The last valid run of the same plan before it. */
  readonly baseline: RunSummary | undefined;
  /** Others of its system and workload, newest first. */
  readonly others: readonly RunSummary[];
}

/** Runs that a page offers beside the baseline. */
const maxOthers = 12;

/** What a run can be compared with, or why that is not known; undefined until one of the two is. */
export function useCandidates(run: RunSummary | undefined): Candidates | { readonly failure: string } | undefined {
  const [candidates, setCandidates] = useState<Candidates | { readonly failure: string }>();
  useEffect(() => {
    if (!run) return;
    const abort = new AbortController();
    const { signal } = abort;
    const { system, workload } = run.plan;
    Promise.all([
      request(endpoints.readBaseline, { params: { id: run.id }, signal }),
      request(endpoints.listRuns, {
        query: { system: system.name, workload: workload.name, limit: maxOthers },
        signal,
      }),
    ]).then(
      ([{ run: baseline }, { runs }]) =>
        setCandidates({ baseline, others: runs.filter(({ id }) => id !== run.id && id !== baseline?.id) }),
      (error: unknown) => signal.aborted || setCandidates({ failure: messageOf(error) }),
    );
    return () => abort.abort();
  }, [run]);
  return candidates;
}

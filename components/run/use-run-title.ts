'use client';
/** The tab of the browser names the run and what it came to, so that one of many is found again. */
import { useEffect } from 'react';
import { capitalised } from '@/lib/base/words';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { outcomeTitle } from '@/lib/report/outcome-title';
import { phaseWords } from '@/lib/report/run-words';

export function useRunTitle(run: RunSummary, isViolated: boolean): void {
  const { outcome } = run;
  const state = outcome ? outcomeTitle({ ...run, outcome }) : capitalised(phaseWords[run.phase]);
  const title = `${isViolated && !outcome ? 'Violated, ' : ''}${state}: ${nameOf(run)} · Clew`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** What a run came to, in a few words. It depends on how the workload is judged, which lists of many runs do without. */
import { workloadOf } from '../plan/workload';
import type { OutcomeName, RunSummary } from '../protocol/run';
import { type EndedRun, phaseWords, runTitle, testedOf } from './run-words';

const outcomeTitles: Readonly<Record<OutcomeName, string>> = {
  valid: 'Linearizable',
  weak: 'Valid, but weak',
  invalid: 'A check failed',
  unknown: 'Unknown',
  error: 'The test failed',
  aborted: 'Aborted',
};

/** What the run came to, in a few words; of one that goes on, its phase is told instead. */
export function outcomeTitle(run: EndedRun & { readonly outcome: OutcomeName }): string {
  const { outcome, plan, headline, ended } = run;
  if (outcome === 'invalid' && headline !== undefined) return headline;
  if (outcome === 'weak' && ended === 'stopped') return `No violation in ${testedOf(run)}`;
  if (outcome === 'valid' && workloadOf(plan).judge.model === undefined) return 'Valid';
  return outcomeTitles[outcome];
}

/** What a picture of the run says below: what was tested, and what came out, or how far the test was. */
export function pictureCaption(run: RunSummary) {
  const title = [...runTitle(run), run.plan.name, run.id].join(' · ');
  const { outcome } = run;
  if (!outcome) return { title, verdict: `Not judged yet: ${phaseWords[run.phase]}.` };
  return { title, verdict: `${outcomeTitle({ ...run, outcome })}. ${run.sentence ?? ''}`.trim() };
}

/** The cells of an experiment's table in words and numbers, the same on the page, under a link and in a terminal. */
import type { ExperimentSummary } from '../protocol/experiment';
import type { OutcomeName } from '../protocol/run';
import type { ServedMeasure } from '../protocol/run-measures';
import { type ExperimentCell, endedIn, experimentTally, outcomesFromWorst, runCount } from './experiment-cell';

/** What is not known, or does not apply. */
export const dash = '–';

/** What became of a run, within a sentence. */
export const outcomeWords: Readonly<Record<OutcomeName, string>> = {
  valid: 'valid',
  weak: 'valid, but weak',
  invalid: 'invalid',
  unknown: 'unknown',
  error: 'test error',
  aborted: 'aborted',
};

/** `6 reads × 2 faults, 5 times each`, `6 reads, until the first violation, 20 times at most` */
export function axisSizes({ axes, repeats, until }: Pick<ExperimentSummary, 'axes' | 'repeats' | 'until'>): string {
  const sizes = axes.map(({ name, values }) => `${values.length} ${name}`).join(' × ');
  const times = until ? `until the first violation, ${repeats} times at most` : `${repeats} times each`;
  return [sizes, repeats === 1 ? '' : times].filter(Boolean).join(', ');
}

/** `6 reads × 2 faults, 5 times each: 60 runs` */
export function sizeWords(experiment: ExperimentSummary): string {
  const count = runCount(experiment);
  const made = axisSizes(experiment);
  const runs = count === 1 ? '1 run' : `${count} runs`;
  return made === '' ? runs : `${made}: ${runs}`;
}

/** `7 of 12 runs over: 2 invalid, 5 valid` */
export function progressWords(experiment: ExperimentSummary): string {
  const tally = experimentTally(experiment);
  const counted = outcomesFromWorst
    .filter((outcome) => tally[outcome] > 0)
    .map((outcome) => `${tally[outcome]} ${outcomeWords[outcome]}`);
  return `${endedIn(tally)} of ${runCount(experiment)} runs over${counted.length > 0 ? `: ${counted.join(', ')}` : ''}`;
}

/** `valid` of a single run; of several `3 of 5 invalid, 2 valid`; `not run` where nothing was or will be. */
export function verdictWords(cell: ExperimentCell, isGoingOn: boolean): string {
  const ended = outcomesFromWorst.filter((outcome) => cell.tally[outcome] > 0);
  const count = ended.reduce((sum, outcome) => sum + cell.tally[outcome], cell.underWay + cell.toCome);
  const parts = ended.map((outcome) => ({ word: outcomeWords[outcome], of: cell.tally[outcome] }));
  const waiting = [
    { word: 'under way', of: cell.underWay },
    { word: isGoingOn ? 'to come' : 'not run', of: cell.toCome },
  ].filter(({ of }) => of > 0);
  const [first, ...rest] = [...parts, ...waiting];
  if (first === undefined) return dash;
  if (count === 1) return first.word;
  return [`${first.of} of ${count} ${first.word}`, ...rest.map(({ word, of }) => `${of} ${word}`)].join(', ');
}

/** `at 12.4 s` or `none` of a single run; of several `in none of 5`, or `in 3 of 5 runs, at 41 s on average`. */
export function violationWords({ violations: { found, judged, firstAt, meanAt } }: ExperimentCell): string {
  if (judged === 0) return dash;
  if (found === 0) return judged === 1 ? 'none' : `in none of ${judged}`;
  if (judged > 1) {
    const at = meanAt === undefined ? '' : `, at ${(meanAt / 1e9).toFixed(1)} s${found === 1 ? '' : ' on average'}`;
    return `in ${found} of ${judged} runs${at}`;
  }
  return firstAt === undefined ? 'found' : `at ${(firstAt / 1e9).toFixed(1)} s`;
}

export function countWords(count: number | undefined): string {
  return count === undefined ? dash : count.toLocaleString('en-GB');
}

/** Of those that were not refused, which says nothing of whether the system serves; undefined where none is left. */
export function servedShare({ invoked, served, refused = 0 }: ServedMeasure): number | undefined {
  const wanted = invoked - refused;
  return wanted === 0 ? undefined : served / wanted;
}

export function shareWords(measure: ServedMeasure | undefined): string {
  return percentWords(measure && servedShare(measure));
}

/** `97 %`; a share that is not all is never written as all, nor one that is not nothing as nothing. */
export function percentWords(share: number | undefined): string {
  if (share === undefined) return dash;
  const percent = 100 * share;
  return share === 0 || share === 1 ? `${percent} %` : `${Math.min(99, Math.max(1, Math.round(percent)))} %`;
}

/** `870 µs`, `3.2 ms`, `1.4 s`: two digits are as much as a quantile is worth. */
export function latencyWords(nanos: number | undefined): string {
  if (nanos === undefined) return dash;
  const units: readonly (readonly [number, string])[] = [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ];
  const [size, unit] = units.find(([least]) => nanos >= least) ?? [1, 'ns'];
  const value = nanos / size;
  return `${value >= 10 ? Math.round(value) : Number(value.toFixed(1))} ${unit}`;
}

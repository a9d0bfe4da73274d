/** Runs side by side in numbers and words: what a table of them says, and what changed from one to another. */
import { formatDuration } from '../base/words';
import { comparedPlans } from '../plan/compared';
import { isImported } from '../plan/imported-plan';
import { secondsWords } from '../plan/words';
import type { RunSummary } from '../protocol/run';
import type { ServedMeasure } from '../protocol/run-measures';
import { outcomeTitle, phaseWords, systemTitleOf, violationTitle } from './run-words';

export interface ComparedFact {
  readonly title: string;
  /** One for each run; undefined where it is not known. */
  readonly values: readonly (string | undefined)[];
}

type FactOf = (run: RunSummary) => string | undefined;

const facts: readonly (readonly [title: string, of: FactOf])[] = [
  [
    'First violation',
    ({ headline, violationTime }) =>
      violationTime === undefined ? undefined : `${headline ?? 'Invalid'}, ${violationTitle(violationTime)}`,
  ],
  ['System', ({ plan }) => systemTitleOf(plan.system.name)],
  ['Version of the system', ({ systemVersion }) => systemVersion],
  ['Tested for', ({ testedNanos }) => (testedNanos === undefined ? undefined : secondsWords(testedNanos / 1e9))],
  [
    'Operations ok, failed, unknown',
    ({ measures }) =>
      measures && [measures.ok, measures.fail, measures.info].map((count) => count.toLocaleString('en-GB')).join(', '),
  ],
  ['Succeeded a second', rateOf],
  ['Latency p50', ({ measures }) => measures?.latency && formatDuration(measures.latency.p50)],
  ['Latency p95', ({ measures }) => measures?.latency && formatDuration(measures.latency.p95)],
  ['Latency p99', ({ measures }) => measures?.latency && formatDuration(measures.latency.p99)],
  ['Reads served under faults', ({ measures }) => servedWords(measures?.underFaults?.reads)],
  ['Updates served under faults', ({ measures }) => servedWords(measures?.underFaults?.updates)],
];

/** Facts that at least one of the runs has. */
export function comparedFacts(runs: readonly RunSummary[]): readonly ComparedFact[] {
  return facts
    .map(([title, of]) => ({ title, values: runs.map(of) }))
    .filter(({ values }) => values.some((value) => value !== undefined));
}

export interface Change {
  readonly title: string;
  /** Undefined where one of the two has nothing of the kind. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What is not the same, the verdict and the versions first, then the plan, then the numbers; the seed alone changes nothing. */
export function changesBetween(before: RunSummary, after: RunSummary): readonly Change[] {
  const both = [before, after];
  const verdict = { title: 'Verdict', values: both.map(verdictTitle) };
  const [causes, numbers] = [new Set(['First violation', 'System', 'Version of the system']), comparedFacts(both)];
  const plans = comparedPlans(both.map(({ plan }) => plan)).filter(({ path }) => path !== 'seed');
  return [
    verdict,
    ...numbers.filter(({ title }) => causes.has(title)),
    ...plans.map(({ title, values }) => ({ title: `Plan: ${title}`, values })),
    ...numbers.filter(({ title }) => !causes.has(title)),
  ].flatMap(({ title, values: [was, is] }) => (was === is ? [] : [{ title, before: was, after: is }]));
}

export function verdictTitle(run: RunSummary): string {
  const { outcome } = run;
  return outcome === undefined ? phaseWords[run.phase] : outcomeTitle({ ...run, outcome });
}

function rateOf({ plan, measures, testedNanos = 0 }: RunSummary): string | undefined {
  if (!measures || testedNanos <= 0 || isImported(plan)) return undefined;
  const rate = measures.ok / (testedNanos / 1e9);
  return rate >= 100 ? Math.round(rate).toLocaleString('en-GB') : String(Number(rate.toPrecision(2)));
}

function servedWords(served: ServedMeasure | undefined): string | undefined {
  if (!served) return undefined;
  const refused = served.refused ? `, ${served.refused.toLocaleString('en-GB')} refused` : '';
  return `${served.served.toLocaleString('en-GB')} of ${served.invoked.toLocaleString('en-GB')}${refused}`;
}

/** Runs side by side in numbers and words: what a table of them says, and what changed from one to another. */
import { comparedPlans } from '../plan/compared';
import { isImported } from '../plan/imported-plan';
import { secondsWords } from '../plan/words';
import type { RunSummary } from '../protocol/run';
import type { Latency, ServedMeasure, UnderFaults } from '../protocol/run-measures';
import { countWords, latencyWords, servedShare } from './experiment-words';
import { outcomeTitle } from './outcome-title';
import { clewWords, phaseWords, systemTitleOf } from './run-words';

export interface ComparedFact {
  readonly title: string;
  /** One for each run; undefined where it is not known. */
  readonly values: readonly (string | undefined)[];
}

interface Fact {
  readonly title: string;
  readonly of: (run: RunSummary) => string | undefined;
  /** Of a number: two that are close are the same to a person. A fact without it is the same or it is not. */
  readonly amount?: (run: RunSummary) => number | undefined;
  /** What is no change of its own: how many operations there were follows from how long and how fast. */
  readonly isCount?: true;
}

const facts: readonly Fact[] = [
  {
    title: 'First violation',
    of: ({ headline = 'Invalid', violationTime }) =>
      violationTime === undefined ? undefined : `${headline}, at ${(violationTime / 1e9).toFixed(3)} s`,
  },
  { title: 'System', of: ({ plan }) => systemTitleOf(plan.system.name) },
  { title: 'Version of the system', of: ({ systemVersion }) => systemVersion },
  { title: 'Run by', of: ({ clew }) => clew && clewWords(clew) },
  { title: 'Faults made by hand', of: ({ faults }) => countOf(faults.filter(({ isByHand }) => isByHand).length) },
  {
    title: 'Tested for',
    of: ({ testedNanos }) => (testedNanos === undefined ? undefined : secondsWords(testedNanos / 1e9)),
    amount: ({ testedNanos }) => testedNanos,
  },
  {
    title: 'Operations ok, failed, unknown',
    of: ({ measures }) => measures && [measures.ok, measures.fail, measures.info].map(countWords).join(', '),
    isCount: true,
  },
  { title: 'Succeeded a second', of: (run) => rateWords(rateOf(run)), amount: rateOf },
  latencyFact('p50'),
  latencyFact('p95'),
  latencyFact('p99'),
  servedFact('Reads served under faults', 'reads'),
  servedFact('Updates served under faults', 'updates'),
];

/** What is not there is no fact. */
function countOf(count: number): string | undefined {
  return count === 0 ? undefined : String(count);
}

function latencyFact(quantile: keyof Latency): Fact {
  const amount = ({ measures }: RunSummary) => measures?.latency?.[quantile];
  const of = (run: RunSummary) => {
    const nanos = amount(run);
    return nanos === undefined ? undefined : latencyWords(nanos);
  };
  return { title: `Latency ${quantile}`, of, amount };
}

function servedFact(title: string, kind: keyof UnderFaults): Fact {
  const of = ({ measures }: RunSummary) => measures?.underFaults?.[kind];
  const amount = (run: RunSummary) => {
    const served = of(run);
    return served && servedShare(served);
  };
  return { title, of: (run) => servedWords(of(run)), amount };
}

/** Facts that at least one of the runs has. */
export function comparedFacts(runs: readonly RunSummary[]): readonly ComparedFact[] {
  return facts
    .map(({ title, of }) => ({ title, values: runs.map(of) }))
    .filter(({ values }) => values.some((value) => value !== undefined));
}

export interface Change {
  readonly title: string;
  /** Undefined where one of the two has nothing of the kind. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Numbers that are this much apart are told; what is closer, a repeat of the same test differs by. */
const toldShare = 0.1;

/**
 * What is not the same: the verdict, the system and its version, then the plan, then numbers that are more than a tenth apart.
 * Another seed alone is no change.
 */
export function changesBetween(before: RunSummary, after: RunSummary): readonly Change[] {
  const both = [before, after];
  const changed = facts.filter(({ isCount, amount, of }) => {
    if (isCount) return false;
    const [was, is] = both.map((run) => amount?.(run));
    return was === undefined || is === undefined
      ? of(before) !== of(after)
      : Math.abs(is - was) > toldShare * Math.max(Math.abs(was), Math.abs(is));
  });
  const rowOf = ({ title, of }: Fact) => ({ title, values: both.map(of) });
  const plans = comparedPlans(both.map(({ plan }) => plan)).filter(({ path, isSame }) => path !== 'seed' && !isSame);
  const [was, is] = both.map(verdictTitle);
  return [
    ...(was === is ? [] : [{ title: 'Verdict', values: [was, is] }]),
    ...changed.filter(({ amount }) => !amount).map(rowOf),
    ...plans.map(({ title, values }) => ({ title: `Plan: ${title}`, values })),
    ...changed.filter(({ amount }) => amount).map(rowOf),
  ].map(({ title, values }) => ({ title, before: values[0], after: values[1] }));
}

export function verdictTitle(run: RunSummary): string {
  const { outcome } = run;
  return outcome === undefined ? phaseWords[run.phase] : outcomeTitle({ ...run, outcome });
}

/** Operations that succeeded, a second. */
function rateOf({ plan, measures, testedNanos = 0 }: RunSummary): number | undefined {
  if (!measures || testedNanos <= 0 || isImported(plan)) return undefined;
  return measures.ok / (testedNanos / 1e9);
}

function rateWords(rate: number | undefined): string | undefined {
  if (rate === undefined) return undefined;
  return rate >= 100 ? Math.round(rate).toLocaleString('en-GB') : String(Number(rate.toPrecision(2)));
}

function servedWords(served: ServedMeasure | undefined): string | undefined {
  if (!served) return undefined;
  const refused = served.refused ? `, ${countWords(served.refused)} refused` : '';
  return `${countWords(served.served)} of ${countWords(served.invoked)}${refused}`;
}

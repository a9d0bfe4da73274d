/**
 * What a table of an experiment says of one combination, whatever shows the table. With repeats a cell speaks of several
 * runs:
 *
 *     verdict        how many ended how, the worst first
 *     violations     runs that were refuted, of those that were decided; a single one says when
 *     ok             operations that succeeded, of all its runs together
 *     availability   see run-measures.ts; of all its runs together
 *     latency        the median of what its runs have; a quantile of quantiles would be none
 */
import { quantile } from '../base/quantile';
import type { ExperimentRun, ExperimentSlot, ExperimentSummary, Tally } from '../protocol/experiment';
import type { OutcomeName } from '../protocol/run';
import type { Latency, RunMeasures, ServedMeasure, UnderFaults } from '../protocol/run-measures';

export interface ExperimentCell {
  /** By what they ended with. */
  readonly tally: Tally;
  /** Runs that go on now, and those that have not begun. */
  readonly underWay: number;
  readonly toCome: number;
  readonly violations: {
    readonly found: number;
    readonly judged: number;
    /** Nanoseconds since the start of its run; of the earliest, and on average. */
    readonly firstAt?: number | undefined;
    readonly meanAt?: number | undefined;
  };
  /** Undefined where no run was measured. */
  readonly ok: number | undefined;
  readonly underFaults: UnderFaults | undefined;
  readonly latency: Latency | undefined;
}

/** From the worst: what speaks against the system, what is our own failure, what says nothing, what speaks for it. */
export const outcomesFromWorst = [
  'invalid',
  'error',
  'aborted',
  'unknown',
  'weak',
  'valid',
] as const satisfies readonly OutcomeName[];

const noOutcomes: Tally = { valid: 0, weak: 0, invalid: 0, unknown: 0, error: 0, aborted: 0 };

export function tallyOf(outcomes: Iterable<OutcomeName | undefined>): Tally {
  const tally = { ...noOutcomes };
  for (const outcome of outcomes) if (outcome) tally[outcome]++;
  return tally;
}

export function cellOf(slots: readonly ExperimentSlot[]): ExperimentCell {
  const runs = slots.flatMap(({ run }) => (run ? [run] : []));
  const tally = tallyOf(runs.map(({ outcome }) => outcome));
  const measures = runs.flatMap((run) => (run.measures ? [run.measures] : []));
  const refuted = runs.filter(isRefuted);
  const times = refuted.flatMap(({ violationTime }) => (violationTime === undefined ? [] : [violationTime]));
  const judged = runs.filter((run) => refuted.includes(run) || isJudged(run.outcome));
  return {
    tally,
    underWay: runs.filter(({ outcome }) => outcome === undefined).length,
    toCome: slots.length - runs.length,
    violations: {
      found: refuted.length,
      judged: judged.length,
      firstAt: times.length === 0 ? undefined : Math.min(...times),
      meanAt: times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0) / times.length,
    },
    ok: measures.length === 0 ? undefined : measures.reduce((sum, { ok }) => sum + ok, 0),
    underFaults: pooled(measures),
    latency: medianLatency(measures),
  };
}

/** Also before it is judged. */
export function isRefuted({ outcome, violationTime }: Pick<ExperimentRun, 'outcome' | 'violationTime'>): boolean {
  return outcome === 'invalid' || violationTime !== undefined;
}

/** What nobody could decide had no violation that anyone knows of, which is not to have none. */
function isJudged(outcome: OutcomeName | undefined): boolean {
  return outcome === 'valid' || outcome === 'weak';
}

/** Of the whole experiment. */
export function experimentTally({ combinations }: Pick<ExperimentSummary, 'combinations'>): Tally {
  return tallyOf(combinations.flatMap(({ slots }) => slots.map(({ run }) => run?.outcome)));
}

/** Those that were made or still may be. */
export function runCount({ combinations }: Pick<ExperimentSummary, 'combinations'>): number {
  return combinations.reduce((sum, { slots }) => sum + slots.length, 0);
}

/** How many runs are over. */
export function endedIn(tally: Tally): number {
  return outcomesFromWorst.reduce((sum, outcome) => sum + tally[outcome], 0);
}

/** A run in set-up may take as long again; one that is late is about to end. */
const minLeftSeconds = 1;

/** How long what is left will take, about; nothing of an experiment that does not go on. */
export function remainingSeconds({ state, combinations }: ExperimentSummary, nowMs: number): number {
  if (state !== 'going-on') return 0;
  return combinations
    .flatMap(({ slots }) => slots)
    .reduce((sum, { run, expectedSeconds }) => {
      if (run?.outcome !== undefined) return sum;
      if (run?.startedAt === undefined) return sum + expectedSeconds;
      return sum + Math.max(minLeftSeconds, expectedSeconds - (nowMs - run.startedAt) / 1000);
    }, 0);
}

/** The places, among all plans in their order, of what did not begin or did not come to an end, and is still wanted. */
export function placesLeft({ combinations, repeats, until }: ExperimentSummary): readonly number[] {
  return combinations.flatMap(({ slots }, combination) => {
    if (until && slots.some(({ run }) => run && isRefuted(run))) return [];
    const isLeft = ({ run }: ExperimentSlot) => run === undefined || run.outcome === 'aborted';
    return slots.flatMap((slot, repeat) => (isLeft(slot) ? [combination * repeats + repeat] : []));
  });
}

function pooled(measures: readonly RunMeasures[]): UnderFaults | undefined {
  const faulty = measures.flatMap(({ underFaults }) => (underFaults ? [underFaults] : []));
  if (faulty.length === 0) return undefined;
  const sum = (of: (each: UnderFaults) => ServedMeasure) => {
    const each = faulty.map(of);
    const total = (count: (measure: ServedMeasure) => number) => each.reduce((all, measure) => all + count(measure), 0);
    return {
      invoked: total(({ invoked }) => invoked),
      served: total(({ served }) => served),
      // Runs of older versions did not tell refused operations from served ones.
      ...(each.every(({ refused }) => refused !== undefined) ? { refused: total(({ refused = 0 }) => refused) } : {}),
    };
  };
  return { reads: sum((each) => each.reads), updates: sum((each) => each.updates) };
}

function medianLatency(measures: readonly RunMeasures[]): Latency | undefined {
  const latencies = measures.flatMap(({ latency }) => (latency ? [latency] : []));
  if (latencies.length === 0) return undefined;
  const median = (of: (latency: Latency) => number) => quantile(Float64Array.from(latencies, of).sort(), 0.5);
  return { p50: median(({ p50 }) => p50), p95: median(({ p95 }) => p95), p99: median(({ p99 }) => p99) };
}

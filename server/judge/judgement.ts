/** A run is judged by the checkers of its workload, one after the other, each within limits of its own. */
import { checkerOf } from '@/lib/checker/about';
import type { CheckLimits, StopCause } from '@/lib/checker/core/budget';
import { stoppedFinding } from '@/lib/checker/core/compose';
import type { Finding } from '@/lib/checker/core/finding';
import type { CheckerName } from '@/lib/checker/names';
import type { OpSequence } from '@/lib/history/op';
import type { RunPlan } from '@/lib/plan/plan';
import { workloadOf } from '@/lib/plan/workload';
import type { Judgement } from '@/lib/protocol/entry';
import { verdictIn } from '@/lib/protocol/judgement';
import type { RunMeasures } from '@/lib/protocol/run-measures';
import { judgementSentence } from '@/lib/report/sentence';

/** Those that judge a run, in the order in which they are shown. */
export function checkersOf(plan: RunPlan): readonly CheckerName[] {
  const { model, checkers } = workloadOf(plan).judge;
  const asked = model === undefined ? [] : (['linearizability'] as const);
  return [...new Set([...asked, ...checkers, ...plan.checker.extra])];
}

/** In which they have their turn: those that pass over the history come first, so that no search keeps them waiting. */
export function turnsOf(checkers: readonly CheckerName[]): readonly CheckerName[] {
  const searches = checkers.filter(isSearch);
  return [...checkers.filter((name) => !searches.includes(name)), ...searches];
}

/** A pass over ten million operations takes a few seconds; one that takes longer than this goes round in circles. */
const defaultMinPassMs = 20_000;

/** The next run waits for its cluster as long as an explanation takes. */
const maxExplainMs = 30_000;

/** An explanation has a budget of its own, which begins when all is decided. */
export function explainLimits(limits: CheckLimits): CheckLimits {
  return { ...limits, timeLimitMs: Math.min(limits.timeLimitMs, maxExplainMs) };
}

/** The limit of time is one for all searches: each gets an equal share of what is left. */
export class Shares {
  readonly #limits: CheckLimits;
  readonly #minPassMs: number;
  #leftMs: number;
  #searches: number;

  constructor(checkers: readonly CheckerName[], limits: CheckLimits, minPassMs = defaultMinPassMs) {
    this.#limits = limits;
    this.#minPassMs = minPassMs;
    this.#leftMs = limits.timeLimitMs;
    this.#searches = checkers.filter(isSearch).length;
  }

  limitsOf(name: CheckerName): CheckLimits {
    if (!isSearch(name)) return { ...this.#limits, timeLimitMs: Math.max(this.#minPassMs, this.#limits.timeLimitMs) };
    // At least 1 ms, so that the check itself reports that time ran out.
    return { ...this.#limits, timeLimitMs: Math.max(1, this.#leftMs / this.#searches) };
  }

  spent(name: CheckerName, ms: number): void {
    if (!isSearch(name)) return;
    this.#leftMs -= ms;
    this.#searches--;
  }
}

function isSearch(name: CheckerName): boolean {
  return checkerOf(name)?.isSearch === true;
}

/** The finding of a check that was ended from outside, made of what was known of it before it began. */
export function endedFinding(unfinished: Finding, cause: StopCause): Finding {
  return unfinished.details === undefined ? stoppedFinding(unfinished.checker, cause) : { ...unfinished, cause };
}

/** @param history empty where it is not at hand: then a counterexample has no more words than its finding */
export function judgementOf(
  plan: RunPlan,
  history: OpSequence,
  findings: readonly Finding[],
  measures: RunMeasures | undefined,
): Judgement {
  const order = checkersOf(plan) as readonly string[];
  const inOrder = [...findings].sort((a, b) => order.indexOf(a.checker) - order.indexOf(b.checker));
  const isWithoutHistory = history.length === 0 && verdictIn({ findings: inOrder })?.valid === false;
  const refuted = isWithoutHistory && inOrder.find(({ checker }) => checker === 'linearizability');
  const sentence = refuted ? refuted.sentence : judgementSentence(plan, history, { findings: inOrder });
  return { findings: inOrder, sentence, ...(measures === undefined ? {} : { measures }) };
}

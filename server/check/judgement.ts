/** What is said of a finished run by whoever has its history before them. */
import type { CheckerContext } from '@/lib/checker/checker';
import { type CheckerReport, runChecker } from '@/lib/checker/registry';
import type { Verdict } from '@/lib/checker/verdict';
import type { History } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import type { Judgement } from '@/lib/protocol/entry';
import type { RunMeasures } from '@/lib/report/run-measures';
import { outcomeSentence } from '@/lib/report/sentence';
import { workloadOf } from '@/lib/workload/registry';

/** The checkers beside linearizability, in the order of the workload. Each is a pass or two over the history. */
export function otherChecks(plan: Plan, history: History, context: CheckerContext): readonly CheckerReport[] {
  return workloadOf(plan).checkers.map((name) => runChecker(name, history, context));
}

/** What is known of a run before its check. */
export interface Prepared {
  readonly checks: readonly CheckerReport[];
  readonly measures: RunMeasures | undefined;
}

/** An order of more operations than this is followed by nobody, and every page of the run would wait for its numbers. */
const longestOrder = 100_000;

export function judgementOf(plan: Plan, history: History, verdict: Verdict, { checks, measures }: Prepared): Judgement {
  const isLong = verdict.valid === true && verdict.linearization.length > longestOrder;
  return {
    verdict: isLong ? { ...verdict, linearization: [] } : verdict,
    checks,
    sentence: outcomeSentence(plan, history, { kind: 'verdict', verdict, checks }),
    ...(measures === undefined ? {} : { measures }),
  };
}

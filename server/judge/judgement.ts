/** What is said of a finished run by whoever has its history before them. */
import { faultNouns } from '@/lib/catalog/faults/appearance';
import type { CheckerContext } from '@/lib/checker/core/checker';
import type { UnknownVerdict, Verdict } from '@/lib/checker/linearizable/verdict';
import { type CheckerReport, runChecker } from '@/lib/checker/registry';
import type { History } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import { workloadOf } from '@/lib/plan/workload';
import type { Judgement } from '@/lib/protocol/entry';
import type { RunMeasures } from '@/lib/protocol/run-measures';
import { outcomeSentence } from '@/lib/report/sentence';

/** The checkers beside linearizability, in the order of the workload. Each is a pass or two over the history. */
export function otherChecks(plan: Plan, history: History, context: CheckerContext): readonly CheckerReport[] {
  const { judge, operations } = workloadOf(plan);
  return judge.checkers.map((name) => runChecker(name, history, { ...context, operations, faultNouns }));
}

/** What is known of a run before its check. */
export interface Prepared {
  readonly checks: readonly CheckerReport[];
  readonly measures: RunMeasures | undefined;
}

/** Of a check that ended before the checkers had their turn. */
export function unmadeChecks(plan: Plan, cause: UnknownVerdict['cause']): readonly CheckerReport[] {
  const reasons = {
    time: 'the limit of time was met',
    memory: 'the limit of memory was met',
    cancelled: 'it was cancelled',
  };
  const error = reasons[cause];
  const sentence = `It could not be checked: ${error}.`;
  return workloadOf(plan).judge.checkers.map((checker) => ({
    checker,
    valid: 'unknown',
    sentence,
    isNoteworthy: true,
    error,
  }));
}

/** An order of more operations than this is followed by nobody, and every page of the run would wait for its numbers. */
const longestOrder = 100_000;

export function judgementOf(
  plan: Plan,
  history: History,
  verdict: Verdict | undefined,
  { checks, measures }: Prepared,
): Judgement {
  const isLong = verdict?.valid === true && verdict.linearization.length > longestOrder;
  const judged = verdict && { verdict: isLong ? { ...verdict, linearization: [] } : verdict };
  return {
    ...judged,
    checks,
    sentence: outcomeSentence(plan, history, { kind: 'verdict', ...judged, checks }),
    ...(measures === undefined ? {} : { measures }),
  };
}

/** Judges in this thread and without limits, as the worker does in its own. */
import { faultNouns } from '@/lib/catalog/faults/appearance';
import { unlimitedBudget } from '@/lib/checker/core/checked.fixture';
import { resultOf } from '@/lib/checker/linearizable/finding';
import type { Verdict } from '@/lib/checker/linearizable/verdict';
import { runChecker } from '@/lib/checker/registry';
import type { History } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import { workloadOf } from '@/lib/plan/workload';
import type { Judgement } from '@/lib/protocol/entry';
import { measuresOf } from '@/lib/protocol/measured-run';
import { checkersOf, judgementOf } from './judgement';
import type { CollectedLogs } from './messages';

export function judgedHistory(plan: Plan, history: History, logs: CollectedLogs, verdict: Verdict): Judgement {
  const { operations } = workloadOf(plan);
  const others = checkersOf(plan).filter((name) => name !== 'linearizability');
  const findings = [
    { checker: 'linearizability', ...resultOf(verdict) },
    ...others.map((name) =>
      runChecker(name, history, { ...logs, operations, faultNouns, hasEveryFault: true }, unlimitedBudget()),
    ),
  ];
  return judgementOf(plan, history, findings, measuresOf(history, operations, plan));
}

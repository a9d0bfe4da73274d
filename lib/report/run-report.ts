/** The text report of a run, judged by the model of its plan. */
import type { Finding } from '../checker/core/finding';
import type { History } from '../history/op';
import type { RunPlan } from '../plan/plan';
import { modelOfVerdict } from '../plan/workload';
import type { Judgement } from '../protocol/entry';
import { otherFindings, verdictIn } from '../protocol/judgement';
import { checkLines } from './check-lines';
import { reportText } from './report';

/** Ends in a line end. Nothing where the verdict names a model that this program does not have. */
export function runReport(plan: RunPlan, history: History, judgement: Judgement): string | undefined {
  const verdict = verdictIn(judgement);
  const checks = verdict ? otherFindings(judgement) : judgement.findings;
  if (verdict === undefined) return `${checksReport(history, checks)}\n`;
  const model = modelOfVerdict(plan, verdict);
  return model && `${reportText(history, verdict, model, checks)}\n`;
}

/** Where linearizability is not asked, the checks are all there is. */
function checksReport(history: History, checks: readonly Finding[]): string {
  const told = checkLines(checks);
  return told.length === 0
    ? `${history.length} element history, checks valid. :D`
    : [`${history.length} element history, judged by its checks:`, ...told].join('\n');
}

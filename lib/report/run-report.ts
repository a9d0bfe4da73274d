/** The text report of a run, judged by the model of its plan. */
import type { History } from '../history/op';
import { findModel } from '../model/registry';
import type { Plan } from '../plan/plan';
import type { Judgement } from '../protocol/entry';
import { workloadOf } from '../workload/registry';
import { reportText } from './report';

/** Ends in a line end. Nothing where the verdict names a model that this program does not have. */
export function runReport(plan: Plan, history: History, { verdict, checks }: Judgement): string | undefined {
  const model = findModel(verdict.model, workloadOf(plan).initial);
  return model && `${reportText(history, verdict, model, checks)}\n`;
}

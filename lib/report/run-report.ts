/** The text report of a run, judged by the model of its plan. */

import { formatTime } from '../base/words';
import type { Finding } from '../checker/core/finding';
import type { History } from '../history/op';
import type { RunPlan } from '../plan/plan';
import { modelOfVerdict } from '../plan/workload';
import type { Bookmark } from '../protocol/bookmark';
import type { Judgement } from '../protocol/entry';
import { otherFindings, verdictIn } from '../protocol/judgement';
import type { RunSummary } from '../protocol/run';
import { checkLines } from './check-lines';
import { reportText } from './report';
import { clewWords } from './run-words';

/** Ends in a line end. Nothing where the verdict names a model that this program does not have. */
export function runReport(run: ReportedRun, history: History, judgement: Judgement): string | undefined {
  const text = judgementReport(run.plan, history, judgement);
  return text && [text, ...bookmarkLines(run.label?.bookmarks ?? []), ...clewLines(run)].join('');
}

type ReportedRun = Pick<RunSummary, 'plan' | 'clew' | 'label'>;

/** `5.730 s  op 131  the write that is lost` */
function bookmarkLines(bookmarks: readonly Bookmark[]): readonly string[] {
  if (bookmarks.length === 0) return [];
  const lines = bookmarks.map(({ at, operation, text }) =>
    [formatTime(at, 1e9), ...(operation === undefined ? [] : [`op ${operation}`]), text.replaceAll('\n', ' ')]
      .join('  ')
      .trimEnd(),
  );
  return ['\nBookmarks\n', ...lines.map((line) => `${line}\n`)];
}

function clewLines({ clew }: ReportedRun): readonly string[] {
  return clew ? [`\nRun by ${clewWords(clew)}\n`] : [];
}

function judgementReport(plan: RunPlan, history: History, judgement: Judgement): string | undefined {
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

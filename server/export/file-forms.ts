/** Every file that can be made of a run: what can be taken along, and the report. */
import type { Op } from '@/lib/history/op';
import { type Entry, isOp, type Judgement } from '@/lib/protocol/entry';
import { verdictIn } from '@/lib/protocol/judgement';
import { keyedEntries } from '@/lib/protocol/keyed-entries';
import type { RunSummary } from '@/lib/protocol/run';
import { runReport } from '@/lib/report/run-report';
import { type ExportFormat, type Pages, runExports } from './run-export';

export type FileForm = ExportFormat | 'report';

/** There is no such file of this run, and the message says why. */
export class AbsentFileError extends Error {
  override readonly name = 'AbsentFileError';
}

/** @throws ClewError or AbsentFileError before the first piece */
export async function piecesOf(form: FileForm, run: RunSummary, pages: Pages): Promise<AsyncIterable<string>> {
  return form === 'report' ? reportOf(run, pages) : runExports[form].write(run, pages);
}

async function reportOf(run: RunSummary, pages: Pages): Promise<AsyncIterable<string>> {
  const history: Op[] = [];
  let judgement: Judgement | undefined;
  for await (const page of pages) {
    for (const entry of keyedEntries(run.plan, page)) {
      if (isOp(entry)) history.push(entry);
      else judgement = judgementIn(entry) ?? judgement;
    }
  }
  if (!judgement) throw new AbsentFileError(run.sentence ?? 'this run has no verdict yet');
  const text = runReport(run.plan, history, judgement);
  if (text === undefined) throw new AbsentFileError(`there is no model ${verdictIn(judgement)?.model} any more`);
  return pieceOf(text);
}

function judgementIn(entry: Entry): Judgement | undefined {
  return !isOp(entry) && entry.type === 'outcome' && entry.outcome.kind === 'verdict' ? entry.outcome : undefined;
}

async function* pieceOf(text: string): AsyncGenerator<string> {
  yield text;
}

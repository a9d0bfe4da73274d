/** The text report of a run, which holds every op in memory while it is made. */
import type { Op } from '@/lib/history/op';
import { type Entry, isOp, type Judgement } from '@/lib/protocol/entry';
import { verdictIn } from '@/lib/protocol/judgement';
import { keyedEntries } from '@/lib/protocol/keyed-entries';
import { runReport } from '@/lib/report/run-report';
import type { RunMaterial } from './run-material';

/** There is no such file of this run, and the message says why. */
export class AbsentFileError extends Error {
  override readonly name = 'AbsentFileError';
}

/** @throws AbsentFileError */
export async function reportText({ run, pages }: RunMaterial): Promise<string> {
  const history: Op[] = [];
  let judgement: Judgement | undefined;
  for await (const page of pages()) {
    for (const entry of keyedEntries(run.plan, page)) {
      if (isOp(entry)) history.push(entry);
      else judgement = judgementIn(entry) ?? judgement;
    }
  }
  if (!judgement) throw new AbsentFileError(run.sentence ?? 'this run has no verdict yet');
  const text = runReport(run, history, judgement);
  if (text === undefined) throw new AbsentFileError(`there is no model ${verdictIn(judgement)?.model} any more`);
  return text;
}

function judgementIn(entry: Entry): Judgement | undefined {
  return !isOp(entry) && entry.type === 'outcome' && entry.outcome.kind === 'verdict' ? entry.outcome : undefined;
}

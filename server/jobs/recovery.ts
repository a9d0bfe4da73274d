/**
 * What a start makes of a run that nobody ended: it gets the end that its journal tells of, or that it was cut off; of a
 * damaged journal what is whole is kept; and one of which nothing can be made is shown as such.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { openly, worded } from '@/lib/base/wording';
import { sentenceEnd } from '@/lib/base/words';
import { isImported } from '@/lib/plan/imported-plan';
import type { Outcome } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import { outcomeName } from '@/lib/protocol/strength';
import { failureText, runFailure } from '../base/failure';
import { type JournalDamage, LiveRun, type LiveRunContext } from './live-run';

export interface RecoveryContext extends LiveRunContext {
  readonly dataDirectory: string;
  readonly log: Logger;
}

/** @throws when the database does not take even the row that says so */
export async function recoverRun(context: RecoveryContext, summary: RunSummary): Promise<void> {
  try {
    await endCutOff(context, summary);
  } catch (error) {
    const { store, lease, log } = context;
    log.error({ run: summary.id, err: error }, 'a run that the server left unfinished cannot be recovered');
    const { whole, open } = failureText(error);
    const sentenceOf = (reason: string) => `The run was cut off and could not be recovered: ${sentenceEnd(reason)}`;
    const [sentence, openSentence] = [sentenceOf(whole), sentenceOf(open)];
    const { startedAt, createdAt } = summary;
    await store.saveRun(lease, {
      ...summary,
      ...{ phase: 'done', outcome: 'error', ended: 'error', sentence, openSentence, endedAt: startedAt ?? createdAt },
    });
  }
}

async function endCutOff(context: RecoveryContext, summary: RunSummary): Promise<void> {
  const { id } = summary;
  const directory = join(context.dataDirectory, 'damaged');
  const { run, damage } = await LiveRun.recover(context, summary, async (chunk) => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(join(directory, `${id}-${chunk.from}`), chunk.bytes, { mode: 0o600 });
  });
  const reason = isImported(summary.plan) ? whileJudged : 'the server stopped while it ran';
  const outcome = damage ? damaged(damage, directory) : run.outcomeOfCrash(reason);
  // The time in which no server ran it does not count.
  await run.end(outcome, Math.round(run.lastHeardOf));
  context.log.warn({ run: id, damage }, `a run that the server left unfinished is marked as ${outcomeName(outcome)}`);
}

const whileJudged = 'the server stopped while it was judged; all of the history is here, and clew judge judges it';

function damaged({ from, reason }: JournalDamage, directory: string): Outcome {
  return {
    kind: 'error',
    failure: runFailure({
      message: worded`the server stopped while it ran, and ${reason}, from entry ${openly(from)} on`,
      cure: `the ${from} entries before are kept and shown; what lay behind is in ${directory}`,
    }),
  };
}

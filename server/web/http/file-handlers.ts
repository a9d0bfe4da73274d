/** What can be downloaded of a run: the same for operators and, under the token of a link, for viewers. */
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Op } from '@/lib/history/op';
import type { runFiles } from '@/lib/protocol/api/endpoints';
import { isOp, type Judgement } from '@/lib/protocol/entry';
import { verdictIn } from '@/lib/protocol/judgement';
import { keyedEntries } from '@/lib/protocol/keyed-entries';
import type { RunSummary } from '@/lib/protocol/run';
import { runReport } from '@/lib/report/run-report';
import { exportFileName, type RunExport, runExports } from '../../export/run-export';
import type { Runs } from '../../jobs/runs';
import { Refusal } from './refusal';

export interface TextFile {
  readonly text: string | AsyncIterable<string>;
  /** Set to have it saved under this name instead of shown. */
  readonly name?: string;
}

export type FileHandler = (run: RunSummary, params: Readonly<Record<string, string>>) => Promise<TextFile>;
export type FileName = keyof typeof runFiles;

export function fileHandlers(runs: Runs, log: Logger): Readonly<Record<FileName, FileHandler>> {
  const exported =
    (form: RunExport): FileHandler =>
    (run) =>
      exportFile(runs, log, run, form);
  return {
    jsonl: exported(runExports.jsonl),
    edn: exported(runExports.edn),
    txt: exported(runExports.txt),
    html: exported(runExports.html),
    report: (run) => reportFile(runs, run),
    log: async (run, { node = '', file = '' }) => {
      const text = await runs.readLog(run.id, node, file);
      if (text === undefined) throw new Refusal(404, `there is no log ${file} of ${node}`);
      return { text };
    },
  };
}

/** A long text goes out piece by piece, as fast as it is taken. */
export function fileResponse(context: Context, type: string, { text, name }: TextFile): Response {
  context.header('content-type', `${type}; charset=utf-8`);
  if (name !== undefined) {
    context.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}"`);
  }
  return context.body(typeof text === 'string' ? text : streamOf(text));
}

/** Makes a piece when the one before it was taken, and none after the reader has gone. */
function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

async function exportFile(runs: Runs, log: Logger, run: RunSummary, form: RunExport): Promise<TextFile> {
  if (form.isOfFinished && run.phase !== 'done') throw new Refusal(409, 'the run is not over yet');
  const pieces = await form.write(run, runs.pages(run.id));
  return { text: logged(pieces, log, run), name: exportFileName(run, form) };
}

/** The status has been sent by then, so the reader only sees the connection break off. */
async function* logged(pieces: AsyncIterable<string>, log: Logger, { id }: RunSummary): AsyncGenerator<string> {
  try {
    yield* pieces;
  } catch (error) {
    log.error({ err: error, run: id }, 'a download broke off');
    throw error;
  }
}

async function reportFile(runs: Runs, run: RunSummary): Promise<TextFile> {
  const history: Op[] = [];
  let judgement: Judgement | undefined;
  for await (const page of runs.pages(run.id)) {
    for (const entry of keyedEntries(run.plan, page)) {
      if (isOp(entry)) history.push(entry);
      else if (entry.type === 'outcome' && entry.outcome.kind === 'verdict') judgement = entry.outcome;
    }
  }
  if (!judgement) throw new Refusal(404, run.sentence ?? 'this run has no verdict yet');
  const text = runReport(run.plan, history, judgement);
  if (text === undefined) throw new Refusal(500, `there is no model ${verdictIn(judgement)?.model} any more`);
  return { text };
}

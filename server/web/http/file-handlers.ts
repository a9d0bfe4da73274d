/** What can be downloaded of a run: the same for operators and, under the token of a link, for viewers. */
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { runFiles } from '@/lib/protocol/api/endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunView } from '../../audience/run-view';
import type { Candidate } from '../../base/places';
import type { FileForm } from '../../export/file-forms';
import type { Makings } from '../../export/makings';
import { AbsentFileError } from '../../export/report-file';
import { exportFileName, type RunExport, runExports } from '../../export/run-export';
import { Pacer } from '../stream/pacer';
import { Refusal } from './refusal';

/** Pieces of 64 kB, five in a turn of five milliseconds: 64 MB a second of all downloads together. */
const piecesPerTurn = 5;

export interface TextFile {
  readonly text: string | Pieces;
  /** Set to have it saved under this name instead of shown. */
  readonly name?: string;
}

interface Pieces {
  /** Of all of them, where that is known already. */
  readonly bytes: number | undefined;
  next(): Promise<IteratorResult<Uint8Array, undefined>>;
  /** Whoever does not take all of them says so. */
  return(): Promise<unknown>;
}

export interface FileRequest extends Candidate {
  readonly params: Readonly<Record<string, string>>;
}

export type FileHandler = (view: RunView, request: FileRequest) => Promise<TextFile>;
export type FileName = keyof typeof runFiles;

export interface FileSources {
  readonly makings: Makings;
  readonly log: Logger;
}

export function fileHandlers({ makings, log }: FileSources): Readonly<Record<FileName, FileHandler>> {
  const pacer = new Pacer(piecesPerTurn);
  const made = (form: FileForm, view: RunView, { isGuest, signal }: FileRequest): Promise<Pieces> => {
    const { run, packed, packedLogs, guest } = view;
    const order = {
      form,
      run,
      isGuest,
      pages: packed,
      logs: packedLogs,
      ...(guest && { guest }),
      ...(signal && { signal }),
    };
    return refused(makings.read(order)).then((pieces) => paced(logged(pieces, log, run), pacer));
  };
  const exported =
    (name: keyof typeof runExports): FileHandler =>
    async (view, request) => {
      const { run } = view;
      const form: RunExport = runExports[name];
      if (form.isOfFinished && run.phase !== 'done') throw new Refusal(409, 'the run is not over yet');
      return { text: await made(name, view, request), name: exportFileName(run, form) };
    };
  return {
    jsonl: exported('jsonl'),
    edn: exported('edn'),
    txt: exported('txt'),
    html: exported('html'),
    zip: exported('zip'),
    report: async (view, request) => ({ text: await made('report', view, request) }),
    log: async (view, { params: { node = '', file = '' } }) => {
      const text = await view.readLog(node, file);
      if (text === undefined) throw new Refusal(404, `there is no log ${file} of ${node}`);
      return { text };
    },
  };
}

async function refused<T>(made: Promise<T>): Promise<T> {
  try {
    return await made;
  } catch (error) {
    throw error instanceof AbsentFileError ? new Refusal(404, error.message) : error;
  }
}

/** A long text goes out piece by piece, as fast as it is taken. */
export function fileResponse(context: Context, type: string, { text, name }: TextFile): Response {
  context.header('content-type', type === runExports.zip.type ? type : `${type}; charset=utf-8`);
  if (name !== undefined) {
    context.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}"`);
  }
  if (typeof text === 'string') return context.body(text);
  if (text.bytes !== undefined) context.header('content-length', String(text.bytes));
  if (context.req.method !== 'HEAD') return context.body(streamOf(text));
  void text.return();
  return context.body(null);
}

/** Asks for a piece when the one before it was taken, and for none after the reader has gone. */
function streamOf(pieces: Pieces): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The status has been sent by the time that something goes wrong, so the reader only sees the connection break off. */
function logged(pieces: Pieces, log: Logger, { id }: RunSummary): Pieces {
  return {
    bytes: pieces.bytes,
    next: () =>
      pieces.next().catch((error: unknown) => {
        log.error({ err: error, run: id }, 'a download broke off');
        throw error;
      }),
    return: () => pieces.return(),
  };
}

/** A file that was made already could be taken as fast as the thread hands it on, which then does little else. */
export function paced(pieces: Pieces, pacer: Pacer): Pieces {
  return {
    bytes: pieces.bytes,
    next: async () => {
      await pacer.turn();
      return pieces.next();
    },
    return: () => pieces.return(),
  };
}

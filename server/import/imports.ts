/**
 * Histories that are being brought. Each is read in a thread of its own, and its chunks are written under the lease of a run
 * that nobody sees; when all of it is there it becomes one, and before that every trouble removes it.
 *
 *     begin ──▶ read: pieces ─▶ thread ─▶ chunks ─▶ store ──▶ whole ──▶ a run, which is judged
 *                 └── refused, cancelled, cut off, disk full ──▶ nothing; at the latest at the next start
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import type { Json } from '@/lib/base/json';
import { bytesWords } from '@/lib/base/words';
import { lastPart } from '@/lib/history/store-files';
import type { ImportRequest, ImportStatus } from '@/lib/protocol/import';
import type { Author } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import { ClewError, failureOf } from '../base/failure';
import { unlessAborted } from '../base/within';
import { newId } from '../jobs/ids';
import type { Runs } from '../jobs/runs';
import type { Lease } from '../store/leases';
import { beginsAsZip } from './history-source';
import { type ImportNews, ImportThread } from './import-thread';
import type { ImportTask } from './messages';

/** Each has a thread, and the disk is one. */
const maxAtOnce = 4;

/** Of those that are over; a page asks for its own once more. */
const maxKept = 50;

/** A minute decides nearly every history that can be decided; a gigabyte is what a check has. */
const usualLimits = { timeLimitSeconds: 60, memoryLimitMb: 1024 };

/** A zip lies on the disk while it is read, for its directory stands at its end. */
const maxZipBytes = 8 * 2 ** 30;

export interface ImportsOptions {
  readonly runs: Runs;
  readonly dataDirectory: string;
  readonly log: Logger;
}

/** The file cannot be brought, and nothing of it was. The message names the thing, and what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** Too many at a time. */
export class BusyImportsError extends Error {
  override readonly name = 'BusyImportsError';
}

/** Where the bytes come from: a path on this machine, or whoever sends them. */
export type ImportContent =
  | { readonly path: string }
  | { readonly pieces: AsyncIterable<Uint8Array>; readonly totalBytes?: number | undefined };

interface Import {
  readonly request: ImportRequest;
  readonly by: Author;
  readonly cancel: AbortController;
  status: ImportStatus;
}

export class Imports {
  readonly #options: ImportsOptions;
  readonly #directory: string;
  readonly #imports = new Map<string, Import>();
  readonly #reading = new Set<Promise<unknown>>();

  private constructor(options: ImportsOptions) {
    this.#options = options;
    this.#directory = join(options.dataDirectory, 'imports');
  }

  /** Removes what an end without warning left of zips. */
  static async open(options: ImportsOptions): Promise<Imports> {
    const imports = new Imports(options);
    await rm(imports.#directory, { recursive: true, force: true });
    return imports;
  }

  begin(request: ImportRequest, by: Author): ImportStatus {
    const id = newId();
    const status: ImportStatus = { id, file: lastPart(request.file), state: 'waiting', bytes: 0, ops: 0 };
    this.#imports.set(id, { request, by, cancel: new AbortController(), status });
    this.#forget();
    return status;
  }

  status(id: string): ImportStatus | undefined {
    return this.#imports.get(id)?.status;
  }

  /** One that is done is a run, and stays. */
  cancel(id: string): void {
    const found = this.#imports.get(id);
    if (!found) return;
    if (found.status.state === 'waiting') this.#change(found, { state: 'cancelled' });
    found.cancel.abort(new ImportError('the import was cancelled, and nothing of it stays'));
  }

  /** @returns the run, when all of the history is in it. @throws ImportError, BusyImportsError */
  async read(id: string, content: ImportContent): Promise<RunSummary> {
    const found = this.#imports.get(id);
    if (!found) throw new ImportError('there is no such import');
    if (found.status.state !== 'waiting') throw new ImportError('this import has had its file; begin another one');
    if (this.#reading.size >= maxAtOnce) {
      throw new BusyImportsError(`${maxAtOnce} histories are being read; wait until one of them is done`);
    }
    this.#change(found, { state: 'reading' });
    const reading = this.#read(found, content);
    this.#reading.add(reading);
    try {
      const run = await reading;
      this.#change(found, { state: 'done', runId: run.id });
      return run;
    } catch (error) {
      const told = toldOf(error, found.cancel.signal);
      if (!(error instanceof ImportError)) this.#options.log.warn({ err: error }, 'an import failed');
      this.#change(found, { state: found.cancel.signal.aborted ? 'cancelled' : 'failed', message: told.message });
      throw told;
    } finally {
      this.#reading.delete(reading);
    }
  }

  /** Cancels what goes on. */
  async close(): Promise<void> {
    for (const [id, { status }] of this.#imports) if (status.state === 'reading') this.cancel(id);
    await Promise.allSettled(this.#reading);
  }

  async #read(found: Import, content: ImportContent): Promise<RunSummary> {
    if ('path' in content) return this.#record(found, content.path, undefined);
    const { first, pieces } = await peeked(content.pieces, found.cancel.signal);
    if (!first || !beginsAsZip(first)) {
      if (content.totalBytes !== undefined) this.#change(found, { totalBytes: content.totalBytes });
      return this.#record(found, undefined, pieces);
    }
    const path = join(this.#directory, `${found.status.id}.zip`);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    try {
      const file = createWriteStream(path, { mode: 0o600 });
      await pipeline(bounded(pieces), file, { signal: found.cancel.signal });
      return await this.#record(found, path, undefined);
    } finally {
      await rm(path, { force: true });
    }
  }

  async #record(
    found: Import,
    path: string | undefined,
    pieces: AsyncIterable<Uint8Array> | undefined,
  ): Promise<RunSummary> {
    const { runs } = this.#options;
    const { signal } = found.cancel;
    let lease: Lease | undefined;
    const hear = async (news: ImportNews) => {
      if (news.type === 'begun') lease = await runs.beginImport(news.run);
      else if (news.type === 'progress') {
        const { bytes, totalBytes, ops } = news.progress;
        this.#change(found, { bytes, ops, ...(totalBytes !== undefined && { totalBytes }) });
      } else if (lease) {
        await runs.appendImport(lease, { from: news.from, count: news.count, bytes: news.bytes });
      }
    };
    signal.throwIfAborted();
    const thread = await ImportThread.open(taskOf(found, path), hear);
    const stop = () => thread.fail(signal.reason);
    signal.addEventListener('abort', stop);
    try {
      // It may have been cancelled while the thread was made.
      signal.throwIfAborted();
      const end = await thread.run(pieces);
      signal.throwIfAborted();
      if (end.type === 'refused') throw new ImportError(end.message);
      if (!lease) throw new Error('an import is whole that never began');
      return await runs.finishImport(lease, end.run);
    } catch (error) {
      // Its row may just be being written.
      await thread.close();
      if (lease) await runs.dropImport(lease);
      throw error;
    } finally {
      await thread.close();
      signal.removeEventListener('abort', stop);
    }
  }

  #change(found: Import, change: Partial<ImportStatus>): void {
    found.status = { ...found.status, ...change };
  }

  /** The oldest of those that are not being read. */
  #forget(): void {
    for (const [id, { status }] of this.#imports) {
      if (this.#imports.size <= maxKept) return;
      if (status.state !== 'reading') this.#imports.delete(id);
    }
  }
}

function taskOf({ request, by, status }: Import, path: string | undefined): ImportTask {
  const { name, format = 'auto', model, initial, isByKey, checkers, order, ignored, fields, functions } = request;
  const { timeLimitSeconds = usualLimits.timeLimitSeconds, memoryLimitMb = usualLimits.memoryLimitMb } = request;
  return {
    run: { id: newId(), createdAt: Date.now(), launchedBy: by },
    name,
    file: status.file,
    path,
    format,
    reading: {
      ...(ignored && { ignored: new Set(ignored) }),
      ...(fields && { fields: new Map(fields.map(({ theirs, ours }) => [theirs, ours])) }),
      ...(functions && { functions: new Map(functions.map(({ theirs, ours }) => [theirs, ours])) }),
      ...(order && { order }),
    },
    judging: { model, initial: initial === undefined ? undefined : (JSON.parse(initial) as Json), isByKey, checkers },
    limits: { timeLimitMs: timeLimitSeconds * 1000, memoryLimitMb },
  };
}

/** The first piece, and all of them. @throws the reason of the signal, also while nothing comes */
async function peeked(pieces: AsyncIterable<Uint8Array>, signal: AbortSignal) {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await unlessAborted(signal, iterator.next());
  const all = async function* () {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  };
  return { first: first.done ? undefined : first.value, pieces: all() };
}

async function* bounded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > maxZipBytes)
      throw new ImportError(
        `the zip is larger than ${bytesWords(maxZipBytes)}; unpack it, and hand in the history in it`,
      );
    yield piece;
  }
}

/** What a person is told of anything that was thrown. */
function toldOf(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted && signal.reason instanceof ImportError) return signal.reason;
  if (error instanceof ImportError) return error;
  if (isFullDisk(error)) {
    const message = 'the disk is full, so nothing of the history was kept; make room, and bring it again';
    return new ImportError(message, { cause: error });
  }
  if (error instanceof ClewError) {
    const { message, cure } = failureOf(error);
    return new ImportError(cure === undefined ? message : `${message}; ${cure}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

function isFullDisk(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (/ENOSPC|no space left|could not extend file|disk full/i.test(cause.message)) return true;
    if ('code' in cause && (cause.code === 'ENOSPC' || cause.code === '53100')) return true;
  }
  return false;
}

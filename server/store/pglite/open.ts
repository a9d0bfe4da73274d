/**
 * The embedded PostgreSQL (PGlite) in its worker thread, seen through drizzle. It survives kill -9 and power loss: see
 * durable-files.ts.
 */
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { drizzle } from 'drizzle-orm/pg-proxy';
import { migrate } from 'drizzle-orm/pg-proxy/migrator';
import * as z from 'zod/mini';
import { BusyError } from '../../base/busy';
import { ClewError, failureOf } from '../../base/failure';
import { workerFile } from '../../base/worker-file';
import { type Database, migrationsFolder } from '../database';
import { casing } from '../schema';
import { lockDirectory } from './lock';
import type { Priority } from './request-queue';
import { copyTemplate, newestMigration } from './template';
import type { StoreReply, StoreRequest, StoreWorkerData } from './wire';

/** Between two tries to open a database that could not be opened; each takes a second of a processor. */
const reopenMs = 5_000;

/** Of rows on their way, a hundred times what it ever holds; beyond it the thread ends, and not the whole process. */
const memoryLimitMb = 1024;

/** Omit that keeps a union a union. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * Opens, or makes, the database in a directory and brings its tables up to date.
 * @param onLost told when the directory is no longer this process's own; nothing is written to it any more
 */
export async function openEmbedded(directory: string, onLost?: (error: ClewError) => void): Promise<Database> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let postgres: PostgresThread | undefined;
  const lock = await lockDirectory(directory, (cause) => {
    const error = lost(directory, cause);
    postgres?.fail(error);
    onLost?.(error);
  }).catch((error: unknown) => {
    throw error instanceof ClewError ? error : unreadable(directory, error);
  });
  try {
    await copyTemplate(join(directory, 'postgres'));
    const data = { directory: join(directory, 'postgres'), program: await compiledProgram() };
    const thread = new PostgresThread(await workerFile('store-worker'), data);
    postgres = thread;
    const at = (priority: Priority) =>
      drizzle(
        async (text, params, method) => ({
          rows: await thread.request({
            ...{ type: 'query', sql: text, params, priority },
            rowMode: method === 'all' ? 'array' : 'object',
          }),
        }),
        { casing },
      );
    const database = at('own');
    await assertNotNewer(directory, thread);
    await migrate(
      database,
      async (statements) => {
        if (statements.length === 0) return;
        await thread.request({ type: 'script', sql: `begin;\n${statements.join(';\n')};\ncommit;` });
      },
      { migrationsFolder },
    );
    return {
      sql: database,
      journal: at('journal'),
      looking: at('looking'),
      close: async () => {
        await thread.close();
        await lock.release();
      },
    };
  } catch (error) {
    await postgres?.terminate();
    await lock.release();
    if (error instanceof ClewError) throw error;
    throw unreadable(directory, error);
  }
}

declare global {
  /** Of Node, too, whose types leave it out. */
  namespace WebAssembly {
    function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
  }
}

let compiling: Promise<WebAssembly.Module> | undefined;

/** Once a process: it takes half of the work of opening a database, and the threads share what it makes. */
function compiledProgram(): Promise<WebAssembly.Module> {
  compiling ??= readFile(join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), 'pglite.wasm'))
    .then((bytes) => WebAssembly.compile(bytes))
    .catch((error: unknown) => {
      compiling = undefined;
      throw error;
    });
  return compiling;
}

/** The migrator passes over migrations that it does not know, and would open what it cannot read. */
async function assertNotNewer(directory: string, thread: PostgresThread): Promise<void> {
  const ask = async (text: string) => {
    const rows = await thread.request({ type: 'query', sql: text, params: [], rowMode: 'object', priority: 'own' });
    return z.array(z.object({ at: z.unknown() })).parse(rows)[0]?.at;
  };
  if ((await ask(`select to_regclass('drizzle.__drizzle_migrations')::text as at`)) === null) return;
  const last = await ask('select max(created_at)::float8 as at from drizzle.__drizzle_migrations');
  if (Number(last ?? 0) <= (await newestMigration())) return;
  throw new ClewError({
    message: `the data directory ${directory} was made by a newer version of Clew`,
    cure: 'use that version, or choose another directory with --data',
  });
}

/** Reads for those who look that wait for the database at a time: a second of its work. More than that is a flood. */
const maxLooking = 1_000;

const retryAfterSeconds = 2;

/** Somebody who looks is told so before they give up: no answer of the database takes as long, unless it hangs or runs out of memory. */
const lookLimitMs = 25_000;

interface Waiting {
  readonly isLooking: boolean;
  /** After which somebody who looks is not kept waiting. */
  readonly timer: NodeJS.Timeout | undefined;
  resolve(rows: unknown[]): void;
  reject(error: Error): void;
}

/**
 * Requests to the worker, each with its answer. A thread that ended, or whose database gave up, as it does where the disk
 * takes no more of its log, is replaced at the next request: what was acknowledged is in the files, and nothing else is.
 */
class PostgresThread {
  readonly #file: URL;
  readonly #data: StoreWorkerData;
  #worker: Worker | undefined;
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  /** Of those that wait. */
  #looking = 0;
  #failure: Error | undefined;
  /** Why the last one that was open ended. */
  #ended = '';
  /** Why it could not be opened, and until when that is not tried again. */
  #refusal: { readonly error: Error; readonly untilMs: number } | undefined;

  constructor(file: URL, data: StoreWorkerData) {
    this.#file = file;
    this.#data = data;
  }

  request(request: WithoutId<StoreRequest>): Promise<unknown[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#refusal && performance.now() < this.#refusal.untilMs) return Promise.reject(this.#refusal.error);
    const isLooking = request.type === 'query' && request.priority === 'looking';
    if (isLooking && this.#looking >= maxLooking) {
      return Promise.reject(new BusyError('too many look at the same time; ask again in a moment', retryAfterSeconds));
    }
    this.#worker ??= this.#begin();
    const worker = this.#worker;
    if (isLooking) this.#looking++;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new BusyError('the database does not answer now; ask again', retryAfterSeconds));
      const timer = isLooking ? setTimeout(giveUp, lookLimitMs).unref() : undefined;
      this.#waiting.set(id, { isLooking, timer, resolve, reject });
      worker.postMessage({ ...request, id });
    });
  }

  /** For good: it refuses everything from now on. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#refuseWaiting(this.#failure);
  }

  async close(): Promise<void> {
    if (this.#failure || !this.#worker) return this.terminate();
    const exited = once(this.#worker, 'exit');
    await this.request({ type: 'close' });
    await exited;
    this.fail(new Error('the database is closed'));
  }

  async terminate(): Promise<void> {
    this.fail(new Error('the database is closed'));
    await this.#worker?.terminate();
  }

  #begin(): Worker {
    const worker = new Worker(this.#file, {
      workerData: this.#data,
      resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
    });
    let isOpen = false;
    const end = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      if (isOpen) this.#ended = error.message;
      const refusal = isOpen || this.#ended === '' ? error : closed(this.#data.directory, this.#ended, error);
      this.#refusal = isOpen ? undefined : { error: refusal, untilMs: performance.now() + reopenMs };
      this.#refuseWaiting(refusal);
    };
    worker.on('message', (reply: StoreReply) => {
      this.#settle(reply);
      isOpen ||= 'rows' in reply;
      if (!('error' in reply) || !reply.error.isFatal) return;
      end(new Error(`the database gave up: ${reply.error.message}`));
      // It may be busy for ever with what it could not do.
      void worker.terminate();
    });
    worker.on('error', (error) =>
      end(new Error(`the thread of the database ended: ${error.message}`, { cause: error })),
    );
    worker.on('exit', () => end(new Error('the thread of the database ended')));
    return worker;
  }

  #refuseWaiting(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#looking = 0;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
  }

  #settle(reply: StoreReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    clearTimeout(waiting?.timer);
    if (waiting?.isLooking) this.#looking--;
    if ('rows' in reply) waiting?.resolve(reply.rows);
    else waiting?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
  }
}

function closed(directory: string, why: string, cause: Error): ClewError {
  return new ClewError(
    {
      message: `the database in ${directory} is closed (${why}), and cannot be opened again now: ${cause.message}`,
      cure: 'make room on its disk, or make it writable; it is tried again, and nothing that was kept is lost',
    },
    { cause },
  );
}

function lost(directory: string, cause: Error): ClewError {
  return new ClewError(
    {
      message: `the lock on the data directory ${directory} was lost (${cause.message}); nothing more is written to it`,
      cure: 'was this process suspended, or the directory removed? start it again',
    },
    { cause },
  );
}

function unreadable(directory: string, cause: unknown): ClewError {
  return new ClewError(
    {
      message: `the database in ${directory} cannot be opened: ${failureOf(cause).message}`,
      cure: 'choose another directory with --data, or move this one away',
    },
    { cause },
  );
}

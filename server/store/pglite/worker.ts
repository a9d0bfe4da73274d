/**
 * The thread that PGlite runs in. PostgreSQL in WebAssembly blocks its thread while it works; on the main thread it would
 * stop the clock of every client that is driving a test.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';
import { pg_trgm as trigrams } from '@electric-sql/pglite/contrib/pg_trgm';
import { present } from '@/lib/base/assert';
import { DurableFiles, durableParams } from './durable-files';
import { RequestQueue } from './request-queue';
import type { StoreError, StoreReply, StoreRequest, StoreWorkerData } from './wire';

const port = present(parentPort, 'the port to the store');
const { directory, program } = workerData as StoreWorkerData;
// Nobody else has the directory (lock.ts). A power cut can leave this file empty, and PostgreSQL would not start beside it.
const ownFile = join(directory, 'postmaster.pid');
if (statSync(ownFile, { throwIfNoEntry: false })?.size === 0) rmSync(ownFile);
const files = new DurableFiles(directory);
const database = PGlite.create({
  fs: files,
  wasmModule: program,
  // The library is searched by it. PostgreSQL brings it along, as most packages of PostgreSQL do.
  extensions: { pg_trgm: trigrams },
  // PostgreSQL's own cache beside that of the operating system, of which it takes 128 MB by itself when it starts.
  startParams: [...durableParams, '-c', 'shared_buffers=16MB'],
  // PostgreSQL takes bytes as text in hexadecimal digits. PGlite writes and reads it digit by digit, which was most of
  // the work of this thread; Node does so a hundred times faster.
  serializers: { [types.BYTEA]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
  parsers: { [types.BYTEA]: (text) => Uint8Array.from(Buffer.from(text.slice(2), 'hex')) },
});

async function rowsFor(request: StoreRequest): Promise<unknown[]> {
  const postgres = await database;
  switch (request.type) {
    case 'query': {
      const { rows } = await postgres.query(request.sql, [...request.params], { rowMode: request.rowMode });
      return rows;
    }
    case 'script':
      await postgres.exec(request.sql);
      return [];
    case 'close':
      await postgres.close();
      return [];
  }
}

async function answer(request: StoreRequest): Promise<StoreReply> {
  try {
    return { id: request.id, rows: await rowsFor(request) };
  } catch (error) {
    return { id: request.id, error: storeErrorOf(error) };
  }
}

/**
 * PostgreSQL says how bad an error is; what ends a server there leaves PGlite with its locks held, and the next statement
 * waits for them without end. What is no error of PostgreSQL at all is one of the machine under it.
 */
function storeErrorOf(error: unknown): StoreError {
  const own = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {};
  const severity = error instanceof Error && 'severity' in error ? error.severity : undefined;
  const isFatal = severity === undefined || severity === 'PANIC' || severity === 'FATAL';
  return { message: isFatal ? (files.ending ?? own) : own, ...code, isFatal };
}

const queue = new RequestQueue();
let isWorking = false;

/** What came while the database worked is in the queue before the next is chosen. */
function next(): StoreRequest | undefined {
  for (let came = receiveMessageOnPort(port); came; came = receiveMessageOnPort(port)) queue.push(came.message);
  return queue.shift();
}

async function work(): Promise<void> {
  if (isWorking) return;
  isWorking = true;
  for (let request = next(); request; request = next()) {
    const reply = await answer(request);
    port.postMessage(reply);
    // Those behind a fatal error are refused by the other side; nothing more is begun here.
    if ('error' in reply && reply.error.isFatal) return;
    if (request.type === 'close') port.close();
  }
  isWorking = false;
}

port.on('message', (request: StoreRequest) => {
  queue.push(request);
  void work();
});

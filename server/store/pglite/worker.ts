/**
 * The thread that PGlite runs in. PostgreSQL in WebAssembly blocks its thread while it works; on the main thread it would
 * stop the clock of every client that is driving a test.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';
import { present } from '@/lib/base/assert';
import type { StoreReply, StoreRequest } from './wire';

const port = present(parentPort, 'the port to the store');
const database = PGlite.create({
  dataDir: (workerData as { readonly directory: string }).directory,
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
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {};
    return { id: request.id, error: { message, ...code } };
  }
}

port.on('message', (request: StoreRequest) => {
  void answer(request).then((reply) => {
    port.postMessage(reply);
    if (request.type === 'close') port.close();
  });
});

/**
 * PostgreSQL's protocol, by pg. One connection over our stream: without its pool nothing is sent twice and nothing is
 * opened anew, and without a time limit of its own nothing is given up behind our back (`driver.test.ts`).
 */
import type { Duplex } from 'node:stream';
import { Client, DatabaseError } from 'pg';
import { type Driver, ServerRefusal, type SqlAnswer } from '../kit/sql/driver';

/** What pg asks of a socket beyond a stream. Ours is connected already. */
function asSocket(stream: Duplex): Duplex {
  const self = () => stream;
  const connect = () => {
    process.nextTick(() => stream.emit('connect'));
    return stream;
  };
  return Object.assign(stream, { connect, setNoDelay: self, setKeepAlive: self, ref: self, unref: self });
}

export const pgDriver: Driver = (stream, account) => {
  const client = new Client({
    ...account,
    stream: () => asSocket(stream),
    // Named here, so that no variable of this process's environment has a say.
    ssl: false,
    application_name: 'clew',
    options: '',
    keepAlive: false,
    connectionTimeoutMillis: 0,
    // As the server wrote them.
    types: { getTypeParser: () => (text: string) => text },
  });
  // What ends the connection rejects what waits for it, or is seen at the stream.
  client.on('error', () => undefined);
  return {
    greeted: async () => {
      await client.connect().catch((error: unknown) => Promise.reject(refusalOf(error)));
    },
    query: (text) => answerTo(client, text),
  };
};

async function answerTo(client: Client, text: string): Promise<SqlAnswer> {
  const { rows, rowCount, command } = await client
    .query<(string | null)[]>({ text, rowMode: 'array' })
    .catch((error: unknown) => Promise.reject(refusalOf(error)));
  // A transaction in which a statement failed is rolled back by its COMMIT, and that is no error to the server.
  if (text === 'COMMIT' && command !== 'COMMIT')
    throw new ServerRefusal('40000', `COMMIT was answered with ${command}`);
  return { rows, affected: rowCount ?? 0 };
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  return new ServerRefusal(error.code ?? 'XX000', error.message);
}

/**
 * The laws that a driver is held to, each against a scripted server that counts what reaches it. A driver that pools,
 * reconnects or sends again breaks one of them.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mysqlDriver } from '../../mariadb/driver';
import { pgDriver } from '../../postgresql/driver';
import type { Deadline } from '../http/deadline';
import type { RequestError as HttpRequestError } from '../http/request-error';
import { type RequestError, SqlError } from './request-error';
import { mariadbProtocol, postgresProtocol, type Reply, ScriptedDatabase } from './scripted-database.fixture';
import { SqlSession } from './session';

/** A limit that passes when the test says so. */
class HandLimit implements Deadline {
  readonly #controller = new AbortController();
  #reason: HttpRequestError | undefined;
  readonly signal = this.#controller.signal;

  pass(kind: 'timed-out' | 'stopped' = 'timed-out'): void {
    this.#reason = { kind };
    this.#controller.abort();
  }

  reason(): HttpRequestError | undefined {
    return this.#reason;
  }

  release(): void {
    this.#reason = undefined;
  }
}

const account = { user: 'clew', password: 'thread', database: 'clew' };

async function failureOf(work: Promise<unknown>): Promise<RequestError> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SqlError) return error.requestError;
  throw error;
}

describe.each([
  { name: 'MariaDB by mysql2', driver: mysqlDriver, protocol: mariadbProtocol, deadlock: '1213', denied: '1045' },
  { name: 'PostgreSQL by pg', driver: pgDriver, protocol: postgresProtocol, deadlock: '40P01', denied: '28P01' },
])('$name', ({ driver, protocol, deadlock, denied }) => {
  let database: ScriptedDatabase;
  let limit: HandLimit;
  let session: SqlSession;

  const open = () => SqlSession.open(database.node.remote, { port: 1, driver, account }, limit);
  /** The limit passes once the server has the statement, and keeps silent. */
  const replying = (reply: Reply) => {
    database.reply = () => {
      if (reply === 'silence') setImmediate(() => limit.pass());
      return reply;
    };
  };

  beforeEach(async () => {
    database = await ScriptedDatabase.start(protocol);
    limit = new HandLimit();
    session = await open();
  });

  afterEach(async () => {
    session.close();
    await database.stop();
  });

  it('opens one connection, and sends nothing of its own', () => {
    expect([database.connections, database.statements, database.others]).toEqual([1, [], []]);
  });

  it('sends each statement once, as it is, and gives every value as text', async () => {
    expect(await session.query('BEGIN', limit)).toEqual({ rows: [], affected: 0 });
    replying({ affected: 2 });
    expect((await session.query('UPDATE lists', limit)).affected).toBe(2);
    replying({
      rows: [
        ['1', '[12]'],
        ['2', ''],
      ],
    });
    expect((await session.query('SELECT 1', limit)).rows).toEqual([
      ['1', '[12]'],
      ['2', ''],
    ]);
    expect(database.statements).toEqual(['BEGIN', 'UPDATE lists', 'SELECT 1']);
    expect([database.connections, database.others]).toEqual([1, []]);
  });

  it('goes on after the server refused a statement', async () => {
    replying({ refused: deadlock });
    expect(await failureOf(session.query('COMMIT', limit))).toEqual({
      kind: 'refused',
      code: deadlock,
      message: 'refused',
    });
    replying({ affected: 0 });
    await session.query('ROLLBACK', limit);
    expect(database.statements).toEqual(['COMMIT', 'ROLLBACK']);
    expect(database.connections).toBe(1);
  });

  it.each([
    ['silence', 'timed-out'],
    ['drop', 'connection-lost'],
  ] as const)('sends no statement again after %s, and ends the connection', async (reply, kind) => {
    replying(reply);
    expect(await failureOf(session.query('COMMIT', limit))).toMatchObject({ kind });
    expect(session.isOpen).toBe(false);
    await database.left();
    expect(await failureOf(session.query('SELECT 1', new HandLimit()))).toMatchObject({ kind: 'connection-lost' });
    expect([database.connections, database.statements, database.others]).toEqual([1, ['COMMIT'], []]);
  });

  it('is opened anew by us alone, and then carries what we send and nothing else', async () => {
    replying('drop');
    await failureOf(session.query('COMMIT', limit));
    replying({ affected: 0 });
    session = await open();
    await session.query('BEGIN', limit);
    expect([database.connections, database.statements]).toEqual([2, ['COMMIT', 'BEGIN']]);
  });

  it('says that a run was stopped', async () => {
    database.reply = () => {
      setImmediate(() => limit.pass('stopped'));
      return 'silence';
    };
    expect(await failureOf(session.query('COMMIT', limit))).toEqual({ kind: 'stopped' });
  });

  it('says that no session was opened where the server lets nobody in, is silent, or is not there', async () => {
    database.admission = { denied };
    expect(await failureOf(open())).toMatchObject({ kind: 'refused', code: denied });
    database.admission = 'silence';
    const opening = open();
    await expect.poll(() => database.connections).toBe(3);
    limit.pass();
    expect(await failureOf(opening)).toMatchObject({ kind: 'not-connected' });
    const { remote } = database.node;
    session.close();
    await database.stop();
    expect(await failureOf(SqlSession.open(remote, { port: 1, driver, account }, new HandLimit()))).toMatchObject({
      kind: 'connection-refused',
    });
    database = await ScriptedDatabase.start(protocol);
  });

  it('that is closed says nothing more', async () => {
    const closed = database.left();
    session.close();
    await closed;
    expect([database.connections, database.statements, database.others]).toEqual([1, [], []]);
  });
});

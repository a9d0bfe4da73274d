import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { mysqlDriver } from '../../mariadb/driver';
import { accountErrors, classify } from '../../mariadb/errors';
import { mariadbDialect } from './dialect';
import { mariadbProtocol, type Reply, ScriptedDatabase } from './scripted-database.fixture';
import { SqlClient } from './sql-client';
import type { SqlWorkload } from './work';

const never = new AbortController().signal;
const op = (f: string, value: Json): Op => ({ index: 0, time: 0, process: 0, type: 'invoke', f, value });
const append = op('txn', [
  ['append', 7, 12],
  ['r', 7, null],
]);
const appendStatement =
  "INSERT INTO lists (id, elements) VALUES ('7', '12') ON DUPLICATE KEY UPDATE elements = CONCAT(elements, ',', VALUES(elements))";
const readStatement = "SELECT elements FROM lists WHERE id = '7'";
const transaction = ['SET x', 'BEGIN', appendStatement, readStatement, 'COMMIT'];

describe('a client whose every operation is one transaction', () => {
  let database: ScriptedDatabase;
  let client: SqlClient;

  function clientOf(workload: SqlWorkload, timeoutMs = 60_000): SqlClient {
    const place = { node: database.node, begin: 'BEGIN', setUp: ['SET x'] };
    const account = { user: 'clew', password: 'clew', database: 'clew' };
    return new SqlClient({
      ...{ title: 'MariaDB', workload, dialect: mariadbDialect, classify, accountErrors, timeoutMs },
      database: { port: 1, driver: mysqlDriver, account },
      ...{ reads: place, writes: place, terms: { allowsNegative: false } },
    });
  }

  /** What statements that begin so come to; every read finds one list. */
  const replying = (replies: Readonly<Record<string, Reply>>) => {
    database.reply = (statement) => {
      const [, reply] = Object.entries(replies).find(([start]) => statement.startsWith(start)) ?? [];
      return reply ?? (statement.startsWith('SELECT') ? { rows: [['3,12']] } : { affected: 1 });
    };
  };

  beforeEach(async () => {
    database = await ScriptedDatabase.start(mariadbProtocol);
    client = clientOf('list-append');
    replying({});
  });

  afterEach(async () => {
    await client.close();
    await database.stop();
  });

  it('sends its statements once, in one session', async () => {
    const value = [
      ['append', 7, 12],
      ['r', 7, [3, 12]],
    ];
    expect(await client.invoke(append, never)).toEqual({ type: 'ok', value, node: 'n1' });
    await client.invoke(append, never);
    expect(database.statements).toEqual([...transaction, ...transaction.slice(1)]);
    expect(database.connections).toBe(1);
  });

  it.each([
    ['BEGIN', 'fail'],
    ['INSERT', 'fail'],
    ['SELECT', 'fail'],
    ['COMMIT', 'info'],
  ])('a connection that is lost at %s is %s, and the next operation opens another', async (start, type) => {
    replying({ [start]: 'drop' });
    expect(await client.invoke(append, never)).toMatchObject({ type, error: 'connection-lost' });
    const sent = transaction.findIndex((statement) => statement.startsWith(start)) + 1;
    expect(database.statements).toEqual(transaction.slice(0, sent));
    replying({});
    expect(await client.invoke(append, never)).toMatchObject({ type: 'ok' });
    expect(database.statements.slice(sent)).toEqual(transaction);
    expect(database.connections).toBe(2);
  });

  it.each([
    ['INSERT', 'fail'],
    ['COMMIT', 'info'],
  ])('an answer to %s that does not come in time is %s, and nothing is sent after it', async (start, type) => {
    client = clientOf('list-append', 300);
    replying({ [start]: 'silence' });
    expect(await client.invoke(append, never)).toMatchObject({ type, error: 'timed-out' });
    await database.left();
    const sent = transaction.findIndex((statement) => statement.startsWith(start)) + 1;
    expect([database.connections, database.statements]).toEqual([1, transaction.slice(0, sent)]);
  });

  it.each([
    ['INSERT', '1205', 'fail'],
    ['COMMIT', '1213', 'fail'],
    ['COMMIT', '1205', 'info'],
  ])('%s refused with %s is %s, and is rolled back in the same session', async (start, code, type) => {
    replying({ [start]: { refused: code } });
    expect(await client.invoke(append, never)).toMatchObject({ type, error: { code: Number(code) } });
    expect(database.statements.at(-1)).toBe('ROLLBACK');
    replying({});
    expect(await client.invoke(append, never)).toMatchObject({ type: 'ok' });
    expect(database.connections).toBe(1);
  });

  it('a cas that changes no row fails, and commits nothing', async () => {
    client = clientOf('register');
    replying({ UPDATE: { affected: 0 } });
    expect(await client.invoke(op('cas', [1, 2]), never)).toMatchObject({ type: 'fail', error: 'compare-failed' });
    const update = "UPDATE registers SET value = '2' WHERE id = '\"clew\"' AND value = '1'";
    expect(database.statements).toEqual(['SET x', 'BEGIN', update, 'ROLLBACK']);
  });

  it('a transfer writes what it was shown less the amount, and fails where that is not there', async () => {
    client = clientOf('bank');
    replying({
      SELECT: {
        rows: [
          ['0', '7'],
          ['1', '2'],
        ],
      },
    });
    const transfer = op('transfer', { from: 0, to: 1, amount: 5 });
    expect(await client.invoke(transfer, never)).toMatchObject({ type: 'ok', value: transfer.value });
    expect(database.statements.slice(2)).toEqual([
      "SELECT id, balance FROM accounts WHERE id IN ('0', '1')",
      "UPDATE accounts SET balance = 2 WHERE id = '0'",
      "UPDATE accounts SET balance = 7 WHERE id = '1'",
      'COMMIT',
    ]);
    const tooMuch = await client.invoke(op('transfer', { from: 0, to: 1, amount: 8 }), never);
    expect(tooMuch).toMatchObject({ type: 'fail', error: 'insufficient-funds' });
    expect(database.statements.at(-1)).toBe('ROLLBACK');
    expect(await client.invoke(op('read', null), never)).toMatchObject({ type: 'ok', value: { 0: 7, 1: 2 } });
  });

  it('reads a group of keys in one statement, and registers of a transaction one by one', async () => {
    replying({ SELECT: { rows: [['5', '1']] } });
    const reads = op('txn', [
      ['r', 4, null],
      ['r', 5, null],
    ]);
    const value = [
      ['r', 4, null],
      ['r', 5, 1],
    ];
    client = clientOf('long-fork');
    expect(await client.invoke(reads, never)).toMatchObject({ type: 'ok', value });
    const read = (ids: string) => `SELECT id, value FROM registers WHERE id IN (${ids})`;
    expect(database.statements.slice(2, -1)).toEqual([read("'4', '5'")]);
    await client.close();
    client = clientOf('rw-register');
    expect(await client.invoke(reads, never)).toMatchObject({ type: 'ok', value });
    expect(database.statements.slice(-3, -1)).toEqual([read("'4'"), read("'5'")]);
  });

  it('a password that is wrong ends the test with the node and the cure', async () => {
    database.admission = { denied: '1045' };
    const error = await client.invoke(append, never).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'BrokenTestError',
      failure: {
        message: 'n1: MariaDB refuses the account of the test: refused',
        node: 'n1',
        cure: expect.stringContaining('no other MariaDB listens on port 1'),
      },
    });
  });

  it('a set-up of its session that is refused is no session', async () => {
    replying({ SET: { refused: '1047' } });
    expect(await client.invoke(append, never)).toMatchObject({ type: 'fail', error: { error: 'not-prepared' } });
    replying({});
    expect(await client.invoke(append, never)).toMatchObject({ type: 'ok' });
    expect(database.statements).toEqual(['SET x', ...transaction]);
  });
});

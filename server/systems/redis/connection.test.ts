/** The driver is held to one connection, one attempt: proved against a server that counts what reaches it. */

import type { Socket } from 'node:net';
import { AbstractConnector, Redis } from 'ioredis';
import { afterEach, expect, it, vi } from 'vitest';
import { type Deadline, deadline } from '../kit/http/deadline';
import { RedisConnection, RedisError } from './connection';
import type { RequestError } from './request-error';
import { ScriptedRedis } from './scripted-redis.fixture';

const place = { host: '127.0.0.1', port: 6379 };
const never = new AbortController().signal;

let server: ScriptedRedis;
const limits: Deadline[] = [];

afterEach(async () => {
  for (const limit of limits.splice(0)) limit.release();
  vi.useRealTimers();
  await server.stop();
});

async function started(script: Parameters<typeof ScriptedRedis.start>[0]) {
  server = await ScriptedRedis.start(script);
}

/** One that no test reaches unless it says so. */
function limit(timeoutMs = 60_000): Deadline {
  const made = deadline(timeoutMs, never);
  limits.push(made);
  return made;
}

const open = (password?: string) => RedisConnection.open(server.remote, place, password, limit());

async function reasonOf(work: Promise<unknown>): Promise<RequestError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RedisError) return error.requestError;
  throw error ?? new Error('it was answered');
}

it('says nothing that it was not told to say, and sends each command once', async () => {
  await started(() => '+OK\r\n');
  const connection = await open();
  expect(await connection.request(['SET', 'clew', '1'], limit())).toBe('OK');
  expect(server.commands).toEqual([['SET', 'clew', '1']]);
  connection.close();
});

it('names itself by its password first, and by nothing where there is none', async () => {
  await started(() => '+OK\r\n');
  (await open('secret')).close();
  expect(server.commands).toEqual([['AUTH', 'secret']]);
});

it('is not opened with a password that is refused, or that the server does not have', async () => {
  const answers = ['WRONGPASS invalid username-password pair or user is disabled.', 'ERR AUTH <password> called'];
  for (const message of answers) {
    await started(() => `-${message}\r\n`);
    expect(await reasonOf(open('secret'))).toEqual({ kind: 'answer', message });
    expect(server.commands).toHaveLength(1);
    await server.stop();
  }
  await started(() => undefined);
});

it('sends the commands of a transaction at once, between MULTI and EXEC', async () => {
  await started(([name]) =>
    name === 'EXEC' ? '*2\r\n:1\r\n*1\r\n$1\r\n7\r\n' : name === 'MULTI' ? '+OK\r\n' : '+QUEUED\r\n',
  );
  const connection = await open();
  const commands = [
    ['RPUSH', 'list', '7'],
    ['LRANGE', 'list', '0', '-1'],
  ] as const;
  expect(await connection.transaction(commands, limit())).toEqual([1, ['7']]);
  expect(server.commands.map(([name]) => name)).toEqual(['MULTI', 'RPUSH', 'LRANGE', 'EXEC']);
  expect(server.pieces).toEqual([4]);
  connection.close();
});

it('passes the error of a server on, and of a transaction that was refused', async () => {
  await started(() => "-READONLY You can't write against a read only replica.\r\n");
  const connection = await open();
  const message = "READONLY You can't write against a read only replica.";
  expect(await reasonOf(connection.request(['SET', 'clew', '1'], limit()))).toEqual({ kind: 'answer', message });
  expect(connection.isOpen).toBe(true);
  server.script = ([name]) =>
    name === 'EXEC' ? '-EXECABORT Transaction discarded because of previous errors.\r\n' : '+OK\r\n';
  const refused = connection.transaction([['RPUSH', 'list', '7']], limit());
  expect(await reasonOf(refused)).toMatchObject({ kind: 'answer', message: expect.stringMatching(/^EXECABORT/) });
  connection.close();
});

it.each([
  ['a command', (connection: RedisConnection) => connection.request(['INCR', 'clew'], limit())],
  ['a transaction', (connection: RedisConnection) => connection.transaction([['INCR', 'clew']], limit())],
])('whose answer to %s is lost with the connection asks no second time', async (what, ask) => {
  await started((_command, socket) => void socket.destroy());
  const connection = await open();
  // Whatever it would do later, it would wait for with a timer.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  const asked = limits.length;
  expect(await reasonOf(ask(connection))).toMatchObject({ kind: 'connection-lost' });
  for (const made of limits.slice(asked)) made.release();
  expect(vi.getTimerCount()).toBe(0);
  expect(connection.isOpen).toBe(false);
  expect(await reasonOf(connection.request(['INCR', 'clew'], limit()))).toMatchObject({ kind: 'connection-lost' });
  expect(server.connections).toBe(1);
  expect(server.commands.map(([name]) => name)).toEqual(what === 'a command' ? ['INCR'] : ['MULTI', 'INCR', 'EXEC']);
});

it('ends with the time limit of a command, whose answer comes too late', async () => {
  const sockets: Socket[] = [];
  await started((_command, socket) => void sockets.push(socket));
  const connection = await open();
  const stop = new AbortController();
  const asked = reasonOf(connection.request(['INCR', 'clew'], deadline(60_000, stop.signal)));
  await vi.waitFor(() => expect(sockets).toHaveLength(1));
  const [socket] = sockets;
  const closed = new Promise((resolve) => socket?.once('close', resolve));
  stop.abort();
  expect(await asked).toEqual({ kind: 'stopped' });
  expect(connection.isOpen).toBe(false);
  socket?.write(':1\r\n');
  await closed;
  expect([server.connections, server.commands.length]).toEqual([1, 1]);
});

it('is over when the server ends it, also between two commands', async () => {
  await started((_command, socket) => {
    socket.end(':1\r\n');
    return undefined;
  });
  const connection = await open();
  expect(await connection.request(['INCR', 'clew'], limit())).toBe(1);
  await expect.poll(() => connection.isOpen).toBe(false);
  expect(await reasonOf(connection.request(['INCR', 'clew'], limit()))).toMatchObject({ kind: 'connection-lost' });
  expect([server.connections, server.commands.length]).toEqual([1, 1]);
});

it('tells a time limit from a stop', async () => {
  await started(() => undefined);
  const connection = await open();
  expect(await reasonOf(connection.request(['INCR', 'clew'], limit(1)))).toEqual({ kind: 'timed-out' });
});

it('an answer that is none ends it, and what happened stays unknown', async () => {
  await started(() => '?\r\n');
  const connection = await open();
  expect(await reasonOf(connection.request(['INCR', 'clew'], limit()))).toMatchObject({ kind: 'unknown' });
  expect(connection.isOpen).toBe(false);
});

it('a server that does not listen is refused, certainly, and one that does not answer in time not reached', async () => {
  await started(() => undefined);
  await server.stop();
  expect(await reasonOf(open())).toMatchObject({ kind: 'connection-refused' });
  await started(() => undefined);
  const remote = { ...server.remote, connect: () => new Promise<never>(() => undefined) };
  expect(await reasonOf(RedisConnection.open(remote, place, undefined, limit(1)))).toMatchObject({
    kind: 'not-connected',
  });
  expect(await reasonOf(RedisConnection.open(server.remote, place, 'secret', limit(1)))).toMatchObject({
    kind: 'not-connected',
  });
});

/** What the proof above would see: the driver as it comes sends a command again whose answer was lost. */
it('the driver by itself does what is ruled out here', async () => {
  await started((_command, socket) => (server.connections === 1 ? void socket.destroy() : ':1\r\n'));
  class Reopening extends AbstractConnector {
    async connect(): Promise<Socket> {
      this.stream = await server.connect({ allowHalfOpen: false });
      return this.stream;
    }
  }
  class Connector extends Reopening {
    constructor() {
      super(0);
    }
  }
  const redis = new Redis({ Connector, protocol: 2, disableClientInfo: true, enableReadyCheck: false });
  redis.on('error', () => undefined);
  expect(await redis.incr('clew')).toBe(1);
  expect([server.connections, server.commands.length]).toEqual([2, 2]);
  redis.disconnect();
});

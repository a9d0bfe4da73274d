import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectionsWithin, limitConnections } from './connection-limits';

let http: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  http = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(http, 'listening');
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  http.closeAllConnections();
  http.close();
});

async function open(): Promise<{ readonly socket: Socket; isEnded(): boolean }> {
  const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  let isEnded = false;
  socket.once('close', () => {
    isEnded = true;
  });
  await once(socket, 'connect');
  return { socket, isEnded: () => isEnded };
}

async function ask(socket: Socket, ...headers: readonly string[]): Promise<string> {
  socket.write(`${['GET / HTTP/1.1', 'Host: clew', ...headers].join('\r\n')}\r\n\r\n`);
  const [data] = await once(socket, 'data');
  return String(data);
}

test('connections that show nothing end for those that come after, the oldest first', async () => {
  limitConnections(http, {
    ...{ maxConnections: 20, maxOfAddress: 20 },
    isKnown: ({ headers }) => headers.authorization === 'operator',
  });
  const own = await open();
  expect(await ask(own.socket, 'Authorization: operator')).toContain('hello');
  const bare: Awaited<ReturnType<typeof open>>[] = [];
  for (let i = 0; i < 60; i++) bare.push(await open());
  await expect.poll(() => bare.map(({ isEnded }) => isEnded())).toEqual(bare.map((_, i) => i < 41));
  expect(own.isEnded()).toBe(false);
  const another = await open();
  expect(await ask(another.socket, 'Authorization: operator')).toContain('hello');
});

test('where every connection has shown something, the newest ends', async () => {
  const keep = limitConnections(http, { maxConnections: 20, maxOfAddress: 2, isKnown: () => false });
  http.on('connection', (socket) => keep(socket));
  const [first, second, third] = [await open(), await open(), await open()];
  await expect.poll(() => third?.isEnded()).toBe(true);
  expect([first?.isEnded(), second?.isEnded()]).toEqual([false, false]);
});

test('what is asked slowly, and what is not read, has an end', () => {
  limitConnections(http, { maxConnections: 20, isKnown: () => true });
  expect([http.timeout, http.headersTimeout <= 60_000]).toEqual([120_000, true]);
});

test('a request ends that is not whole after half a minute, unless it brings a file', async () => {
  http.removeAllListeners('request');
  const failures: unknown[] = [];
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    failures.push(error.code);
    socket.destroy();
  });
  limitConnections(http, { maxConnections: 20, isKnown: () => true, mayTakeLong: ({ url }) => url === '/file' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const [slow, file] = [await open(), await open()];
    for (const [{ socket }, path] of [
      [slow, '/'],
      [file, '/file'],
    ] as const) {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: clew\r\nContent-Length: 10\r\n\r\nhalf`);
      await once(http, 'request');
    }
    vi.advanceTimersByTime(30_000);
    await once(slow.socket, 'close');
    vi.advanceTimersByTime(60_000);
    expect([failures, file.isEnded()]).toEqual([['ERR_HTTP_REQUEST_TIMEOUT'], false]);
  } finally {
    vi.useRealTimers();
  }
});

test('connections leave descriptors for the runs', () => {
  const limits = (descriptors: number | string) => `Limit  Soft Limit  Hard Limit
Max processes             96438                96438                processes
Max open files            ${descriptors}                 4096                 files
`;
  expect([256, 1024, 20_000, 'unlimited'].map((each) => connectionsWithin(limits(each)))).toEqual([
    32, 624, 2000, 2000,
  ]);
  expect(connectionsWithin(undefined)).toBe(2000);
});

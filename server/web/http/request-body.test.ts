/** A body that is too long or too slow, on every endpoint: its sender reads why it was refused. */

import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { allEndpoints } from '@/lib/protocol/api/all-endpoints';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { servePuppet } from '../puppet-server.fixture';
import type { ServerHandle } from '../serve';
import { refusalOf } from './refusal';
import { readBody } from './request-body';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path);
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Sends everything before it reads anything. @returns the status that it reads then */
async function send(method: string, path: string, bytes: number, ...headers: readonly string[]): Promise<number> {
  const { port, host } = new URL(server.address);
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  const isChunked = headers.some((header) => header.startsWith('Transfer-Encoding'));
  const length = isChunked ? [] : [`Content-Length: ${bytes}`];
  const known = [`Host: ${host}`, `Authorization: Bearer ${server.token}`, 'Content-Type: application/json'];
  socket.write(`${[`${method} ${path} HTTP/1.1`, ...known, ...length, ...headers].join('\r\n')}\r\n\r\n`);
  const part = Buffer.alloc(64 * 1024, 'x');
  for (let left = bytes; left > 0; left -= part.length) {
    const piece = part.subarray(0, Math.min(left, part.length));
    if (isChunked) socket.write(`${piece.length.toString(16)}\r\n`);
    const isTaken = socket.write(piece);
    if (isChunked) socket.write('\r\n');
    if (!isTaken) await once(socket, 'drain');
  }
  if (isChunked) socket.write('0\r\n\r\n');
  const answered = once(socket, 'data');
  socket.resume();
  const [answer] = await answered;
  socket.destroy();
  return Number(String(answer).split(' ')[1]);
}

const withBody = allEndpoints.filter(({ body }) => body !== undefined);
const changing = allEndpoints.filter(({ method }) => method !== 'GET');
const megabyte = 1024 * 1024;

const chunked = 'Transfer-Encoding: chunked';
const last = 'Connection: close';

test('a body that is too long is refused by every endpoint that takes one', async () => {
  for (const { method, path } of withBody) {
    for (const headers of [[], [chunked], [last]]) {
      expect([path, headers, await send(method, path, 65_537, ...headers)]).toEqual([path, headers, 413]);
    }
  }
});

test.each([8, 200])('of %i MB the sender comes to read the refusal', async (megabytes) => {
  for (const headers of [[], [chunked], [last], [chunked, last]]) {
    expect([headers, await send('POST', '/api/runs', megabytes * megabyte, ...headers)]).toEqual([headers, 413]);
  }
});

test('an endpoint that takes no body answers as without one, and what was sent is read', async () => {
  for (const { method, path } of changing.filter(({ body, path: at }) => body === undefined && at !== '/api/token')) {
    const status = await send(method, path.replaceAll(/:\w+/g, 'nosuch'), 2 * megabyte);
    expect([path, [204, 404].includes(status)]).toEqual([path, true]);
  }
});

test('a sender who was refused can go on with the same connection', async () => {
  const { port } = new URL(server.address);
  const socket = connect(Number(port), '127.0.0.1');
  let text = '';
  socket.on('data', (part) => (text += part));
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${server.token}\r\n`;
  const body = 'x'.repeat(100_000);
  socket.write(
    `POST /api/runs HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n${body}`,
  );
  await expect.poll(() => text).toContain(' 413 ');
  socket.write(`GET /api/runs HTTP/1.1\r\n${head}\r\n`);
  await expect.poll(() => text).toContain(' 200 ');
  socket.destroy();
});

/** What a body is answered with on a server of its own, where time is the test's. */
async function answering(): Promise<{
  readonly other: Server;
  readonly port: number;
  readonly arrived: Promise<void>;
}> {
  let arrive: () => void;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const other = createServer((request, response) => {
    readBody(request, z.unknown()).then(
      () => response.end(),
      (error: unknown) => response.writeHead(refusalOf(error).status).end(),
    );
    request.once('data', () => arrive());
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  return { other, port: (other.address() as AddressInfo).port, arrived };
}

test('a body that does not come to its end within ten seconds is refused with 408', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { other, port, arrived } = await answering();
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  const answered = once(request, 'response');
  request.write('{"a":');
  await arrived;
  vi.advanceTimersByTime(9_999);
  request.write('1');
  vi.advanceTimersByTime(1);
  const [response] = await answered;
  expect(response.statusCode).toBe(408);
  request.destroy();
  other.closeAllConnections();
  other.close();
});

/** Whatever a connection asks for, the server knows it and ends with it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { io, type Socket as ViewerSocket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { memoryPlan, Puppet, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from './puppet-server.fixture';
import type { ServerHandle } from './serve';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
const puppet = new Puppet();
const sockets: Socket[] = [];
const viewers: ViewerSocket[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, puppet);
});

afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.disconnect();
  for (const socket of sockets.splice(0)) socket.destroy();
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

/** What is answered to these lines until the other side ends the connection, or nothing while it does not. */
function sent(...lines: readonly string[]): { readonly socket: Socket; readonly ended: Promise<string> } {
  const { port, host } = new URL(server.address);
  const socket = connect(Number(port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', (data) => (text += data.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(`${[...lines, `Host: ${host}`].join('\r\n')}\r\n\r\n`);
  // A connection that is torn off has ended, too.
  return { socket, ended: new Promise((resolve) => socket.once('close', () => resolve(text))) };
}

const upgrade = (path: string, ...more: readonly string[]) =>
  sent(
    `GET ${path} HTTP/1.1`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...more,
  );

test.each(['/x', '/', '/socket.iox', '/api/runs', '/_next/webpack-hmr', '//socket.io/', '/socket.io?EIO=4'])(
  'an upgrade to %s is refused, and its connection ended',
  async (path) => {
    expect(await upgrade(path).ended).toMatch(/^HTTP\/1\.1 404 /);
  },
);

test('an upgrade that a page of another site asks for is ended, too', async () => {
  expect(await upgrade('/x', 'Origin: http://elsewhere.example').ended).toMatch(/^HTTP\/1\.1 40[34] /);
  expect(await upgrade('/socket.io/?EIO=4&transport=websocket', 'Origin: http://elsewhere.example').ended).toMatch(
    /^HTTP\/1\.1 400 |^HTTP\/1\.1 403 /,
  );
});

/** @param credentials the operator's where there are none */
function viewer(credentials?: { readonly share: string }): ViewerSocket {
  const extraHeaders = credentials ? {} : { authorization: `Bearer ${server.token}` };
  const options = { forceNew: true, reconnection: false, transports: ['websocket'], extraHeaders };
  const socket = io(server.address, { ...options, ...(credentials && { auth: credentials }) });
  viewers.push(socket);
  return socket;
}

async function sharedRun(name: string): Promise<{ readonly runId: string; readonly share: string }> {
  const { id: runId } = await server.runs.submit(memoryPlan(name), operator);
  await puppet.begun(name);
  return { runId, share: (await server.links.make({ kind: 'run', id: runId }, operator)).token };
}

test('505 connections that show nothing keep neither an operator nor a guest out, and end by themselves', async () => {
  const { runId, share } = await sharedRun('crowded');
  const polling = () => sent('GET /socket.io/?EIO=4&transport=polling HTTP/1.1');
  const websocket = () => upgrade('/socket.io/?EIO=4&transport=websocket');
  const bare = Array.from({ length: 505 }, (_, i) => (i % 5 === 0 ? polling() : websocket()));
  await Promise.all(bare.map(({ socket }) => once(socket, 'data').catch(() => undefined)));
  expect(await viewer().emitWithAck('watch', { runId, from: 0 })).toMatchObject({ ok: true });
  expect(await viewer({ share }).emitWithAck('watch', { runId, from: 0 })).toMatchObject({ ok: true });
  await Promise.all(bare.filter((_, i) => i % 5 !== 0).map(({ ended }) => ended));
});

test('a guest who asks without end is disconnected, and the others are answered', async () => {
  const { runId, share } = await sharedRun('asked after');
  const flood = viewer({ share });
  await expect.poll(() => flood.connected).toBe(true);
  for (let i = 0; i < 5000; i++) flood.emit('watch', { runId, from: 0 }, () => undefined);
  const other = viewer({ share });
  expect(await other.emitWithAck('watch', { runId, from: 0 })).toMatchObject({ ok: true });
  await expect.poll(() => flood.connected).toBe(false);
  expect(other.connected).toBe(true);
});

test('the server ends, whatever is still connected', async () => {
  const silent = Array.from({ length: 50 }, () => upgrade('/x'));
  const half = sent('GET /api/runs HTTP/1.1', 'Content-Length: 100');
  const bare = Array.from({ length: 50 }, () => sent('GET /socket.io/?EIO=4&transport=polling HTTP/1.1'));
  await server.runs.submit(memoryPlan('goes on'), operator);
  await puppet.begun('goes on');
  await Promise.all(silent.map(({ ended }) => ended));
  await server.close();
  await Promise.all([...bare, half].map(({ ended }) => ended));
  server = await servePuppet(directory.path, puppet);
});

test('after an error of our own every run that goes on ends as that error', async () => {
  const { id } = await server.runs.submit(memoryPlan('in the middle'), operator);
  await puppet.begun('in the middle');
  const failure = { message: 'Clew failed while it ran: a bug', cure: 'its log says more' };
  await server.abandon(failure);
  server = await servePuppet(directory.path, puppet);
  expect(await server.runs.get(id)).toMatchObject({
    ...{ phase: 'done', outcome: 'error', ended: 'error' },
    sentence: 'The test itself failed: Clew failed while it ran: a bug.',
  });
});

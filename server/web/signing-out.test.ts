/** Who is out is out at once, also where something is watched; and whoever guesses keeps nobody else from coming in. */
import { request as httpRequest } from 'node:http';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import type { ClientEvents, ServerEvents } from '@/lib/protocol/socket';
import { memoryPlan, Puppet, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from './puppet-server.fixture';
import type { ServerHandle } from './serve';
import { signedIn } from './signed-in.fixture';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let token: string;
let share: string;
const lines: string[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory();
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  server = await servePuppet(directory.path, puppet, { failureLimit: { burst: 5 }, log });
  ({ token } = server);
  const { id } = await server.runs.submit(memoryPlan('watched'), operator);
  await puppet.begun('watched');
  share = (await server.links.make({ kind: 'run', id }, operator)).token;
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

interface Watching {
  readonly came: Promise<string>;
  readonly left: Promise<string>;
}

function watching(extraHeaders: Record<string, string>, auth: { readonly share?: string } = {}): Watching {
  const socket: Socket<ServerEvents, ClientEvents> = io(server.address, {
    ...{ auth, extraHeaders, forceNew: true, reconnection: false, transports: ['websocket'] },
  });
  sockets.push(socket);
  const came = new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', ({ message }) => resolve(message));
  });
  return { came, left: new Promise((resolve) => socket.once('disconnect', resolve)) };
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: string) {
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(`${server.address}${path}`, { method, headers }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      const { statusCode: status = 0, headers: sent } = response;
      response.on('end', () => resolve({ status, retryAfter: sent['retry-after'], text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const json = { 'content-type': 'application/json' };

test('whoever signs out stops watching at once, in every tab of that browser, and nobody else does', async () => {
  const [mine, yours] = await Promise.all([signedIn(server), signedIn(server)]);
  const tabs = [watching({ cookie: mine.cookie }), watching({ cookie: mine.cookie })];
  const other = watching({ cookie: yours.cookie });
  const guest = watching({}, { share });
  for (const { came } of [...tabs, other, guest]) expect(await came).toBe('connected');
  expect((await ask('DELETE', '/api/session', { cookie: mine.cookie })).status).toBe(204);
  for (const { left } of tabs) expect(await left).toBe('io server disconnect');
  expect(await watching({ cookie: mine.cookie }).came).toContain('sign in first');
  expect((await ask('GET', '/api/runs', { cookie: mine.cookie })).status).toBe(401);
  expect((await ask('GET', '/api/runs', { cookie: yours.cookie })).status).toBe(200);
  const stays = await Promise.race([other.left, guest.left, Promise.resolve('nobody left')]);
  expect(stays).toBe('nobody left');
});

test('with the token every session ends, and so does the token itself', async () => {
  const { cookie } = await signedIn(server);
  const old = { authorization: `Bearer ${token}` };
  const all = [watching({ cookie }), watching(old)];
  const guest = watching({}, { share });
  for (const { came } of [...all, guest]) expect(await came).toBe('connected');
  const answer = await ask('POST', '/api/token', old);
  for (const { left } of all) expect(await left).toBe('io server disconnect');
  expect((await ask('GET', '/api/runs', { cookie })).status).toBe(401);
  expect((await ask('GET', '/api/runs', old)).status).toBe(401);
  ({ token } = JSON.parse(answer.text));
  expect((await ask('GET', '/api/runs', { authorization: `Bearer ${token}` })).status).toBe(200);
  server = { ...server, token };
});

test('a browser that signs in again has one session', async () => {
  const { cookie } = await signedIn(server);
  expect((await ask('POST', '/api/session', { ...json, cookie }, JSON.stringify({ token }))).status).toBe(200);
  expect((await ask('GET', '/api/runs', { cookie })).status).toBe(401);
});

test('a cookie of the same name that a page of another port has set signs nobody out', async () => {
  const { cookie } = await signedIn(server);
  const [name] = cookie.split('=');
  expect((await ask('GET', '/api/runs', { cookie: `${name}=planted; ${cookie}` })).status).toBe(200);
});

test('every entrance tells whoever fails too often to wait, and lets in who comes with what is right', async () => {
  const guesses: readonly (readonly [string, () => Promise<Answer>])[] = [
    ['the sign-in page', () => ask('POST', '/api/session', json, '{"token":"guess-sign-in"}')],
    ['an address with a token', () => ask('GET', '/?token=guess-address')],
    ['a bearer', () => ask('GET', '/api/runs', { authorization: 'Bearer guess-bearer' })],
    ['a cookie', () => ask('GET', '/api/runs', { cookie: `clew-${new URL(server.address).port}=guess-cookie` })],
    ['a link', () => ask('GET', '/api/share/guess-link')],
    ['a file of a link', () => ask('GET', '/api/share/guess-file/history.jsonl')],
    ['the page of a link', () => ask('GET', '/share/guess-page')],
    ['the page of a link to an experiment', () => ask('GET', '/share/experiments/guess-experiment')],
  ];
  for (let i = 0; i < 6; i++) expect(await watching({}, { share: 'guess-stream' }).came).toContain('sign in first');
  for (const [name, guess] of guesses) {
    const { status, retryAfter } = await guess();
    expect([name, status, retryAfter]).toEqual([name, 429, '6']);
  }
  // Meanwhile, from the same address.
  const { cookie } = await signedIn(server);
  expect((await ask('GET', '/api/runs', { cookie })).status).toBe(200);
  expect((await ask('GET', '/api/runs', { authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await ask('GET', `/?token=${token}`)).status).toBe(303);
  expect((await ask('GET', `/api/share/${share}`)).status).toBe(200);
  expect((await ask('GET', `/share/${share}`)).status).toBe(200);
  expect(await watching({}, { share }).came).toBe('connected');
  // Who brings nothing has guessed nothing.
  expect((await ask('GET', '/api/runs')).status).toBe(401);
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join()).not.toMatch(/guess|token=/);
  expect(lines.join()).not.toContain(share);
});

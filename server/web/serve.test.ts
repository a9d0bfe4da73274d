import { readFile, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunDetail } from '@/lib/protocol/api/answers';
import type { Entry } from '@/lib/protocol/entry';
import { chunksOf, type EntryBatch } from '@/lib/protocol/entry-batch';
import { operator } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import type { ClientEvents, ServerEvents, WatchReply } from '@/lib/protocol/socket';
import { memoryPlan, openNoTestbed, Puppet, reads, temporaryDirectory } from '../jobs/puppet.fixture';
import { unpackEntries } from '../store/lines';
import { problemOf, type SeenAnswer } from './contract.fixture';
import { type ServerHandle, serve } from './serve';
import { type BrowserHeaders, signedIn } from './signed-in.fixture';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let browser: BrowserHeaders;

const options = () => ({
  port: 0,
  dataDirectory: directory.path,
  openTestbed: openNoTestbed,
  execute: puppet.execute,
  failureLimit: { burst: 1_000_000 },
  examine: async () => [],
  openPages: async () => ({
    listener: (_: unknown, response: { end(text: string): void }) => response.end('a page'),
    close: async () => undefined,
  }),
});

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await serve(options());
  browser = await signedIn(server);
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

/** `fetch` would not let a test choose the Host header. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<SeenAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${server.address}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        const answer = { status: response.statusCode ?? 0, headers: response.headers, text };
        const problem = path.startsWith('/api/') ? problemOf(method, path, answer) : undefined;
        if (problem === undefined) resolve(answer);
        else reject(new Error(`${method} ${path} is not as documented: ${problem}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const port = () => new URL(server.address).port;
const cookie = () => ({ ...browser });
const bearer = () => ({ authorization: `Bearer ${server.token}` });
const typed = { 'content-type': 'application/json' };
const post = (path: string, body: unknown) => ask('POST', path, { ...cookie(), ...typed }, JSON.stringify(body));

async function begin(name: string): Promise<RunSummary> {
  const run = await server.runs.submit(memoryPlan(name), operator);
  await puppet.begun(name);
  return run;
}

async function finish(name: string, id: string): Promise<void> {
  puppet.finish(name, { kind: 'aborted', reason: 'the test is over' });
  await expect.poll(async () => (await server.runs.get(id))?.phase).toBe('done');
}

const refused = { status: 400 };

describe('the HTTP interface', () => {
  test('who may do what', async () => {
    const run = await begin('mine');
    const other = await begin('other');
    const token = (await server.links.make({ kind: 'run', id: run.id }, operator)).token;
    await puppet.saveLogs('mine', 'n1', 'elected\n');
    const id = run.id;
    const table: readonly [method: string, path: string, operator: number, nobody: number][] = [
      ['GET', '/', 200, 303],
      ['GET', '/new', 200, 303],
      ['GET', `/runs/${id}`, 200, 303],
      ['GET', '/sign-in', 200, 200],
      ['GET', `/share/${token}`, 200, 200],
      ['GET', '/_next/static/x.js', 200, 200],
      ['GET', '/icon.svg', 200, 200],
      ['GET', '/api/runs', 200, 401],
      ['POST', '/api/runs', 400, 401],
      ['POST', '/api/plans/check', 400, 401],
      ['POST', '/api/clusters/examine', 400, 401],
      ['GET', '/experiments/x', 200, 303],
      ['GET', '/share/experiments/x', 200, 200],
      ['GET', '/api/experiments', 200, 401],
      ['POST', '/api/experiments', 400, 401],
      ['GET', '/api/experiments/nosuch', 404, 401],
      ['POST', '/api/experiments/nosuch/stop', 404, 401],
      ['POST', '/api/experiments/nosuch/rest', 404, 401],
      ['POST', '/api/experiments/nosuch/share', 404, 401],
      ['DELETE', '/api/experiments/nosuch/share', 404, 401],
      ['GET', `/api/share/${token}/experiment`, 404, 404],
      ['GET', `/api/runs/${id}`, 200, 401],
      ['GET', `/api/runs/${id}/history.jsonl`, 200, 401],
      ['GET', `/api/runs/${id}/history.edn`, 200, 401],
      ['GET', `/api/runs/${id}/log.txt`, 200, 401],
      ['GET', `/api/runs/${id}/timeline.html`, 409, 401],
      ['GET', `/api/runs/${id}/report.txt`, 404, 401],
      ['GET', `/api/runs/${id}/logs`, 200, 401],
      ['GET', `/api/runs/${id}/logs/n1/etcd.log`, 200, 401],
      ['GET', `/api/runs/${id}/logs/n2/etcd.log`, 404, 401],
      ['POST', `/api/runs/${id}/share`, 200, 401],
      ['GET', '/api/runs/nobody', 404, 401],
      ['POST', '/api/runs/nobody/stop', 404, 401],
      ['DELETE', '/api/runs', 405, 401],
      ['GET', '/api/nothing', 404, 401],
      ['GET', `/api/share/${token}`, 200, 200],
      ['GET', `/api/share/${token}/history.jsonl`, 200, 200],
      ['GET', `/api/share/${token}/timeline.html`, 409, 409],
      ['GET', `/api/share/guess/timeline.html`, 404, 404],
      ['GET', `/api/share/${token}/report.txt`, 404, 404],
      ['GET', `/api/share/${token}/logs`, 200, 200],
      ['GET', `/api/share/${token}/logs/n1/etcd.log`, 200, 200],
      ['GET', '/api/share/guess', 404, 404],
      ['POST', `/api/share/${token}`, 405, 405],
      ['POST', `/api/runs/${token}/stop`, 404, 401],
      ['GET', `/api/share/${other.id}`, 404, 404],
      ['POST', '/api/session', 400, 400],
    ];
    const wrong = {
      cookie: `clew-${port()}=${'x'.repeat(32)}`,
      authorization: `Bearer ${token}`,
      'x-share': token,
    };
    const results = [];
    for (const [method, path] of table) {
      const statuses = [];
      for (const headers of [cookie(), bearer(), {}, wrong]) {
        statuses.push((await ask(method, path, { ...typed, ...headers }, method === 'POST' ? '{}' : undefined)).status);
      }
      results.push([method, path, ...statuses]);
    }
    expect(results).toEqual(
      table.map(([method, path, operator, nobody]) => [method, path, operator, operator, nobody, nobody]),
    );
    const shared = JSON.parse((await ask('GET', `/api/share/${token}`)).text) as RunDetail;
    expect(shared).toMatchObject({ run: { id } });
    expect(shared).not.toHaveProperty('link');
    expect(JSON.parse((await ask('GET', `/api/runs/${id}`, cookie())).text)).toMatchObject({ link: { token } });
    expect((await ask('DELETE', `/api/runs/${id}/share`, cookie())).status).toBe(204);
    expect((await ask('GET', `/api/share/${token}`)).status).toBe(404);
    await finish('mine', run.id);
    await finish('other', other.id);
  });

  test('the token in an address becomes a session and leaves the address', async () => {
    const { status, headers } = await ask('GET', `/runs/x?tab=log&token=${server.token}`);
    expect([status, headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/runs\/x\?tab=log&clew-page-key=[\w-]{43}$/),
    ]);
    expect(String(headers['set-cookie'])).toMatch(
      new RegExp(`^clew-${port()}=[\\w-]{32}; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800$`),
    );
    expect(String(headers['set-cookie'])).not.toContain(server.token);
    expect((await ask('GET', `//evil.example/?token=${server.token}`)).headers.location).toMatch(/^\/evil.example\/\?/);
    expect((await ask('GET', '/runs/x?clew-page-key=of-another')).headers).toMatchObject({
      location: '/sign-in?next=%2Fruns%2Fx',
    });
    expect((await ask('GET', '/runs/x?token=guess')).headers).toMatchObject({ location: '/sign-in?next=%2Fruns%2Fx' });
    const signIn = await ask('POST', '/api/session', typed, JSON.stringify({ token: server.token }));
    expect(signIn.status).toBe(200);
    expect(signIn.headers['set-cookie']).not.toEqual(headers['set-cookie']);
    expect((await ask('POST', '/api/session', typed, '{"token":"guess"}')).status).toBe(401);
  });

  test('another name, another port and another site get nothing', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${port()}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `127.0.0.1.evil.example:${port()}`,
    ]) {
      expect((await ask('GET', '/api/runs', { ...cookie(), host })).status).toBe(421);
    }
    expect((await ask('GET', '/api/runs', { ...cookie(), host: `localhost:${port()}` })).status).toBe(200);
    const stop = (origin: string) => ask('POST', '/api/runs/nobody/stop', { ...cookie(), origin });
    expect((await stop('http://evil.example')).status).toBe(403);
    expect((await stop('null')).status).toBe(403);
    expect((await stop('http://127.0.0.1:1')).status).toBe(403);
    expect((await stop(server.address)).status).toBe(404);
  });

  test.each([
    ['an unknown field', { ...memoryPlan('x'), clent: 1 }, 'clent'],
    ['a wrong type', { ...memoryPlan('x'), load: { concurrency: '5' } }, 'load.concurrency'],
    ['an unknown field in a group', { ...memoryPlan('x'), load: { concurency: 5 } }, 'load.concurency'],
    ['a system that cannot run there', { ...memoryPlan('x'), system: { name: 'etcd' } }, 'cluster.type'],
  ])('a plan with %s is refused and the field named', async (_, plan, path) => {
    const { status, text } = await post('/api/runs', plan);
    expect({ status, issues: JSON.parse(text).error.issues }).toMatchObject({ ...refused, issues: [{ path }] });
    expect(JSON.parse(text).error.message).toContain(path);
  });

  test('what is no JSON is refused with the place, and what is too much with the limit', async () => {
    const send = (body: string) => ask('POST', '/api/runs', { ...cookie(), ...typed }, body);
    expect(await send('{\n  "name": oops }')).toMatchObject({
      ...refused,
      text: expect.stringContaining('at line 2, column 11'),
    });
    expect(await send(JSON.stringify('x'.repeat(70_000)))).toMatchObject({ status: 413 });
    expect(await ask('POST', '/api/runs', { ...cookie(), 'content-type': 'text/plain' }, '{}')).toMatchObject({
      status: 415,
    });
    expect((await ask('GET', '/api/runs/%E0%A4%A', cookie())).status).toBe(400);
  });

  test('a plan is checked without being run, and gets the seed that it lacks', async () => {
    const { seed: _, ...plan } = memoryPlan('checked');
    const { status, text } = await post('/api/plans/check', plan);
    expect([status, JSON.parse(text).plan]).toEqual([200, { ...plan, seed: expect.any(Number) }]);
    expect(puppet.hasBegun('checked')).toBe(false);
    expect((await post('/api/clusters/examine', { cluster: { type: 'lab' } })).status).toBe(200);
  });

  test('the history can be downloaded while the run goes on', async () => {
    const { id } = await begin('download');
    puppet.append('download', reads(2));
    await expect.poll(async () => (await server.runs.get(id))?.operations).toBe(2);
    const { headers, text } = await ask('GET', `/api/runs/${id}/history.jsonl`, cookie());
    expect(headers['content-disposition']).toBe(`attachment; filename="download-${id}.jsonl"`);
    const [header, ...ops] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ format: 'clew-history', plan: id });
    expect(ops).toEqual(reads(2));
    await finish('download', id);
  });
});

type ViewerSocket = Socket<ServerEvents, ClientEvents>;

const sockets: ViewerSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

function connect(
  auth: { share?: string } = {},
  headers: Record<string, string> = auth.share ? {} : cookie(),
): ViewerSocket {
  const socket: ViewerSocket = io(server.address, {
    auth,
    extraHeaders: headers,
    forceNew: true,
    reconnectionDelay: 10,
  });
  sockets.push(socket);
  return socket;
}

const connected = (socket: ViewerSocket) =>
  new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => resolve(error.message));
  });

const watch = (socket: ViewerSocket, runId: string, from: number) =>
  new Promise<WatchReply>((resolve) => socket.emit('watch', { runId, from }, resolve));

/** Keeps what a viewer got, in its order; watches again from there after every reconnect. */
function follow(socket: ViewerSocket, runId: string): Entry[] {
  const entries: Entry[] = [];
  socket.on('connect', () => void watch(socket, runId, entries.length));
  socket.on('entries', async (batch: EntryBatch, acknowledge) => {
    for (const { from, count, bytes } of chunksOf(batch)) {
      expect(from).toBeLessThanOrEqual(entries.length);
      const held = await unpackEntries(bytes);
      expect(held).toHaveLength(count);
      entries.push(...held.slice(entries.length - from));
    }
    acknowledge();
  });
  return entries;
}

describe('the stream', () => {
  test('viewers that come late, come back or stay have the same entries, none missing, none twice', async () => {
    const { id } = await begin('streamed');
    const early = connect();
    const flaky = connect();
    const followed = [follow(early, id), follow(flaky, id)];
    let index = 0;
    for (let round = 0; round < 40; round++) {
      puppet.append('streamed', reads(40, index));
      index += 80;
      if (round % 8 !== 7) continue;
      await expect.poll(() => flaky.connected).toBe(true);
      const isBack = connected(flaky);
      flaky.io.engine.close();
      expect(await isBack).toBe('connected');
    }
    followed.push(follow(connect(), id));
    await finish('streamed', id);
    const journal: Entry[] = [];
    for await (const page of server.runs.records.pages(id)) journal.push(...page);
    expect(journal).toHaveLength(3200 + 3);
    for (const entries of followed) {
      await expect.poll(() => entries.length).toBe(journal.length);
      expect(entries).toEqual(journal);
    }
  });

  test('a viewer that never acknowledges is sent one bounded batch and no more', async () => {
    const { id } = await begin('ignored');
    const slow = connect();
    const quick = follow(connect(), id);
    const batches: EntryBatch[] = [];
    slow.on('entries', (batch) => void batches.push(batch));
    await connected(slow);
    puppet.append('ignored', reads(1500));
    await expect.poll(() => quick.length).toBe(3001);
    await watch(slow, id, 0);
    puppet.append('ignored', reads(1500, 3000));
    await expect.poll(() => quick.length).toBe(6001);
    // An answer to a later request has passed whatever was sent before it.
    await watch(slow, 'nobody', 0);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.chunks[0]?.from).toBe(0);
    await finish('ignored', id);
  });

  test('operators see the list change, and the last summary of a run is never left out', async () => {
    const list = connect();
    const listed: RunSummary[] = [];
    list.on('listed', (run) => void listed.push(run));
    await connected(list);
    await new Promise<void>((resolve) => list.emit('watchRuns', () => resolve()));
    const { id } = await begin('listed');
    for (let i = 0; i < 50; i++) {
      puppet.append('listed', reads(1, 2 * i));
      await server.runs.records.entries(id, 0, 1);
    }
    await finish('listed', id);
    await expect.poll(() => listed.at(-1)).toEqual(await server.runs.get(id));
    // The last summary of another test's run may still come.
    expect(listed.find((run) => run.id === id)).toMatchObject({ phase: 'queued' });
  });

  test('a share link opens its run, nothing else, until it is revoked', async () => {
    const { id } = await begin('linked');
    const other = await begin('hidden');
    const share = (await server.links.make({ kind: 'run', id }, operator)).token;
    const viewer = connect({ share });
    expect(await connected(viewer)).toBe('connected');
    expect(await watch(viewer, id, 0)).toMatchObject({ ok: true, run: { id } });
    expect(await watch(viewer, other.id, 0)).toEqual({ ok: false, error: 'this link is for another run' });
    expect(await new Promise((resolve) => viewer.emit('watchRuns', resolve))).toEqual({ ok: false });
    const gone = new Promise<string>((resolve) => viewer.once('disconnect', resolve));
    await server.links.revoke({ kind: 'run', id }, operator);
    expect(await gone).toBe('io server disconnect');
    expect(await connected(connect({ share }))).toContain('revoked');
    await finish('linked', id);
    await finish('hidden', other.id);
  });

  test('nobody watches without a token, or from a page of another site', async () => {
    expect(await connected(connect({}, {}))).toContain('sign in first');
    expect(await connected(connect({}, { cookie: `clew-${port()}=${'x'.repeat(32)}` }))).toContain('sign in first');
    expect(await connected(connect({}, { ...cookie(), origin: 'http://evil.example' }))).not.toBe('connected');
    expect(await connected(connect({}, bearer()))).toBe('connected');
    const socket = connect();
    await connected(socket);
    expect(await watch(socket, 'nobody', 0)).toEqual({ ok: false, error: 'there is no such run' });
    expect(await watch(socket, 'nobody', -1)).toMatchObject({ ok: false });
  });
});

describe('the server', () => {
  test('leaves word of itself that only its owner can read', async () => {
    const file = join(directory.path, 'server.json');
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ pid: process.pid, url: server.address });
    expect(text).not.toContain(server.token);
    for (const name of ['server.json', 'token']) {
      expect((await stat(join(directory.path, name))).mode & 0o777).toBe(0o600);
    }
  });

  test('says which port is in use and how to choose another', async () => {
    const elsewhere = await temporaryDirectory();
    const taken = serve({ ...options(), dataDirectory: elsewhere.path, port: Number(port()) });
    await expect(taken).rejects.toMatchObject({
      failure: {
        message: `port ${port()} on 127.0.0.1 is in use by another program`,
        cure: expect.stringContaining('--port'),
      },
    });
    await elsewhere.remove();
  });

  test('refuses a data directory that another server has', async () => {
    await expect(serve(options())).rejects.toThrow(`is in use by process ${process.pid}`);
  });

  test('after a restart the token is the same, the runs are there, and who was signed in still is', async () => {
    const { token } = server;
    const before = (await server.runs.page()).runs;
    await server.close();
    await expect(stat(join(directory.path, 'server.json'))).rejects.toThrow('ENOENT');
    server = await serve({ ...options(), port: Number(port()) });
    expect(server.token).toBe(token);
    expect((await ask('GET', '/api/runs', cookie())).status).toBe(200);
    expect((await server.runs.page()).runs).toEqual(before);
  });
});

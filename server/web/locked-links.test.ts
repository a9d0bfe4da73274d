/**
 * Every way to a guest, with and without the password of the link: what is behind it is told to nobody without. A way that
 * is new is in this table by itself, because the table is made of the contract.
 */
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { present } from '@/lib/base/assert';
import { allEndpoints } from '@/lib/protocol/api/all-endpoints';
import { type Endpoint, pathOf } from '@/lib/protocol/api/endpoint';
import { shareOfRun } from '@/lib/protocol/experiment';
import { type LinkSubject, linkKinds, linkPath } from '@/lib/protocol/link';
import { operator } from '@/lib/protocol/principal';
import type { SharedReader } from '@/lib/protocol/shared-reader';
import type { WatchReply } from '@/lib/protocol/socket';
import { memoryPlan, Puppet, reads, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from './puppet-server.fixture';
import type { ServerHandle } from './serve';

const password = 'the right one';
const name = 'qsecretq';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let shared: SharedReader;
let run: LinkSubject;
let experiment: LinkSubject;
let runOfExperiment = '';
/** Of the run, of the experiment, and of a run in it. */
let tokens: {
  readonly run: string;
  readonly experiment: string;
  readonly part: string;
  readonly comparison: string;
  readonly trend: string;
};
let comparison: LinkSubject;
let trend: LinkSubject;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const puppet = new Puppet();
  server = await servePuppet(directory.path, puppet, {
    log: pino({ level: 'silent' }),
    openPages: async (options) => {
      shared = options.shared;
      return { listener: (_, response) => void response.end('a page'), close: async () => undefined };
    },
  });
  const { id } = await server.runs.submit(memoryPlan(name), operator);
  await puppet.begun(name);
  puppet.append(name, reads(2));
  await puppet.saveLogs(name, 'n1', 'elected\n');
  puppet.finish(name, { kind: 'verdict', sentence: name, findings: [] });
  await server.runs.ended(id);
  run = { kind: 'run', id };
  trend = { kind: 'trend', id: present(await server.trends.keyOf(id), 'a trend') };
  const { seed: _, ...plan } = memoryPlan(`${name} twice`);
  const launched = await fetch(`${server.address}/api/experiments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, plan, axes: [{ name: 'clients', values: [{ set: { 'load.concurrency': 1 } }] }] }),
  });
  experiment = { kind: 'experiment', id: ((await launched.json()) as { readonly id: string }).id };
  runOfExperiment = await vi.waitFor(async () => {
    const summary = await server.experiments.get(experiment.id);
    return present(summary?.combinations[0]?.slots[0]?.run, 'the first run of the experiment').id;
  });
  const made = async (of: LinkSubject) => (await server.links.make(of, operator)).token;
  comparison = { kind: 'comparison', id: `${id},${runOfExperiment}` };
  const ofExperiment = await made(experiment);
  tokens = {
    run: await made(run),
    experiment: ofExperiment,
    part: shareOfRun(ofExperiment, runOfExperiment),
    comparison: await made(comparison),
    trend: await made(trend),
  };
  for (const of of [run, experiment, comparison, trend]) await server.links.change(of, { password }, operator);
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

const under: readonly Endpoint[] = allEndpoints.filter(
  ({ access, method, path }) => access === 'anyone' && method === 'GET' && path.includes(':token'),
);
const rows = under.flatMap((endpoint) =>
  (['run', 'experiment', 'part', 'comparison', 'trend'] as const).map((of) => [endpoint.path, of, endpoint] as const),
);

const unlock = (token: string, guess: string) =>
  fetch(`${server.address}/api/share/${token}/unlock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: guess }),
  });

/** What a browser sends back. Kept, because a password may be tried so often only. */
async function passFor(token: string): Promise<string> {
  const known = passes.get(token);
  if (known !== undefined) return known;
  const answer = await unlock(token, password);
  expect(answer.status).toBe(204);
  const cookie = answer.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^clew-\d+-link-[\w-]{12}=\d+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
  passes.set(token, cookie.split(';')[0] ?? '');
  return passFor(token);
}

const passes = new Map<string, string>();

const get = (path: string, cookie = '') => fetch(`${server.address}${path}`, { headers: { cookie } });

test.each(rows)('%s under the token of a %s is closed without the password', async (_, of, endpoint) => {
  const token = tokens[of];
  const path = pathOf(endpoint, { token, node: 'n1', file: 'etcd.log' });
  const other = await passFor(tokens[of === 'run' ? 'experiment' : 'run']);
  const forged = (await passFor(token)).replace(/=\d+/, '=9999999999999');
  // An endpoint that is for links of another kind knows no such link, locked or not.
  for (const cookie of ['', other, forged, `${other.split('=')[0]}=`]) {
    const answer = await get(path, cookie);
    const text = await answer.text();
    expect([path, cookie, [401, 404].includes(answer.status), text.includes(name)]).toEqual([
      path,
      cookie,
      true,
      false,
    ]);
    if (answer.status === 401) expect(JSON.parse(text).error.message).toBe('this link asks for a password');
  }
  const opened = await get(path, await passFor(token));
  await opened.text();
  expect(opened.status).not.toBe(401);
});

test('with the password the same ways are open', async () => {
  const opens = async (path: string, token: string) => (await get(path, await passFor(token))).status;
  expect(await opens(`/api/share/${tokens.run}`, tokens.run)).toBe(200);
  expect(await opens(`/api/share/${tokens.run}/history.jsonl`, tokens.run)).toBe(200);
  expect(await opens(`/api/share/${tokens.run}/logs/n1/etcd.log`, tokens.run)).toBe(200);
  expect(await opens(`/api/share/${tokens.experiment}/experiment`, tokens.experiment)).toBe(200);
  expect(await opens(`/api/share/${tokens.comparison}/comparison`, tokens.comparison)).toBe(200);
  expect(await opens(`/api/share/${shareOfRun(tokens.comparison, run.id)}`, tokens.comparison)).toBe(200);
  expect(await opens(`/api/share/${tokens.trend}/trend`, tokens.trend)).toBe(200);
  expect(await opens(`/api/share/${tokens.trend}/badge.svg`, tokens.trend)).toBe(200);
  // That of the experiment is that of its runs, given at either.
  expect(await opens(`/api/share/${tokens.part}`, tokens.experiment)).toBe(200);
  expect(await opens(`/api/share/${tokens.experiment}/experiment`, tokens.part)).toBe(200);
});

async function connect(share: string, cookie: string): Promise<WatchReply | string> {
  const socket = io(server.address, {
    auth: { share },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  try {
    return await new Promise((resolve, reject) => {
      socket.on('connect_error', (error) => resolve(error.message));
      socket.on('connect', () => {
        const runId = share === tokens.run ? run.id : runOfExperiment;
        socket.emitWithAck('watch', { runId, from: 0 }).then(resolve, reject);
      });
    });
  } finally {
    socket.disconnect();
  }
}

describe('the stream', () => {
  test.each(['run', 'part'] as const)('of a %s lets in nobody without the password', async (of) => {
    expect(await connect(tokens[of], '')).toMatch(/^sign in first/);
    expect(await connect(tokens[of], await passFor(tokens[of === 'run' ? 'part' : 'run']))).toMatch(/^sign in first/);
    expect(await connect(tokens[of], await passFor(tokens[of]))).toMatchObject({ ok: true });
  });

  test('sends away who is there when a password is set', async () => {
    await server.links.change(run, { password: null }, operator);
    const socket = io(server.address, {
      auth: { share: tokens.run },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve) => socket.on('connect', resolve));
    const gone = new Promise<string>((resolve) => socket.on('disconnect', resolve));
    await server.links.change(run, { password }, operator);
    expect(await gone).toBe('io server disconnect');
    socket.disconnect();
    passes.clear();
  });
});

test('tags and pictures have nothing of it, not even for whoever has the password', async () => {
  expect(await shared.run(tokens.run)).toBeUndefined();
  expect(await shared.run(tokens.part)).toBeUndefined();
  expect(await shared.experiment(tokens.experiment)).toBeUndefined();
  expect(await shared.comparison(tokens.comparison)).toBeUndefined();
  expect(await shared.trend(tokens.trend)).toBeUndefined();
  await server.links.change(run, { password: null }, operator);
  expect((await shared.run(tokens.run))?.id).toBe(run.id);
  await server.links.change(run, { password }, operator);
});

test('the page is one and the same for every link, and a link that is none is told apart as before', async () => {
  for (const kind of linkKinds) {
    const path = linkPath(kind, tokens[kind]);
    expect(await (await get(path)).text()).toBe('a page');
  }
  expect((await unlock('nothing', password)).status).toBe(404);
});

test('a wrong password opens nothing, and too many are not listened to any more, nor is the right one', async () => {
  const { id } = await server.runs.submit(memoryPlan('guessed'), operator);
  const { token } = await server.links.make({ kind: 'run', id }, operator);
  await server.links.change({ kind: 'run', id }, { password }, operator);
  const wrong = await unlock(token, 'the wrong one');
  expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null]);
  for (let i = 0; i < 9; i++) expect((await unlock(token, `guess ${i}`)).status).toBe(403);
  const late = await unlock(token, password);
  expect([late.status, late.headers.get('retry-after'), late.headers.get('set-cookie')]).toEqual([503, '30', null]);
});

test('an address that guessed too much is not listened to, at whatever link', async () => {
  const strict = await temporaryDirectory();
  const guarded = await servePuppet(strict.path, new Puppet(), { failureLimit: { burst: 3 } });
  try {
    const { id } = await guarded.runs.submit(memoryPlan('guarded'), operator);
    const { token } = await guarded.links.make({ kind: 'run', id }, operator);
    await guarded.links.change({ kind: 'run', id }, { password }, operator);
    const guess = (text: string) =>
      fetch(`${guarded.address}/api/share/${token}/unlock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password: text }),
      }).then(({ status }) => status);
    expect([await guess('a'), await guess('b'), await guess('c')]).toEqual([403, 403, 403]);
    expect(await guess(password)).toBe(429);
  } finally {
    await guarded.close();
    await strict.remove();
  }
});

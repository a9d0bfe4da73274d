/** The client against a scripted server: whom it asks, what it sends, and what an answer that never came means. */
import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import type { SystemContext } from '../kit/system';
import { RedisClient } from './client';
import { registerOperation } from './operations';
import { ScriptedRedis } from './scripted-redis.fixture';

const never = new AbortController().signal;
const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];

let server: ScriptedRedis;
let client: RedisClient;
/** Whom it connected to, as `address:port`. */
let reached: string[];

afterEach(async () => {
  await client.close();
  await server.stop();
});

/** By the name of a command. */
type Answers = Readonly<Record<string, string | ((socket: Socket) => string | undefined)>>;

const usual = {
  sentinel: '*2\r\n$8\r\n10.0.0.3\r\n$4\r\n6379\r\n',
  auth: '+OK\r\n',
  set: '+OK\r\n',
  get: '$1\r\n3\r\n',
} as const;

/** A client on the side of n1. */
async function prepared(answers: Answers, { readLevel = 'master', waitReplicas = 0, timeoutMs = 60_000 } = {}) {
  const all: Answers = { ...usual, ...answers };
  server = await ScriptedRedis.start(([name = ''], socket) => {
    const answer = all[name.toLowerCase()];
    return typeof answer === 'function' ? answer(socket) : answer;
  });
  reached = [];
  const connect = async (host: string, port: number) => {
    reached.push(`${host}:${port}`);
    return server.connect();
  };
  const nodes = addresses.map((address, i) => ({
    name: `n${i + 1}`,
    remote: { ...server.remote, address, connect },
  }));
  const context: SystemContext = {
    plan: planSchema.parse({
      name: 'Redis as a script',
      cluster: { type: 'lab', nodes: 3 },
      system: { name: 'redis', waitReplicas },
      client: { readLevel, timeoutMs },
      seed: 1,
    }),
    nodes,
    report: { step: (_title, _node, work) => work(), log: () => undefined },
    signal: never,
    cacheDirectory: '/nowhere',
  };
  const [node] = nodes;
  if (node === undefined) throw new Error('no node');
  client = new RedisClient(node, context, 'secret', registerOperation);
}

const invoke = (f: string, value: Json, signal = never) => {
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value };
  return client.invoke(op, signal);
};

const names = () => server.commands.map(([name]) => name);

it('asks its own Sentinel, and then whom that names, over one connection each', async () => {
  await prepared({});
  expect(await invoke('write', 3)).toEqual({ type: 'ok', value: 3, node: 'n3' });
  expect(await invoke('read', null)).toEqual({ type: 'ok', value: 3, node: 'n3' });
  expect(reached).toEqual(['10.0.0.1:26379', '10.0.0.3:6379']);
  expect(names()).toEqual(['SENTINEL', 'AUTH', 'SET', 'SENTINEL', 'GET']);
});

it('follows its Sentinel to another master', async () => {
  let master = '10.0.0.3';
  await prepared({ sentinel: () => `*2\r\n$8\r\n${master}\r\n$4\r\n6379\r\n` });
  await invoke('write', 3);
  master = '10.0.0.2';
  expect(await invoke('write', 4)).toMatchObject({ type: 'ok', node: 'n2' });
  expect(reached).toEqual(['10.0.0.1:26379', '10.0.0.3:6379', '10.0.0.2:6379']);
});

it('reads at its own node where the plan says so, and writes at the master all the same', async () => {
  await prepared({}, { readLevel: 'replica' });
  expect(await invoke('read', null)).toMatchObject({ type: 'ok', node: 'n1' });
  expect(reached).toEqual(['10.0.0.1:6379']);
  expect(await invoke('write', 3)).toMatchObject({ type: 'ok', node: 'n3' });
});

it('a Sentinel that names nobody has the write fail, with nothing sent to a server', async () => {
  await prepared({ sentinel: '*-1\r\n' });
  expect(await invoke('write', 3)).toEqual({ type: 'fail', error: 'no-master', node: 'n1' });
  expect(names()).toEqual(['SENTINEL']);
});

it('a Sentinel that is silent has the write fail: it was sent to nobody', async () => {
  await prepared({ sentinel: () => undefined }, { timeoutMs: 10 });
  expect(await invoke('write', 3)).toMatchObject({ type: 'fail' });
  expect(names().filter((name) => name === 'SET')).toEqual([]);
});

it('a write whose answer is lost is unknown, and is not sent again', async () => {
  await prepared({ set: (socket) => void socket.destroy() });
  expect(await invoke('write', 3)).toEqual({ type: 'info', error: 'connection-lost', node: 'n3' });
  expect(names().filter((name) => name === 'SET')).toEqual(['SET']);
});

it('a write that is stopped when it was sent is unknown, a read fails', async () => {
  const stop = new AbortController();
  const silent = () => {
    stop.abort();
    return undefined;
  };
  await prepared({ set: silent, get: silent });
  expect(await invoke('write', 3, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
  const again = new AbortController();
  const read = invoke('read', null, again.signal);
  await expect.poll(names).toContain('GET');
  again.abort();
  expect(await read).toMatchObject({ type: 'fail', error: 'stopped' });
});

it('a server that became a replica refuses a write, certainly', async () => {
  await prepared({ set: "-READONLY You can't write against a read only replica.\r\n" });
  expect(await invoke('write', 3)).toMatchObject({ type: 'fail', error: { error: 'read-only' } });
});

it('an answer that is none leaves a write unknown', async () => {
  await prepared({ set: '$1\r\n3\r\n' });
  expect(await invoke('write', 3)).toMatchObject({ type: 'info', error: { error: 'unclassified' } });
});

it.each([
  ['enough replicas confirm', ':2\r\n', { type: 'ok' }],
  ['too few replicas confirm', ':1\r\n', { type: 'info', error: { error: 'few-replicas', confirmed: 1 } }],
  ['the wait is refused', '-UNBLOCKED force unblock\r\n', { type: 'info', error: { error: 'few-replicas' } }],
  ['the connection ends meanwhile', (socket: Socket) => void socket.destroy(), { type: 'info' }],
])('a write where %s', async (_title, answer, completion) => {
  await prepared({ wait: answer }, { waitReplicas: 2 });
  expect(await invoke('write', 3)).toMatchObject(completion);
  expect(names()).toEqual(['SENTINEL', 'AUTH', 'SET', 'WAIT']);
});

it.each(['-WRONGPASS invalid username-password pair or user is disabled.\r\n', '-NOAUTH Authentication required.\r\n'])(
  'a server that refuses the password of the run (%j) breaks the test, and is named',
  async (answer) => {
    await prepared({ auth: answer });
    await expect(invoke('write', 3)).rejects.toMatchObject({
      name: 'BrokenTestError',
      failure: { node: 'n3', message: expect.stringContaining('n3 refuses the password of this run') },
    });
    expect(names()).toEqual(['SENTINEL', 'AUTH']);
  },
);

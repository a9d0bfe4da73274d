import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Op } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import { BrokenTestError } from '../../kit/client';
import { ScriptedNode } from '../../kit/http/scripted-node';
import { leaseSeconds, MutexClient } from './mutex-client';

const never = new AbortController().signal;
const header =
  '"header":{"cluster_id":"7661329982070316700","member_id":"5782278966986693708","revision":"5","raft_term":"2"}';
const plan = planSchema.parse({
  name: 'v3',
  cluster: { type: 'lab' },
  system: { name: 'etcd-v3' },
  workload: { name: 'mutex' },
  client: { timeoutMs: 2000 },
  load: { delaySeconds: 0 },
  seed: 1,
});

/** What etcd 3.4.23 answered, by path; undefined never answers. */
let answers: Record<string, readonly [number, string] | undefined>;
let node: ScriptedNode;
let client: MutexClient;

beforeEach(async () => {
  answers = {
    '/v3/lease/grant': [200, `{${header},"ID":"6650868977352107534","TTL":"6"}`],
    '/v3/lock/lock': [200, `{${header},"key":"bG9jay81YzRjYTIxOGRhYmNlNjBl"}`],
    '/v3/lock/unlock': [200, `{${header}}`],
    '/v3/lease/revoke': [200, `{${header}}`],
  };
  node = await ScriptedNode.start('n1', ({ url }, response) => {
    const answer = answers[url];
    if (answer) response.writeHead(answer[0]).end(answer[1]);
  });
  client = new MutexClient(node.node, [node.node], plan);
});

afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  await node.stop();
});

function invoke(f: string) {
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value: null };
  return client.invoke(op, never);
}

const paths = () => node.requests.map(({ url }) => url);

it('acquires with a lease of its own, and releases the key that it got', async () => {
  expect(await invoke('acquire')).toEqual({ type: 'ok', value: null, revision: { index: 5 } });
  expect(await invoke('release')).toMatchObject({ type: 'ok' });
  expect(await invoke('acquire')).toMatchObject({ type: 'ok' });
  expect(paths()).toEqual(['/v3/lease/grant', '/v3/lock/lock', '/v3/lock/unlock', '/v3/lease/grant', '/v3/lock/lock']);
  expect(node.requests.map(({ body }) => JSON.parse(body))).toEqual([
    { TTL: String(leaseSeconds(plan)) },
    { name: 'Y2xldy9sb2Nr', lease: '6650868977352107534' },
    { key: 'bG9jay81YzRjYTIxOGRhYmNlNjBl' },
    { TTL: String(leaseSeconds(plan)) },
    { name: 'Y2xldy9sb2Nr', lease: '6650868977352107534' },
  ]);
});

it('has a lease that outlives the longest acquire, the pauses, and the next operation', () => {
  const load = { ...plan.load, delaySeconds: 2 };
  expect(leaseSeconds({ client: { ...plan.client, timeoutMs: 5000 }, load })).toBe(19);
});

it('has not acquired where it got no lease, whatever came of that', async () => {
  answers['/v3/lease/grant'] = [503, '{"code":14, "message":"etcdserver: request timed out"}'];
  expect(await invoke('acquire')).toMatchObject({ type: 'fail' });
  expect(paths()).toEqual(['/v3/lease/grant']);
});

it('may have acquired where the lock did not answer, and then revokes its lease', async () => {
  answers['/v3/lock/lock'] = undefined;
  expect(await invoke('acquire')).toMatchObject({ type: 'info', error: 'timed-out' });
  await client.close();
  expect(paths().at(-1)).toBe('/v3/lease/revoke');
});

it('never calls a release a failure: the end of the lease releases, too', async () => {
  await invoke('acquire');
  node.refusal = new Error('connect ECONNREFUSED');
  await node.drop();
  expect(await invoke('release')).toMatchObject({ type: 'info' });
  node.refusal = undefined;
});

it.each(['/v3/lease/grant', '/v3/lock/lock'])(
  'does not say that it holds the lock when its lease may have ended while %s stood still',
  async (path) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const answer = node.script;
    node.script = (seen, response) => {
      if (seen.url === path) vi.setSystemTime(leaseSeconds(plan) * 1000);
      answer(seen, response);
    };
    expect(await invoke('acquire')).toMatchObject({ type: 'info', error: 'lease-ended' });
  },
);

it('ends the test as its own failure when a lock was held for longer than its lease', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  expect(await invoke('acquire')).toMatchObject({ type: 'ok' });
  vi.setSystemTime(leaseSeconds(plan) * 1000);
  await expect(invoke('release')).rejects.toBeInstanceOf(BrokenTestError);
});

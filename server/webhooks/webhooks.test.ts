import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { openAnomaly } from '@/lib/checker/linearizable/anomaly';
import { planSchema } from '@/lib/plan/plan';
import { operator } from '@/lib/protocol/principal';
import { newSummary } from '@/lib/protocol/summary';
import type { Delivery } from '@/lib/protocol/webhook';
import { openNoTestbed, Puppet, reads, temporaryDirectory } from '../jobs/puppet.fixture';
import { openWorkspace, type Workspace } from '../jobs/workspace';
import { openStore } from '../store/store';
import type { Answer, Message } from './send';
import { WebhookError, Webhooks } from './webhooks';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let workspace: Workspace;
let webhooks: Webhooks;
let puppet: Puppet;
let now: number;
let answers: Answer[];
let sent: Message[];
let lines: string[];
/** What waits for the clock. */
let waiting: { readonly work: () => void; readonly at: number } | undefined;

const url = 'https://example.org/hook?key=qsecretq';

beforeEach(async () => {
  now = 1_000_000;
  [answers, sent, lines] = [[], [], []];
  directory = await temporaryDirectory();
  puppet = new Puppet();
  await openWork();
  open();
});

afterEach(async () => {
  await webhooks.close();
  await workspace.close();
  await directory.remove();
});

async function openWork(): Promise<void> {
  workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: openNoTestbed,
    execute: puppet.execute,
    heal: async () => [],
  });
}

function open(): void {
  webhooks = new Webhooks({
    table: workspace.webhooks,
    runs: workspace.runs,
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    publicUrl: 'https://clew.example.org',
    now: () => now,
    later: (work, ms) => {
      const mine = { work, at: now + ms };
      waiting = mine;
      if (ms === 0) setImmediate(() => waiting === mine && work());
      return () => {
        if (waiting === mine) waiting = undefined;
      };
    },
    send: async (message) => {
      sent.push(message);
      return answers.shift() ?? { status: 204 };
    },
  });
}

/** The clock is put to a time, at which there is something to do. */
async function pass(to: number): Promise<void> {
  await expect.poll(() => waiting?.at).toBeGreaterThan(now);
  now = to;
  waiting?.work();
}

const planOf = (name: string) =>
  planSchema.parse({
    name,
    cluster: { type: 'ssh', nodes: [{ name: 'n1', host: '10.9.8.7' }] },
    system: { name: 'etcd' },
    seed: 1,
  });

async function finished(name: string): Promise<string> {
  const { id } = await workspace.runs.submit(planOf(name), operator);
  await puppet.begun(name);
  puppet.append(name, reads(2));
  puppet.finish(name, { kind: 'verdict', sentence: 'n1 at 10.9.8.7 said so.', findings: [] });
  await workspace.runs.ended(id);
  return id;
}

const states = async () => (await webhooks.deliveries()).map(({ tries, problem, nextAt }) => [tries, problem, nextAt]);

test('who has asked for it is told once of a run that is over, with what a guest may see of it', async () => {
  const added = await webhooks.add({ url, events: ['run-finished'] });
  await webhooks.add({ url: 'https://example.org/other', events: ['violation-found'] });
  const id = await finished('told');
  await expect.poll(() => sent.length).toBe(1);
  const [{ body, webhook } = { body: '', webhook: undefined }] = sent;
  expect(webhook).toEqual(added);
  expect(JSON.parse(body)).toMatchObject({
    event: 'run-finished',
    run: { id, name: 'told', system: 'etcd', phase: 'done', address: `https://clew.example.org/runs/${id}` },
  });
  expect(body).not.toContain('10.9.8.7');
  workspace.runs.events.publish({ type: 'run-ended', runId: id });
  await expect.poll(states).toEqual([[1, undefined, undefined]]);
  expect(sent).toHaveLength(1);
  expect(await webhooks.deliveries()).toMatchObject([{ webhookId: added.id, event: 'run-finished', status: 204 }]);
});

test('a violation is told of while the run goes on', async () => {
  await webhooks.add({ url, events: ['violation-found'] });
  const { id } = await workspace.runs.submit(planOf('breaks'), operator);
  await puppet.begun('breaks');
  puppet.append('breaks', reads(2));
  puppet.append('breaks', [{ type: 'violation', at: 2, checker: 'linearizability', anomaly: openAnomaly(2, 3) }]);
  await expect.poll(async () => (await workspace.runs.get(id))?.violationTime).toBeDefined();
  await expect.poll(() => sent.length).toBe(1);
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ event: 'violation-found', run: { id, phase: 'running' } });
  puppet.finish('breaks', { kind: 'aborted', reason: 'enough' });
  await workspace.runs.ended(id);
  expect(sent).toHaveLength(1);
});

test('a violation of a run that was over long before is no news when the run is named', async () => {
  const { id } = await workspace.runs.submit(planOf('broke'), operator);
  await puppet.begun('broke');
  puppet.append('broke', reads(2));
  puppet.append('broke', [{ type: 'violation', at: 2, checker: 'linearizability', anomaly: openAnomaly(2, 3) }]);
  puppet.finish('broke', { kind: 'aborted', reason: 'enough' });
  await workspace.runs.ended(id);
  expect((await workspace.runs.get(id))?.violationTime).toBeDefined();
  now = Date.now() + 3600_000;
  await webhooks.add({ url, events: ['violation-found', 'run-finished'] });
  await workspace.library.label(id, { name: 'seen' });
  // Behind the change of its name in the same line.
  workspace.runs.events.publish({ type: 'run-ended', runId: id });
  await expect.poll(() => sent.map(({ body }) => JSON.parse(body).event)).toEqual(['run-finished']);
});

test('what does not arrive is tried again with longer pauses, and given up at last', async () => {
  await webhooks.add({ url, events: ['run-finished'] });
  answers = Array.from({ length: 9 }, () => ({ status: 500, problem: 'it answered 500' }));
  await finished('lost');
  const pauses: number[] = [];
  for (let tries = 1; tries < 7; tries++) {
    await expect.poll(async () => (await states())[0]?.[0]).toBe(tries);
    const [, , nextAt] = (await states())[0] ?? [];
    pauses.push((Number(nextAt) - now) / 1000);
    await pass(Number(nextAt));
  }
  expect(pauses).toEqual([10, 60, 300, 1800, 7200, 21600]);
  await expect.poll(states).toEqual([[7, 'it answered 500', undefined]]);
  expect(sent).toHaveLength(7);
  expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
});

test('what was to be told when the server ended is told by the next', async () => {
  await webhooks.add({ url, events: ['run-finished'] });
  answers = [{ problem: 'nobody listens there' }];
  await finished('late');
  await expect.poll(async () => (await states())[0]?.[0]).toBe(1);
  await webhooks.close();
  now += 3600_000;
  open();
  await expect.poll(states).toEqual([[2, undefined, undefined]]);
});

test('a run that the end of the server had cut off is told of by the next', async () => {
  await webhooks.add({ url, events: ['run-finished'] });
  await webhooks.close();
  await workspace.close();
  const store = await openStore(join(directory.path, 'store'));
  const lease = present(await store.leases.take('run', 'cut-off', 'another'), 'a lease');
  const summary = newSummary({ id: 'cut-off', plan: planOf('cut off'), createdAt: now, launchedBy: operator });
  await store.saveRun(lease, { ...summary, phase: 'running' });
  await store.leases.release(lease);
  await store.close();
  await openWork();
  open();
  await expect.poll(() => sent.map(({ body }) => JSON.parse(body).run.id)).toEqual(['cut-off']);
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ event: 'run-finished', run: { outcome: 'aborted' } });
});

test('what only a newer version can send waits for it, and is not asked for again and again', async () => {
  const { id } = await webhooks.add({ url, events: ['run-finished'] });
  await expect.poll(() => waiting?.at).toBe(now + 60_000);
  const delivery = { id: 'of-tomorrow', webhookId: id, event: 'run-begun', runId: 'r', createdAt: now, nextAt: now };
  await workspace.webhooks.enqueue({ ...delivery, tries: 0 } as unknown as Delivery, '{}');
  await pass(now + 60_000);
  await expect.poll(() => waiting?.at).toBe(now + 60_000);
  expect(sent).toEqual([]);
});

test('neither the log nor the list has a secret', async () => {
  const { id, secret } = await webhooks.add({ url, events: ['run-finished'] });
  answers = [{ problem: 'nobody listens there' }];
  await finished('quiet');
  await expect.poll(async () => (await states())[0]?.[0]).toBe(1);
  expect(JSON.stringify(await webhooks.list())).not.toContain(secret);
  const said = lines.join('');
  expect(said).toContain('a webhook could not be told');
  expect([said.includes('qsecretq'), said.includes('example.org'), said.includes(secret)]).toEqual([
    false,
    false,
    false,
  ]);
  expect(await webhooks.remove(id)).toBe(true);
  expect([await webhooks.list(), await webhooks.deliveries(), await webhooks.remove(id)]).toEqual([[], [], false]);
});

test('where it may not be sent is refused, and so are too many', async () => {
  await expect(webhooks.add({ url: 'http://127.0.0.1/', events: ['run-finished'] })).rejects.toThrow(WebhookError);
  for (let i = 0; i < 20; i++) await webhooks.add({ url: `https://example.org/${i}`, events: ['run-finished'] });
  await expect(webhooks.add({ url, events: ['run-finished'] })).rejects.toThrow('20 webhooks already');
});

test('a test tells of no run, once and at once, and is signed as all else', async () => {
  const added = await webhooks.add({ url, events: ['run-finished'] });
  answers = [{ problem: 'nobody listens there' }, { status: 202 }];
  expect(await webhooks.test(added.id)).toEqual({ problem: 'nobody listens there' });
  expect(await webhooks.test(added.id)).toEqual({ status: 202 });
  expect(sent.map(({ webhook }) => webhook)).toEqual([added, added]);
  expect(sent.map(({ body }) => JSON.parse(body))).toEqual(sent.map(({ id }) => ({ id, event: 'test', at: now })));
  expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  expect(await states()).toEqual([]);
  expect(await webhooks.test('of another time')).toBeUndefined();
});

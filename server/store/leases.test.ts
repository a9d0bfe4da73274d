import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { storedExperiment } from '@/lib/plan/experiment-document';
import { planSchema } from '@/lib/plan/plan';
import { blockOf } from '@/lib/protocol/block-builder';
import { operator } from '@/lib/protocol/principal';
import { newSummary } from '@/lib/protocol/summary';
import { type Lease, LostLeaseError, lapseMs } from './leases';
import { packBlock } from './lines';
import { openStore, type Store } from './store';

let directory: string;
let store: Store;
let now = 1_795_000_000_000;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-leases-'));
  store = await openStore(directory, { now: () => now });
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const plan = planSchema.parse({ name: 'x', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const summaryOf = (id: string) => newSummary({ id, plan, createdAt: 1 });

async function take(id: string, owner: string): Promise<Lease> {
  return present(await store.leases.take('run', id, owner), `the lease of ${id} for ${owner}`);
}

async function chunk(from: number) {
  const at = 1;
  const bytes = await packBlock(blockOf([{ type: 'log', at, level: 'info', source: 'test', message: `${from}` }]));
  return { from, count: 1, bytes };
}

test('a lease is held by one owner until it was not renewed for a while', async () => {
  expect(await store.leases.take('run', 'a', 'one')).toMatchObject({ owner: 'one', epoch: 1 });
  now += lapseMs;
  expect(await store.leases.take('run', 'a', 'two')).toBeUndefined();
  expect(await store.leases.renew('one')).toEqual([
    { kind: 'run', id: 'a', owner: 'one', epoch: 1, stopRequest: null },
  ]);
  now += lapseMs;
  expect(await store.leases.take('run', 'a', 'two')).toBeUndefined();
  now += 1;
  expect(await store.leases.take('run', 'a', 'two')).toMatchObject({ owner: 'two', epoch: 2 });
  expect(await store.leases.renew('one')).toEqual([]);
});

test('a run and an experiment of the same name have leases of their own', async () => {
  await take('b', 'one');
  expect(await store.leases.take('experiment', 'b', 'two')).toMatchObject({ epoch: 1 });
});

test('its own owner takes a lease again at once, in a new epoch', async () => {
  const before = await take('c', 'one');
  expect((await take('c', 'one')).epoch).toBe(before.epoch + 1);
});

test('a lease that was released is free, and its epochs go on', async () => {
  const before = await take('d', 'one');
  await store.leases.release(before);
  expect(await store.leases.renew('one')).not.toContainEqual(expect.objectContaining({ id: 'd' }));
  const after = await take('d', 'two');
  expect(after.epoch).toBe(before.epoch + 1);
  await store.leases.release(before);
  expect(await store.leases.take('run', 'd', 'one')).toBeUndefined();
});

test('whatever a run writes under an earlier epoch is refused, and changes nothing', async () => {
  const stale = await take('e', 'one');
  await store.saveRun(stale, summaryOf('e'));
  await store.appendChunk(stale, await chunk(0));
  now += lapseMs + 1;
  const current = await take('e', 'two');
  await expect(store.appendChunk(stale, await chunk(1))).rejects.toThrow(LostLeaseError);
  await expect(store.saveRun(stale, { ...summaryOf('e'), phase: 'done' })).rejects.toThrow(LostLeaseError);
  await expect(store.saveLog(stale, { node: 'n1', file: 'x.log', text: '' })).rejects.toThrow(LostLeaseError);
  expect(await store.countEntries('e')).toBe(1);
  expect(await store.findRun('e')).toMatchObject({ phase: 'queued' });
  expect(await store.listLogs('e')).toEqual([]);
  await store.appendChunk(current, await chunk(1));
  await store.saveRun(current, { ...summaryOf('e'), phase: 'done' });
  expect(await store.countEntries('e')).toBe(2);
  expect(await store.findRun('e')).toMatchObject({ phase: 'done' });
});

test('an experiment is written under its lease alone', async () => {
  const document = storedExperiment({ version: 2, name: 'x', plan: {}, axes: [], seed: 1 });
  const lease = present(await store.leases.take('experiment', 'f', 'one'), 'a lease');
  const stored = { id: 'f', document, plans: [plan], createdAt: 1, ending: { state: 'going-on' } } as const;
  await store.experiments.insert(lease, stored);
  await store.leases.release(lease);
  await expect(store.experiments.end(lease, { state: 'done' })).rejects.toThrow(LostLeaseError);
  expect((await store.experiments.find('f'))?.ending.state).toBe('going-on');
});

test('whoever holds a lease is told at the next renewal that someone asked for its end', async () => {
  const lease = await take('g', 'one');
  expect(await store.leases.requestStop('run', 'g', operator)).toBe(true);
  expect(await store.leases.renew('one')).toContainEqual({ ...lease, stopRequest: operator });
  await store.leases.release(lease);
  expect(await store.leases.requestStop('run', 'g', operator)).toBe(false);
  expect(await store.leases.requestStop('run', 'nothing', operator)).toBe(false);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { planSchema } from '@/lib/plan/plan';
import type { RunSummary } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import type { TrendQuery } from '@/lib/protocol/trend';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { CursorError } from './library-order';
import { openEmbedded } from './pglite/open';
import { Store } from './store';
import { TrendTable } from './trends';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
let few: TrendTable;

const plan = planSchema.parse({ name: 'a', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });

beforeAll(async () => {
  directory = await temporaryDirectory();
  const database = await openEmbedded(directory.path);
  store = new Store(database);
  few = new TrendTable(database.sql, 2);
  const ended = { phase: 'done', outcome: 'valid' } as const;
  await save('first', 1, { ...ended, systemVersion: '1.0' });
  await save('second', 2, {
    ...ended,
    outcome: 'invalid',
    systemVersion: '1.1',
    headline: 'Not linearizable',
    violationTime: 5,
  });
  await save('third', 3, { ...ended, outcome: 'weak', systemVersion: '1.1', plan: { ...plan, name: 'b', seed: 9 } });
  // A violation was seen before it was stopped.
  await save('stopped', 4, { ...ended, outcome: 'aborted', systemVersion: '1.0', violationTime: 7 });
  await save('undecided', 5, { ...ended, outcome: 'unknown' });
  await save('deleted', 6, ended);
  await store.library.setDeleted('deleted', 7);
  await save('other', 8, { ...ended, plan: { ...plan, recoverySeconds: 7 } });
  await save('going on', 9, { plan: { ...plan, name: 'newest' } });
});

afterAll(async () => {
  await store.close();
  await directory.remove();
});

async function save(id: string, createdAt: number, change: Partial<RunSummary>): Promise<void> {
  const run = { ...newSummary({ id, plan, createdAt }), ...change };
  await store.saveRun(present(await store.leases.take('run', id, 'test'), 'a lease'), run);
}

const key = async (id = 'first') => present(await store.trends.keyOf(id), 'a key');
const page = async (query: Partial<TrendQuery> = {}) => store.trends.page(await key(), { limit: 100, ...query });

test('runs of one plan have one key, whatever their seeds and names', async () => {
  expect(await key('third')).toBe(await key());
  expect(await key('other')).not.toBe(await key());
  expect(await store.trends.keyOf('nothing')).toBeUndefined();
});

test('a trend has the runs of its plan that are over, newest first, and the plan of the newest', async () => {
  const trend = await page();
  expect(trend.runs.map(({ id }) => id)).toEqual(['undecided', 'stopped', 'third', 'second', 'first']);
  expect(trend).toMatchObject({ key: await key(), total: 5, plan: { name: 'newest' } });
  expect(trend.runs[3]).toEqual({
    ...{ id: 'second', createdAt: 2, outcome: 'invalid', isRefuted: true },
    ...{ headline: 'Not linearizable', version: '1.1' },
  });
  expect(trend.next).toBeUndefined();
});

test('what was found is counted by version, of what was decided', async () => {
  expect((await page()).versions).toEqual([
    { outcomes: { unknown: 1 }, found: 0, decided: 0, newestAt: 5 },
    { version: '1.0', outcomes: { valid: 1, aborted: 1 }, found: 1, decided: 2, newestAt: 4 },
    { version: '1.1', outcomes: { invalid: 1, weak: 1 }, found: 1, decided: 2, newestAt: 3 },
  ]);
});

test('pages follow each other, and what is counted stays', async () => {
  const first = await page({ limit: 2 });
  const second = await page({ limit: 2, after: present(first.next, 'a next page') });
  const third = await page({ limit: 2, after: present(second.next, 'a next page') });
  const ids = [first, second, third].flatMap(({ runs }) => runs.map(({ id }) => id));
  expect(ids).toEqual(['undecided', 'stopped', 'third', 'second', 'first']);
  expect(third.next).toBeUndefined();
  expect(third.versions).toEqual(first.versions);
  await expect(page({ after: 'nonsense' })).rejects.toBeInstanceOf(CursorError);
});

test('beyond a bound the newest are counted, and it is said that there are more', async () => {
  const trend = await few.page(await key(), { limit: 100 });
  expect(trend).toMatchObject({ total: 2, isMore: true });
  expect(trend.runs).toHaveLength(5);
  expect(trend.versions.map(({ version }) => version)).toEqual([undefined, '1.0']);
});

test('a plan that was never run has an empty trend', async () => {
  expect(await store.trends.page('0'.repeat(32), { limit: 100 })).toEqual({
    ...{ key: '0'.repeat(32), total: 0, versions: [], runs: [] },
  });
});

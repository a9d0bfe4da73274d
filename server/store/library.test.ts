import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { planSchema } from '@/lib/plan/plan';
import {
  type LabelChange,
  type RunFilter,
  type RunOrder,
  runFilterSchema,
  runOrderSchema,
  runQuerySchema,
} from '@/lib/protocol/library';
import type { RunLabel, RunSummary } from '@/lib/protocol/run';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { CursorError } from './library';
import { openEmbedded } from './pglite/open';
import { openStore, type Store } from './store';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
const kept = new Map<string, RunSummary>();

const names = ['stale read', 'Stale 100%', 'lock_test', 'night \\ run', 'über'];
const systems = [
  { name: 'memory', workload: 'register' },
  { name: 'memory', workload: 'set' },
  { name: 'etcd', workload: 'register' },
] as const;
const outcomes = ['valid', 'weak', 'invalid', 'unknown', 'error', 'aborted'] as const;

function runOf(index: number): RunSummary {
  const { name, workload } = present(systems[index % systems.length], 'a system');
  const plan = planSchema.parse({
    version: 2,
    name: present(names[index % names.length], 'a name'),
    cluster: { type: name === 'memory' ? 'memory' : 'lab' },
    system: { name },
    workload: { name: workload },
    faults: index % 4 === 0 ? [] : [{ name: index % 2 === 0 ? 'pause' : 'kill' }],
    seed: index,
  });
  return {
    id: `run${index}`,
    plan,
    phase: index % 7 === 0 ? 'running' : 'done',
    createdAt: 1_000 + ((index * 37) % 40),
    startedAt: 2_000,
    endedAt: 2_000 + ((index * 13) % 10),
    operations: (index * 31) % 9,
    entries: 0,
    faults: [],
    ...(index % 7 !== 0 && { outcome: present(outcomes[index % outcomes.length], 'an outcome') }),
    ...(index % 3 === 0 && { systemVersion: '3.4.23' }),
    ...(index % 5 === 0 && { sentence: `n${index} answered 1.` }),
  };
}

const labels: Readonly<Record<string, LabelChange>> = {
  run3: { name: 'Friday night', tags: ['nightly', 'b'] },
  run8: { note: 'Ask about 100% of it', isPinned: true },
  run9: { tags: ['nightly'], isPinned: true },
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  store = await openStore(directory.path);
  for (let index = 0; index < 40; index++) {
    const run = runOf(index);
    const lease = present(await store.leases.take('run', run.id, 'test'), 'a lease');
    await store.saveRun(lease, run);
    kept.set(run.id, run);
  }
  for (const [id, change] of Object.entries(labels)) {
    await store.library.change(id, change);
    const { isPinned, ...rest } = change;
    const label = { ...rest, ...(rest.tags && { tags: rest.tags.toSorted() }), ...(isPinned && { isPinned }) };
    kept.set(id, { ...present(kept.get(id), id), label: label as RunLabel });
  }
  await store.library.setDeleted('run11', 77);
  kept.set('run11', { ...present(kept.get('run11'), 'run11'), label: { deletedAt: 77 } });
});

afterAll(async () => {
  await store.close();
  await directory.remove();
});

/** The same by looking at every run. */
function fits({ plan, label, ...run }: RunSummary, filter: RunFilter): boolean {
  const state = run.phase === 'done' ? run.outcome : 'under way';
  const faults = plan.faults.map(({ name }) => name);
  const words = [plan.name, run.sentence, plan.system.name, plan.workload.name, run.systemVersion, run.id, ...faults];
  const text = [...words, label?.name, label?.note, ...(label?.tags ?? [])].join('\n').toLowerCase();
  return (
    (filter.deleted === 'only') === (label?.deletedAt !== undefined) &&
    (filter.pinned === undefined || label?.isPinned === true) &&
    (filter.verdict === undefined || state === filter.verdict) &&
    (filter.system === undefined || plan.system.name === filter.system) &&
    (filter.version === undefined || run.systemVersion === filter.version) &&
    (filter.workload === undefined || plan.workload.name === filter.workload) &&
    (filter.fault === undefined || faults.some((name) => name === filter.fault)) &&
    (filter.tag === undefined || label?.tags?.includes(filter.tag) === true) &&
    (filter.from === undefined || run.createdAt >= filter.from) &&
    (filter.to === undefined || run.createdAt < filter.to) &&
    (filter.text ?? '')
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}

const shownName = ({ label, plan }: RunSummary) => (label?.name ?? plan.name).toLowerCase();
const took = ({ startedAt = 0, endedAt = startedAt }: RunSummary) => endedAt - startedAt;

function compare(order: RunOrder, a: RunSummary, b: RunSummary): number {
  const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  switch (order) {
    case 'newest':
      return b.createdAt - a.createdAt || byText(b.id, a.id);
    case 'oldest':
      return a.createdAt - b.createdAt || byText(a.id, b.id);
    case 'longest':
      return took(b) - took(a) || byText(b.id, a.id);
    case 'largest':
      return b.operations - a.operations || byText(b.id, a.id);
    case 'name':
      return byText(shownName(a), shownName(b)) || byText(a.id, b.id);
  }
}

const one = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

const filters = fc
  .record({
    text: one('stale', 'STALE read', '100%', '_', '\\', 'über', 'friday', 'nightly', 'run1', 'kill register', '%%'),
    verdict: one('under way', ...outcomes),
    system: one('memory', 'etcd', 'nothing'),
    version: one('3.4.23'),
    workload: one('register', 'set'),
    fault: one('pause', 'kill'),
    tag: one('nightly', 'b', 'c'),
    from: one(1_000, 1_010, 1_030),
    to: one(1_010, 1_035),
    pinned: one('only' as const),
    deleted: one('only' as const),
  })
  // Few at a time, or nothing would ever fit.
  .chain((whole) => fc.subarray(Object.keys(whole), { maxLength: 3 }).map((names) => pick(whole, names)));

function pick(whole: object, names: readonly string[]): RunFilter {
  const given = Object.entries(whole).filter(([name, value]) => names.includes(name) && value !== undefined);
  return runFilterSchema.parse(Object.fromEntries(given));
}

describe('the library', () => {
  test('finds what a look at every run finds, page by page in the order that was asked for', async () => {
    const everything = fc.record({
      filter: filters,
      order: fc.constantFrom(...runOrderSchema.options),
      limit: fc.nat(15),
    });
    await fc.assert(
      fc.asyncProperty(everything, async ({ filter, order, limit }) => {
        const wanted = [...kept.values()].filter((run) => fits(run, filter)).sort((a, b) => compare(order, a, b));
        const found: RunSummary[] = [];
        let after: string | undefined;
        do {
          const query = runQuerySchema.parse({ ...filter, order, limit: limit + 1, ...(after && { after }) });
          const page = await store.findRuns(query);
          expect(page.total).toBe(wanted.length);
          expect(page.runs.length).toBeLessThanOrEqual(limit + 1);
          found.push(...page.runs);
          after = page.next;
        } while (after !== undefined);
        expect(found).toEqual(wanted);
      }),
      { numRuns: 80 },
    );
  });

  test('counts what each choice would show', async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const facets = await store.library.facets(filter);
        for (const [field, counts] of Object.entries(facets)) {
          for (const [value, count] of Object.entries(counts)) {
            const choice = runFilterSchema.parse({ ...filter, [field]: value });
            expect([field, value, count]).toEqual([
              field,
              value,
              [...kept.values()].filter((run) => fits(run, choice)).length,
            ]);
          }
        }
        const all = Object.values(facets.verdict).reduce((sum, count) => sum + count, 0);
        const { verdict: _, ...others } = filter;
        expect(all).toBe([...kept.values()].filter((run) => fits(run, others)).length);
      }),
      { numRuns: 60 },
    );
  });

  test('refuses the place of another order, and one that nobody named', async () => {
    const { next } = await store.findRuns(runQuerySchema.parse({ order: 'name', limit: 2 }));
    const at = (after: string | undefined) => store.findRuns(runQuerySchema.parse({ limit: 2, after }));
    await expect(at(next)).rejects.toThrow(CursorError);
    await expect(at('nonsense')).rejects.toThrow(CursorError);
  });

  test('keeps what people said of a run when the run changes, and takes back what they take back', async () => {
    const lease = present(await store.leases.take('run', 'run9', 'test'), 'a lease');
    await store.saveRun(lease, runOf(9));
    expect((await store.findRun('run9'))?.label).toEqual({ tags: ['nightly'], isPinned: true });
    await store.library.change('run20', { name: 'mine', note: 'n', tags: ['x', 'x'], isPinned: true });
    expect((await store.findRun('run20'))?.label).toEqual({ name: 'mine', note: 'n', tags: ['x'], isPinned: true });
    await store.library.change('run20', { name: '', note: '', tags: [], isPinned: false });
    expect(await store.findRun('run20')).toEqual(runOf(20));
  });
});

test('runs that an older version wrote are found after the next start', async () => {
  const other = await temporaryDirectory();
  const before = await openStore(other.path);
  const lease = present(await before.leases.take('run', 'run1', 'test'), 'a lease');
  await before.saveRun(lease, runOf(1));
  await before.close();
  const database = await openEmbedded(other.path);
  await database.sql.execute('delete from library');
  await database.close();
  const after = await openStore(other.path);
  expect((await after.findRuns(runQuerySchema.parse({ text: 'kill' }))).runs).toEqual([runOf(1)]);
  await after.close();
  await rm(other.path, { recursive: true });
});

test('what nobody keeps goes by itself, and for good a day later', async () => {
  const other = await temporaryDirectory();
  const few = await openStore(other.path);
  for (const index of [1, 2, 3, 4, 5, 7]) {
    const lease = present(await few.leases.take('run', `run${index}`, 'test'), 'a lease');
    await few.saveRun(lease, { ...runOf(index), createdAt: index });
  }
  await few.links.make({ kind: 'run', id: 'run2' }, 'a token', 1);
  await few.library.change('run3', { isPinned: true });
  await few.library.change('run4', { tags: ['keep'] });
  const shown = async () => (await few.findRuns(runQuerySchema.parse({ order: 'oldest' }))).runs.map(({ id }) => id);
  expect(await few.library.retire(100, {})).toBe(0);
  expect(await few.library.retire(100, { before: 5 })).toBe(1);
  expect(await shown()).toEqual(['run2', 'run3', 'run4', 'run5', 'run7']);
  // The sixth still goes on.
  expect(await few.library.retire(200, { newest: 0 })).toBe(1);
  expect(await shown()).toEqual(['run2', 'run3', 'run4', 'run7']);
  await few.library.setDeleted('run5', undefined);
  expect(await few.library.purge(150)).toEqual(['run1']);
  expect(await few.findRun('run1')).toBeUndefined();
  expect(await shown()).toEqual(['run2', 'run3', 'run4', 'run5', 'run7']);
  await few.close();
  await other.remove();
});

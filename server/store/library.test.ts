import { rm } from 'node:fs/promises';
import { type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { present } from '@/lib/base/assert';
import { type Plan, planSchema } from '@/lib/plan/plan';
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
import type { Database } from './database';
import { LibraryTable } from './library';
import { CursorError } from './library-order';
import { openEmbedded } from './pglite/open';
import { openStore, Store } from './store';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let opened: Database;
let store: Store;
const kept = new Map<string, RunSummary>();

const names = ['stale read', 'Stale 100%', 'lock_test', 'night \\ run', 'über'];
const systems = [
  { name: 'memory', workload: 'register' },
  { name: 'memory', workload: 'set' },
  { name: 'etcd', workload: 'register' },
] as const;
const outcomes = ['valid', 'weak', 'invalid', 'unknown', 'error', 'aborted'] as const;

function planOfRun(index: number): Plan {
  const { name, workload } = present(systems[index % systems.length], 'a system');
  return planSchema.parse({
    version: 2,
    name: present(names[index % names.length], 'a name'),
    cluster: { type: name === 'memory' ? 'memory' : 'lab' },
    system: { name },
    workload: { name: workload },
    faults: index % 4 === 0 ? [] : [{ name: index % 2 === 0 ? 'pause' : 'kill' }],
    seed: index,
  });
}

function runOf(index: number): RunSummary {
  return {
    id: `run${index}`,
    plan: planOfRun(index),
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
  opened = await openEmbedded(directory.path);
  store = new Store(opened);
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

  test('says so where more fit words or dates than are counted', async () => {
    const few = new LibraryTable(opened.sql, 10);
    const query = (filter: RunFilter) => runQuerySchema.parse({ ...filter, limit: 5 });
    const fitting = [...kept.values()].filter((run) => fits(run, { text: 'run' }));
    expect(fitting.length).toBeGreaterThan(10);
    expect((await few.page(query({ text: 'run' }))).total).toEqual({ runs: 10, isMore: true });
    expect((await few.page(query({}))).total).toEqual({ runs: fitting.length, isMore: false });
    const { among, verdict } = await few.facets({ text: 'run', system: 'etcd' });
    const newest = fitting.toSorted((a, b) => compare('newest', a, b)).slice(0, 10);
    const ofSystem = newest.filter((run) => fits(run, { system: 'etcd' }));
    expect(among).toBe(10);
    expect(Object.values(verdict).reduce((sum, count) => sum + count, 0)).toBe(ofSystem.length);
    const exactly = [...kept.values()].filter((run) => fits(run, { from: 1_030 })).length;
    const just = new LibraryTable(opened.sql, exactly);
    expect((await just.page(query({ from: 1_030 }))).total).toEqual({ runs: exactly, isMore: false });
    // That no more fit is not looked for: these are the newest all the same.
    expect((await just.facets({ from: 1_030 })).among).toBe(exactly);
    expect((await new LibraryTable(opened.sql, exactly + 1).facets({ from: 1_030 })).among).toBeUndefined();
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

  test('keeps bookmarks in the order of time, all of them where two people make them at once, and no more than there may be', async () => {
    const bookmark = (id: string, at: number, text = '') => ({ id, at, text });
    const made = Array.from({ length: 5 }, (_, i) => bookmark(`bookmark${i}`, 50 - i, `no ${i}`));
    expect(await Promise.all(made.map((each) => store.library.putBookmark('run20', each, 5)))).toEqual(
      made.map(() => true),
    );
    expect((await store.findRun('run20'))?.label).toEqual({ bookmarks: made.toReversed() });
    expect(await store.library.putBookmark('run20', bookmark('onetoomany', 1), 5)).toBe(false);
    const changed = { ...bookmark('bookmark4', 46, 'changed'), operation: 7 };
    expect(await store.library.putBookmark('run20', changed, 5)).toBe(true);
    expect((await store.findRun('run20'))?.label?.bookmarks?.[0]).toEqual(changed);
    const listed = await store.findRuns(runQuerySchema.parse({ text: 'run20' }));
    expect(listed.runs.map(({ label }) => label)).toEqual([undefined]);
    for (const { id } of made) await store.library.removeBookmark('run20', id);
    await store.library.removeBookmark('run20', 'nosuchmark');
    expect(await store.findRun('run20')).toEqual(runOf(20));
    expect(await store.library.putBookmark('nobody', bookmark('bookmark0', 1), 5)).toBe(false);
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

/** When the migration 0012_library_trigrams was made, ms since 1970. */
const ofTrigrams = 1_796_064_955_926;

test('a library of the version before counts is counted and searched after the next start', async () => {
  const other = await temporaryDirectory();
  const before = await openStore(other.path);
  for (const index of [1, 2, 3]) {
    await before.saveRun(present(await before.leases.take('run', `run${index}`, 'test'), 'a lease'), runOf(index));
  }
  await before.library.change('run2', { name: 'Friday', tags: ['nightly'] });
  await before.close();
  const database = await openEmbedded(other.path);
  await database.sql.execute(sql`drop function count_library cascade`);
  await database.sql.execute(sql`drop table library_counts`);
  await database.sql.execute(sql`drop extension pg_trgm cascade`);
  await database.sql.execute(sql`update library set words = split_part(words, E'\\f', 1)`);
  // What later versions added: it comes again.
  await database.sql.execute(sql`drop table schedules`);
  await database.sql.execute(sql`drop index runs_by_plan`);
  await database.sql.execute(sql`alter table links drop column plan_key`);
  await database.sql.execute(sql`drop table webhook_deliveries, webhooks, clusters`);
  await database.sql.execute(sql`alter table links drop column comparison, drop column password_hash`);
  await database.sql.execute(sql`alter table links add constraint link_to_one check (true)`);
  await database.sql.execute(sql`alter table library drop column bookmarks`);
  await database.sql.execute(sql`alter table runs drop column clew`);
  await database.sql.execute(sql`delete from drizzle.__drizzle_migrations where created_at >= ${ofTrigrams}`);
  await database.close();
  const after = await openStore(other.path);
  const found = await after.findRuns(runQuerySchema.parse({ text: 'friday nightly' }));
  expect(found.runs.map(({ id }) => id)).toEqual(['run2']);
  expect((await after.findRuns(runQuerySchema.parse({}))).total).toBe(3);
  await after.library.change('run2', { isPinned: true });
  expect((await after.findRuns(runQuerySchema.parse({ pinned: 'only' }))).total).toBe(1);
  expect(await after.library.facets({})).toMatchObject({ system: { etcd: 1, memory: 2 }, tag: { nightly: 1 } });
  await after.close();
  await other.remove();
});

test('the baseline of a run is the newest valid one before it of the same plan', async () => {
  const other = await temporaryDirectory();
  const changing = await openStore(other.path);
  const save = async (id: string, at: number, change: Partial<RunSummary> = {}) => {
    const { plan, ...run } = runOf(4);
    const named = { ...plan, name: `night ${at}`, seed: at };
    const saved: RunSummary = { ...run, id, plan: named, createdAt: at, outcome: 'valid', ...change };
    await changing.saveRun(present(await changing.leases.take('run', id, 'test'), 'a lease'), saved);
    return saved;
  };
  const baselineOf = async (run: RunSummary) => (await changing.findBaseline(run))?.id;
  const first = await save('first', 1);
  const second = await save('second', 2);
  await save('weak', 3, { outcome: 'weak' });
  await save('other plan', 4, { plan: { ...planOfRun(4), recoverySeconds: 7 } });
  const broken = await save('broken', 5, { outcome: 'invalid' });
  await save('later', 6);
  expect(await baselineOf(first)).toBeUndefined();
  expect(await baselineOf(second)).toBe('first');
  expect(await baselineOf(broken)).toBe('second');
  await changing.library.setDeleted('second', 7);
  expect(await baselineOf(broken)).toBe('first');
  await changing.close();
  await other.remove();
});

test('what is counted stays what a look at every run counts, whatever is done with the runs', async () => {
  const other = await temporaryDirectory();
  const database = await openEmbedded(other.path);
  const changing = new Store(database);
  const ask = async (query: SQL) => z.array(z.record(z.string(), z.unknown())).parse(await database.sql.execute(query));
  const kinds = sql`is_pinned, state, system, version, workload, faults, tags`;
  const looked = () =>
    ask(sql`select deleted_at is not null as is_deleted, experiment_id is not null as is_in_experiment, ${kinds},
      count(*)::int as runs from library group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by 1, 2, 3, 4, 5, 6, 7, 8, 9`);
  const counted = () =>
    ask(sql`select is_deleted, is_in_experiment, ${kinds}, runs from library_counts where runs <> 0
      order by 1, 2, 3, 4, 5, 6, 7, 8, 9`);
  const words = async () =>
    new Map((await ask(sql`select run_id, words from library`)).map((row) => [row.run_id, row.words]));
  const { library } = changing;
  const acts: Readonly<Record<string, (id: string, as: number) => Promise<unknown>>> = {
    save: async (id, as) =>
      changing.saveRun(present(await changing.leases.take('run', id, 'test'), 'a lease'), { ...runOf(as), id }),
    tag: (id, as) => library.change(id, { tags: as % 2 ? ['nightly', 'b'] : [], note: as % 3 ? 'a note' : '' }),
    name: (id, as) => library.change(id, { name: as % 2 ? 'Friday' : '', isPinned: as % 3 === 0 }),
    remove: (id, as) => library.setDeleted(id, as % 2 ? 5 : undefined),
    retire: (_, as) => library.retire(7, { newest: as }),
    purge: () => library.purge(6),
  };
  const act = fc.record({ kind: fc.constantFrom(...Object.keys(acts)), index: fc.nat(5), as: fc.nat(12) });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (sequence) => {
      for (const { kind, index, as } of sequence) await acts[kind]?.(`run${index}`, as);
      expect(await counted()).toEqual(await looked());
      const before = await words();
      for (const id of before.keys()) {
        const { label = {}, ...run } = present(await changing.findRun(String(id)), 'the run');
        const { name, note, tags } = label;
        const own = String(before.get(id)).split('\f')[0];
        const kept = [name, note, tags?.join(' ')].filter((each) => each !== undefined).join(' ');
        expect(String(before.get(id)).trimEnd()).toBe(own + (kept === '' ? '' : `\f${kept.toLowerCase()}`));
        await changing.library.put(run);
      }
      expect(await words()).toEqual(before);
    }),
    { numRuns: 25 },
  );
  await database.close();
  await other.remove();
});

test('what nobody keeps goes by itself, and for good a day later', async () => {
  const other = await temporaryDirectory();
  const few = await openStore(other.path);
  for (const index of [1, 2, 3, 4, 5, 7, 8]) {
    const lease = present(await few.leases.take('run', `run${index}`, 'test'), 'a lease');
    await few.saveRun(lease, { ...runOf(index), createdAt: index });
  }
  await few.links.make({ kind: 'run', id: 'run2' }, 'a token', 1);
  await few.links.make({ kind: 'comparison', id: 'run8,run2' }, 'another token', 1);
  await few.library.change('run3', { isPinned: true });
  await few.library.change('run4', { tags: ['keep'] });
  const shown = async () => (await few.findRuns(runQuerySchema.parse({ order: 'oldest' }))).runs.map(({ id }) => id);
  expect(await few.library.retire(100, {})).toBe(0);
  expect(await few.library.retire(100, { before: 5 })).toBe(1);
  expect(await shown()).toEqual(['run2', 'run3', 'run4', 'run5', 'run7', 'run8']);
  // The sixth still goes on.
  expect(await few.library.retire(200, { newest: 0 })).toBe(1);
  expect(await shown()).toEqual(['run2', 'run3', 'run4', 'run7', 'run8']);
  await few.library.setDeleted('run5', undefined);
  expect(await few.library.purge(150)).toEqual(['run1']);
  expect(await few.findRun('run1')).toBeUndefined();
  expect(await shown()).toEqual(['run2', 'run3', 'run4', 'run5', 'run7', 'run8']);
  await few.close();
  await other.remove();
});

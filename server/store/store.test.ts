import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { planSchema } from '@/lib/plan/plan';
import { blockOf } from '@/lib/protocol/block-builder';
import type { Entry } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import { runQuerySchema } from '@/lib/protocol/library';
import type { RunSummary } from '@/lib/protocol/run';
import { packBlock, packText, unpackEntries } from './lines';
import { openStore, type Store } from './store';

const plan = planSchema.parse({
  name: 'stored',
  cluster: { type: 'memory' },
  system: { name: 'memory' },
  seed: 1,
});

function summary(id: string, more: Partial<RunSummary> = {}): RunSummary {
  return { id, plan, phase: 'running', createdAt: 1000, operations: 0, entries: 0, faults: [], ...more };
}

function logEntry(seq: number): Entry {
  return { type: 'log', at: seq, level: 'info', source: 'clew.test', message: `entry ${seq}` };
}

const entriesFrom = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => logEntry(from + i));

const chunkOf = async (from: number, to: number): Promise<Chunk> => {
  return { from, count: to - from, bytes: await packBlock(blockOf(entriesFrom(from, to))) };
};

/** Of one run or another; whose it is already is taken anew. */
const lease = async (id: string) => present(await store.leases.take('run', id, 'test'), 'a lease');

const save = async (run: RunSummary) => store.saveRun(await lease(run.id), run);

let directory: string;
let store: Store;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-store-'));
  store = await openStore(directory);
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

describe('the store', () => {
  test('gives back a run as it was saved, and its latest form after a change', async () => {
    const queued = summary('a', { phase: 'queued' });
    await save(queued);
    expect(await store.findRun('a')).toEqual(queued);
    const done = summary('a', {
      phase: 'done',
      outcome: 'invalid',
      sentence: 'n1 answered 1.',
      startedAt: 1_795_000_000_001,
      endedAt: 1_795_000_000_002,
      systemVersion: '3.4.23',
      operations: 7,
      entries: 20,
      faults: [{ start: 5_000_000_000, end: 10_000_000_000 }, { start: 15_000_000_000 }],
      headline: 'Element lost',
      violationTime: 9_007_199_254_740_991,
    });
    await save(done);
    expect(await store.findRun('a')).toEqual(done);
    expect(await store.findRun('nobody')).toBeUndefined();
  });

  test('lists runs newest first, and the unfinished ones oldest first', async () => {
    await save(summary('old', { createdAt: 1 }));
    await save(summary('new', { createdAt: 5000, phase: 'checking' }));
    const listed = (await store.findRuns(runQuerySchema.parse({}))).runs.map((run) => run.id);
    expect(listed.indexOf('new')).toBeLessThan(listed.indexOf('old'));
    expect(await store.unfinishedRuns()).toEqual(['old', 'new']);
  });

  test('reads entries from any place on, across chunks of any size', async () => {
    await save(summary('chunked'));
    const ends = [1, 3, 4, 404, 1404, 1405];
    let from = 0;
    for (const to of ends) {
      await store.appendChunk(await lease('chunked'), await chunkOf(from, to));
      from = to;
    }
    for (const [start, enough] of [
      [0, 5000],
      [0, 2],
      [2, 1],
      [3, 700],
      [403, 2],
      [1404, 9],
      [1000, 404],
    ] as const) {
      // To the end of the chunk that has enough.
      const end = ends.find((to) => to >= start + enough) ?? 1405;
      expect(await store.readEntries('chunked', start, enough)).toEqual(entriesFrom(start, end));
    }
    expect(await store.readEntries('chunked', 1405, 10)).toEqual([]);
  });

  test('joins the small chunks of a run, and its entries are the same', async () => {
    await save(summary('compacted'));
    const ends = [1, 40, 41, 5000, 9999, 10_000, 14_000, 19_000, 24_000, 24_001, 26_000, 26_002];
    let from = 0;
    for (const to of ends) {
      await store.appendChunk(await lease('compacted'), await chunkOf(from, to));
      from = to;
    }
    const told = async () => (await store.readChunks('compacted', 0)).map(({ from, count }) => [from, count]);
    await store.compact('compacted', AbortSignal.abort());
    expect(await told()).toHaveLength(ends.length);
    for (let times = 0; times < 2; times++) {
      await store.compact('compacted');
      expect(await told()).toEqual([
        [0, 24_001],
        [24_001, 2001],
      ]);
      expect(await store.readEntries('compacted', 0, 26_002)).toEqual(entriesFrom(0, 26_002));
      expect((await store.readChunks('compacted', 24_500)).map(({ from }) => from)).toEqual([24_001]);
    }
    // A viewer that stands in the middle of what was joined goes on where it was.
    expect((await store.readEntries('compacted', 40, 1))[0]).toEqual(logEntry(40));
  });

  test('reads chunks of version 0.1, which were JSON lines', async () => {
    const lines = entriesFrom(0, 3).map((entry) => JSON.stringify(entry));
    expect(await unpackEntries(await packText(lines.join('\n')))).toEqual(entriesFrom(0, 3));
  });

  test('gives chunks as they were written, from the one that holds the entry', async () => {
    await save(summary('packed'));
    const written = [await chunkOf(0, 4), await chunkOf(4, 9)];
    for (const chunk of written) await store.appendChunk(await lease('packed'), chunk);
    const told = (chunks: readonly Chunk[]) => chunks.map(({ from, count, bytes }) => [from, count, ...bytes]);
    for (const [from, skipped] of [
      [0, 0],
      [3, 0],
      [4, 1],
      [9, 2],
    ] as const) {
      expect(told(await store.readChunks('packed', from))).toEqual(told(written.slice(skipped)));
    }
    expect(await unpackEntries((await store.readChunks('packed', 8))[0]?.bytes ?? new Uint8Array())).toEqual(
      entriesFrom(4, 9),
    );
  });

  test('reads no more chunks than so many bytes ask for, and at least one', async () => {
    await save(summary('sized'));
    const written = await Promise.all([0, 5, 10, 15].map((from) => chunkOf(from, from + 5)));
    for (const chunk of written) await store.appendChunk(await lease('sized'), chunk);
    const size = (chunks: readonly Chunk[]) => chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const read = async (from: number, maxBytes: number) =>
      (await store.readChunks('sized', from, maxBytes)).map((chunk) => chunk.from);
    expect(await read(0, 1)).toEqual([0]);
    expect(await read(7, size(written.slice(1, 3)))).toEqual([5, 10]);
    expect(await read(5, size(written.slice(1, 3)) + 1)).toEqual([5, 10, 15]);
    expect(await read(20, 1000)).toEqual([]);
  });

  test('refuses a second chunk in the place of the first', async () => {
    await save(summary('twice'));
    await store.appendChunk(await lease('twice'), await chunkOf(0, 2));
    expect(await store.countEntries('twice')).toBe(2);
    await expect(store.appendChunk(await lease('twice'), await chunkOf(0, 1))).rejects.toThrow();
    expect(await store.readEntries('twice', 0, 10)).toEqual(entriesFrom(0, 2));
  });

  test('keeps logs', async () => {
    await save(summary('judged'));
    await store.saveLog(await lease('judged'), { node: 'n1', file: 'etcd.log', text: 'élection\n' });
    expect(await store.listLogs('judged')).toEqual([{ node: 'n1', file: 'etcd.log', bytes: 10 }]);
    expect(await store.readLog('judged', 'n1', 'etcd.log')).toBe('élection\n');
    expect(await store.readLog('judged', 'n2', 'etcd.log')).toBeUndefined();
  });

  test('keeps one link a run until it is revoked or has expired', async () => {
    await save(summary('shared'));
    const { links } = store;
    const to = { kind: 'run', id: 'shared' } as const;
    expect(await links.make(to, 'first', 1)).toEqual({
      ...{ subject: to, token: 'first', showsPlaces: false, passwordHash: null, createdAt: 1 },
      ...{ expiresAt: null, usedAt: null },
    });
    expect(await links.make(to, 'second', 2)).toMatchObject({ token: 'first' });
    await links.use('first', 5);
    await links.change(to, { showsPlaces: true, expiresAt: 10 }, 6);
    expect(await links.open('first', 9)).toMatchObject({ showsPlaces: true, expiresAt: 10, usedAt: 5 });
    expect(await links.open('first', 10)).toBeUndefined();
    expect(await links.find(to, 10)).toBeUndefined();
    await links.change(to, { expiresAt: 100 }, 10);
    expect(await links.open('first', 11)).toBeUndefined();
    expect(await links.open('second', 9)).toBeUndefined();
    expect(await links.make(to, 'third', 10)).toMatchObject({ token: 'third', showsPlaces: false, expiresAt: null });
    await links.remove(to);
    expect(await links.open('third', 11)).toBeUndefined();
    expect(await links.make(to, 'fourth', 12)).toMatchObject({ token: 'fourth' });
    await links.change(to, { expiresAt: 20 }, 13);
    expect(await links.removeExpired(19)).toEqual([]);
    expect(await links.removeExpired(20)).toEqual([to]);
  });

  test('lists links by the names of what they open, newest first; those of deleted runs open nothing', async () => {
    await save(summary('old'));
    await save(summary('new'));
    await store.library.change('new', { name: 'a better name' });
    await store.links.make({ kind: 'run', id: 'old' }, 'a', 1);
    await store.links.make({ kind: 'run', id: 'new' }, 'b', 2);
    const names = async () => (await store.links.list(3, 10)).map(({ name, link }) => [name, link.token]);
    expect(await names()).toEqual([
      ['a better name', 'b'],
      [summary('old').plan.name, 'a'],
    ]);
    await store.library.setDeleted('new', 3);
    expect(await names()).toEqual([[summary('old').plan.name, 'a']]);
  });

  test('has everything again after it was closed and opened', async () => {
    await save(summary('kept', { createdAt: 9 }));
    await store.appendChunk(await lease('kept'), await chunkOf(0, 3));
    await store.close();
    store = await openStore(directory);
    expect(await store.findRun('kept')).toEqual(summary('kept', { createdAt: 9 }));
    expect(await store.readEntries('kept', 1, 9)).toEqual(entriesFrom(1, 3));
  });

  test('refuses a directory that is open already and names the process that holds it', async () => {
    await expect(openStore(directory)).rejects.toThrow(
      `the data directory ${directory} is in use by process ${process.pid}`,
    );
    expect(await store.findRun('a')).toBeDefined();
  });
});

import { expect, test } from 'vitest';
import type { Chunk, EntryBatch } from '@/lib/protocol/entry-batch';
import { JournalCursor } from './journal-cursor';

const chunkEntries = 50;
const chunkBytes = 1000;

/** What is to be read, a chunk more with every step, and a viewer that acknowledges every so many steps. */
class Viewer {
  readonly batches: EntryBatch[] = [];
  readonly cursor: JournalCursor;
  maxInFlight = 0;
  #inFlight: (() => void)[] = [];

  constructor(chunks: readonly Chunk[]) {
    this.cursor = new JournalCursor('r', 0, {
      turn: async () => undefined,
      read: async (from) => chunks.filter((chunk) => chunk.from + chunk.count > from),
      send: (batch) => {
        this.batches.push(batch);
        return new Promise((resolve) => {
          this.#inFlight.push(resolve);
          this.maxInFlight = Math.max(this.maxInFlight, this.#inFlight.length);
        });
      },
      failed: (error) => expect.fail(String(error)),
    });
  }

  acknowledge(): void {
    for (const resolve of this.#inFlight.splice(0)) resolve();
  }

  /** Where each chunk that came begins. */
  get froms(): readonly number[] {
    return this.batches.flatMap((batch) => batch.chunks.map(({ from }) => from));
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a slow viewer gets fewer and larger batches, one at a time, none missing and none twice', async () => {
  const chunks: Chunk[] = [];
  const [quick, slow, deaf] = [new Viewer(chunks), new Viewer(chunks), new Viewer(chunks)];
  for (let step = 0; step < 200; step++) {
    chunks.push({ from: step * chunkEntries, count: chunkEntries, bytes: new Uint8Array(chunkBytes) });
    for (const viewer of [quick, slow, deaf]) viewer.cursor.nudge();
    await settled();
    quick.acknowledge();
    if (step % 20 === 0) slow.acknowledge();
    await settled();
  }
  for (let rest = 0; rest < 3; rest++) {
    quick.acknowledge();
    slow.acknowledge();
    await settled();
  }
  const all = chunks.map(({ from }) => from);
  expect([quick.froms, slow.froms]).toEqual([all, all]);
  expect(quick.batches).toHaveLength(200);
  expect(slow.batches.length).toBeLessThan(15);
  expect(deaf.batches).toHaveLength(1);
  expect([quick, slow, deaf].map((viewer) => viewer.maxInFlight)).toEqual([1, 1, 1]);
});

test('a batch is bounded however far behind a viewer is', async () => {
  const bytes = new Uint8Array(300_000);
  const chunks = Array.from({ length: 40 }, (_, place): Chunk => ({ from: place, count: 1, bytes }));
  const viewer = new Viewer(chunks);
  viewer.cursor.nudge();
  for (let turn = 0; turn < 20; turn++) {
    await settled();
    viewer.acknowledge();
  }
  expect(viewer.froms).toEqual(chunks.map(({ from }) => from));
  expect(Math.max(...viewer.batches.map((batch) => batch.bytes.length))).toBeLessThanOrEqual(2_000_000);
});

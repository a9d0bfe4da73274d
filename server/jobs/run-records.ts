/**
 * What runs have written by now, be it that they go on here, wait to be saved or lie in the store: entries by their sequence
 * numbers, the chunks that hold them, and the logs of their nodes.
 */
import { type Entry, isOp } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import { keyedEntries } from '@/lib/protocol/keyed-entries';
import type { Store } from '../store/store';
import type { NodeLog } from '../systems/kit/client';
import type { LiveRun } from './live-run';

/** One page when a whole run is read. */
const pageEntries = 5_000;

/** The same of what lies packed: some ten thousand operations. */
const packedBytes = 500_000;

export class RunRecords {
  readonly #looking: Store;
  readonly #held: (id: string) => LiveRun | undefined;

  /** @param held the runs that are in memory */
  constructor(looking: Store, held: (id: string) => LiveRun | undefined) {
    this.#looking = looking;
    this.#held = held;
  }

  /** Entries from a sequence number on: about as many as are `enough`, none only where there are no more yet. */
  async entries(id: string, from: number, enough: number): Promise<readonly Entry[]> {
    const entries = await this.#stored(id, from, enough);
    if (!entries.some(isOp)) return entries;
    const summary = this.#held(id)?.summary ?? (await this.#looking.findRun(id));
    return summary ? keyedEntries(summary.plan, entries) : entries;
  }

  #stored(id: string, from: number, enough: number): Promise<readonly Entry[]> {
    const run = this.#held(id);
    return run ? run.journal.read(from, enough, this.#looking) : this.#looking.readEntries(id, from, enough);
  }

  /** The same as they lie on the disk, from the chunk on that holds the entry. */
  async chunks(id: string, from: number, maxBytes: number): Promise<readonly Chunk[]> {
    const run = this.#held(id);
    return run ? run.journal.readChunks(from, maxBytes, this.#looking) : this.#looking.readChunks(id, from, maxBytes);
  }

  /** Everything that a run holds by now, page by page, as it was stored: an export of an old run stays the same bytes. */
  async *pages(id: string): AsyncGenerator<readonly Entry[]> {
    const end = await this.#endOfJournal(id);
    let from = 0;
    while (from < end) {
      const page = await this.#stored(id, from, pageEntries);
      if (page.length === 0) return;
      yield from + page.length > end ? page.slice(0, end - from) : page;
      from += page.length;
    }
  }

  /** The same as it lies on the disk: chunks that follow each other, and where what belongs to it ends. */
  async *packed(id: string): AsyncGenerator<{ readonly chunks: readonly Chunk[]; readonly end: number }> {
    const end = await this.#endOfJournal(id);
    let from = 0;
    while (from < end) {
      // Of a fast run some that follow the end are on the disk by now.
      const chunks = (await this.chunks(id, from, packedBytes)).filter((chunk) => chunk.from < end);
      const last = chunks.at(-1);
      if (!last) return;
      yield { chunks, end };
      from = last.from + last.count;
    }
  }

  /** What is written from here on is left out: a reader would never catch up with a fast run. */
  async #endOfJournal(id: string): Promise<number> {
    const journal = this.#held(id)?.journal;
    await journal?.flush();
    return journal?.persisted ?? Number.POSITIVE_INFINITY;
  }

  logs(id: string) {
    return this.#looking.listLogs(id);
  }

  /** One after another, with what is in them. */
  async *collectedLogs(id: string): AsyncGenerator<NodeLog> {
    for (const { node, file } of await this.logs(id)) {
      const text = await this.readLog(id, node, file);
      if (text !== undefined) yield { node, file, text };
    }
  }

  readLog(id: string, node: string, file: string): Promise<string | undefined> {
    return this.#looking.readLog(id, node, file);
  }
}

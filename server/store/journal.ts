/**
 * The journal of one run while it is written. An entry gets its sequence number when it is appended and is shown to
 * nobody before it is on the disk, so that no viewer ever knows more than the run's own record:
 *
 *     append ──> pending blocks ──(gather 20 ms, one chunk)──> store ──> tail ──> subscribers
 *
 * An entry goes into the columns of a block at once, and no object of it is kept. What a journal holds in memory does not
 * depend on how long the run is.
 *
 * After kill -9 at most what was pending is lost: one gathering and one write, far below 200 ms.
 */

import { assert } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import { BlockBuilder } from '@/lib/protocol/block-builder';
import type { Entry } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import { type EntryBlock, entriesOf, entryCount } from '@/lib/protocol/entry-block';
import { ClewError, failureText } from '../base/failure';
import type { Lease } from './leases';
import { maxChunkEntries, packBlock } from './lines';
import type { Store } from './store';

/** How long the first pending entry waits for company: few enough for the eye, long enough for chunks worth a row. */
const gatherMs = 20;

/** From here on `append` asks its caller to slow down; about a second of the fastest run. */
const crowdedEntries = 10_000;

/** More than this unwritten means that the disk does not follow; some 40 MB. The run ends as an error. */
const maxPendingEntries = 200_000;

/** The latest entries stay in memory, twice as many at most, so that viewers who keep up cost no reads: some 2 MB. */
const tailEntries = 10_000;

export interface JournalOptions {
  /** The number of entries that the run has already; 0 for a new one. */
  readonly from?: number;
  /** Called once, when an entry cannot be kept. From then on nothing more is written. */
  readonly onFailure: (error: ClewError) => void;
}

/** On its way to the disk; it is compressed while what comes before it is written. */
interface Stretch {
  readonly block: EntryBlock;
  readonly bytes: Promise<Uint8Array>;
}

interface Written {
  readonly chunk: Chunk;
  readonly block: EntryBlock;
}

/** What a journal needs of the store. */
export type JournalStore = Pick<Store, 'appendChunk' | 'readChunks' | 'readEntries'>;

/** Where what is not in memory any more is read. */
type JournalReads = Pick<Store, 'readChunks' | 'readEntries'>;

export class Journal {
  readonly #store: JournalStore;
  readonly #lease: Lease;
  readonly #onFailure: (error: ClewError) => void;
  readonly #listeners = new Set<(block: EntryBlock) => void>();
  /** Stretches that take no more entries. */
  readonly #closed: Stretch[] = [];
  /** What came after them. */
  #open = new BlockBuilder();
  /** Entries that are not on the disk yet. */
  #pending = 0;
  /** The latest that were written, and the entries of them. */
  readonly #tail: Written[] = [];
  #persisted: number;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #failure: ClewError | undefined;
  #isClosed = false;

  constructor(store: JournalStore, lease: Lease, options: JournalOptions) {
    this.#store = store;
    this.#lease = lease;
    this.#onFailure = options.onFailure;
    this.#persisted = options.from ?? 0;
  }

  /** Entries on the disk; those a viewer may see. */
  get persisted(): number {
    return this.#persisted;
  }

  /** @returns false when the writing falls behind and the caller should wait for `drained` */
  append(entry: Entry): boolean {
    assert(!this.#isClosed, `the journal of run ${this.#lease.id} is closed`);
    if (this.#failure) return false;
    this.#open.add(entry);
    this.#pending++;
    if (this.#open.count === maxChunkEntries) this.#closeBlock();
    if (this.#pending > maxPendingEntries) {
      this.#fail(new Error(`more than ${maxPendingEntries} entries wait to be written`));
      return false;
    }
    this.#schedule();
    return !this.isCrowded;
  }

  /** Whether the writing falls behind, so that the caller should wait for `drained`. */
  get isCrowded(): boolean {
    return this.#pending >= crowdedEntries;
  }

  /** Resolves when the writing follows again, or when the journal failed. */
  async drained(): Promise<void> {
    while (this.isCrowded && !this.#failure) await this.#write();
  }

  /** Hands the listener every block from now on, in order, once it is on the disk. @returns how to stop that */
  subscribe(listener: (block: EntryBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Persisted entries from a sequence number on: about as many as are `enough`, none only at the end. */
  async read(from: number, enough: number, store: JournalReads = this.#store): Promise<readonly Entry[]> {
    if (from >= this.#persisted) return [];
    const place = this.#tailPlace(from);
    if (place < 0) return store.readEntries(this.#lease.id, from, enough);
    const entries: Entry[] = [];
    for (const { chunk, block } of this.#tail.slice(place)) {
      entries.push(...entriesOf(block).slice(Math.max(0, from - chunk.from)));
      if (entries.length >= enough) break;
    }
    return entries;
  }

  /** Persisted chunks from the one on that holds the entry: some, none only at the end. */
  async readChunks(from: number, maxBytes?: number, store: JournalReads = this.#store): Promise<readonly Chunk[]> {
    if (from >= this.#persisted) return [];
    const place = this.#tailPlace(from);
    if (place < 0) return store.readChunks(this.#lease.id, from, maxBytes);
    return this.#tail.slice(place).map(({ chunk }) => chunk);
  }

  /** Resolves when every entry appended so far is on the disk. @throws ClewError when one cannot be kept */
  async flush(): Promise<void> {
    // What is appended meanwhile is not waited for: a fast run never has nothing pending.
    const wanted = this.#persisted + this.#pending;
    while (this.#persisted < wanted && !this.#failure) await this.#write();
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    try {
      await this.flush();
    } finally {
      clearTimeout(this.#timer);
      this.#listeners.clear();
    }
  }

  /** Place in the tail of the chunk that holds the entry; less than 0 where it is on the disk only. */
  #tailPlace(from: number): number {
    return this.#tail.findIndex(({ chunk }) => chunk.from <= from && from < chunk.from + chunk.count);
  }

  #schedule(): void {
    if (this.#writing || this.#pending === 0) return;
    // A full block has nothing to wait for.
    if (this.#closed.length > 0) void this.#write();
    else this.#timer ??= setTimeout(() => void this.#write(), gatherMs);
  }

  #closeBlock(): void {
    const block = this.#open.finish();
    this.#open = new BlockBuilder();
    const bytes = packBlock(block);
    // The write that awaits it reports a failure; it may not have begun to wait yet.
    bytes.catch(() => undefined);
    this.#closed.push({ block, bytes });
  }

  /** One chunk; joins the write that is under way. Never rejects: a failure is kept and told through `onFailure`. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeChunk().finally(() => {
      this.#writing = undefined;
      this.#schedule();
    });
    return this.#writing;
  }

  async #writeChunk(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed.length === 0 && this.#open.count > 0) this.#closeBlock();
    const [stretch] = this.#closed;
    if (!stretch) return;
    const { block } = stretch;
    let chunk: Chunk;
    try {
      chunk = { from: this.#persisted, count: entryCount(block), bytes: await stretch.bytes };
      await this.#store.appendChunk(this.#lease, chunk);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#closed.shift();
    this.#pending -= chunk.count;
    this.#persisted += chunk.count;
    this.#keep({ chunk, block });
    for (const listener of this.#listeners) listener(block);
  }

  #keep(written: Written): void {
    this.#tail.push(written);
    const first = this.#tail[0]?.chunk.from ?? 0;
    if (this.#persisted - first <= 2 * tailEntries) return;
    const least = this.#persisted - tailEntries;
    this.#tail.splice(
      0,
      this.#tail.findIndex(({ chunk: { from, count } }) => from + count > least),
    );
  }

  #fail(cause: unknown): void {
    if (this.#failure) return;
    this.#closed.length = 0;
    this.#open = new BlockBuilder();
    this.#pending = 0;
    this.#failure = new ClewError(
      {
        message: worded`the journal of run ${openly(this.#lease.id)} cannot be written: ${failureText(cause)}`,
        cure: 'is the disk of the data directory full or gone? The entries before this are kept',
      },
      { cause },
    );
    this.#onFailure(this.#failure);
  }
}

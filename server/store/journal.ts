/**
 * The journal of one run while it is written. An entry gets its sequence number when it is appended and is shown to
 * nobody before it is on the disk, so that no viewer ever knows more than the run's own record:
 *
 *     append ──> pending ──(gather 20 ms, one chunk)──> store ──> tail ──> subscribers
 *
 * After kill -9 at most what was pending is lost: one gathering and one write, far below 200 ms.
 */
import { assert } from '@/lib/base/assert';
import type { Entry } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import { ClewError, failureOf } from '../failure';
import { maxChunkEntries, type Store } from './store';

/** How long the first pending entry waits for company: few enough for the eye, long enough for chunks worth a row. */
const gatherMs = 20;

/** From here on `append` asks its caller to slow down; about a second of the fastest run. */
const crowdedEntries = 10_000;

/** More than this unwritten means that the disk does not follow; some 40 MB. The run ends as an error. */
const maxPendingEntries = 200_000;

/** The latest entries stay in memory, so that viewers who keep up cost no reads. */
const tailEntries = 5_000;

/** Chunks are forgotten so many at a time, because the others move up. */
const maxForgotten = 64;

export interface JournalOptions {
  /** The number of entries that the run has already; 0 for a new one. */
  readonly from?: number;
  /** Called once, when an entry cannot be kept. From then on nothing more is written. */
  readonly onFailure: (error: ClewError) => void;
}

export class Journal {
  readonly #store: Store;
  readonly #runId: string;
  readonly #onFailure: (error: ClewError) => void;
  readonly #listeners = new Set<(entries: readonly Entry[]) => void>();
  #pending: Entry[] = [];
  #tail: Entry[] = [];
  /** The same, as they were written. */
  readonly #tailChunks: Chunk[] = [];
  #persisted: number;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #failure: ClewError | undefined;
  #isClosed = false;

  constructor(store: Store, runId: string, options: JournalOptions) {
    this.#store = store;
    this.#runId = runId;
    this.#onFailure = options.onFailure;
    this.#persisted = options.from ?? 0;
  }

  /** Entries on the disk; those a viewer may see. */
  get persisted(): number {
    return this.#persisted;
  }

  /** @returns false when the writing falls behind and the caller should wait for `drained` */
  append(entry: Entry): boolean {
    assert(!this.#isClosed, `the journal of run ${this.#runId} is closed`);
    if (this.#failure) return false;
    this.#pending.push(entry);
    if (this.#pending.length > maxPendingEntries) {
      this.#fail(new Error(`more than ${maxPendingEntries} entries wait to be written`));
      return false;
    }
    this.#schedule();
    return !this.isCrowded;
  }

  /** Whether the writing falls behind, so that whoever makes entries should wait for `drained`. */
  get isCrowded(): boolean {
    return this.#pending.length >= crowdedEntries;
  }

  /** Resolves when the writing follows again, or when the journal failed. */
  async drained(): Promise<void> {
    while (this.isCrowded && !this.#failure) await this.#write();
  }

  /** Hands the listener every entry from now on, in order, once it is on the disk. @returns how to stop that */
  subscribe(listener: (entries: readonly Entry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Persisted entries from a sequence number on: about as many as are `enough`, none only at the end. */
  async read(from: number, enough: number): Promise<readonly Entry[]> {
    const tailFrom = this.#persisted - this.#tail.length;
    if (from < tailFrom) return this.#store.readEntries(this.#runId, from, enough);
    return this.#tail.slice(from - tailFrom, from - tailFrom + enough);
  }

  /** Persisted chunks from the one on that holds the entry: some, none only at the end. */
  async readChunks(from: number): Promise<readonly Chunk[]> {
    if (from >= this.#persisted) return [];
    const first = this.#tailChunks.findIndex((chunk) => chunk.from <= from && from < chunk.from + chunk.count);
    return first < 0 ? this.#store.readChunks(this.#runId, from) : this.#tailChunks.slice(first);
  }

  /** Resolves when every entry appended so far is on the disk. @throws ClewError when one cannot be kept */
  async flush(): Promise<void> {
    while (this.#pending.length > 0) await this.#write();
    await this.#writing;
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

  #schedule(): void {
    if (this.#timer || this.#writing || this.#pending.length === 0) return;
    this.#timer = setTimeout(() => void this.#write(), gatherMs);
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
    const chunk = this.#pending.slice(0, maxChunkEntries);
    if (chunk.length === 0) return;
    let written: Chunk;
    try {
      written = await this.#store.appendChunk(this.#runId, this.#persisted, chunk);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#pending.splice(0, chunk.length);
    this.#persisted += chunk.length;
    this.#tail.push(...chunk);
    if (this.#tail.length > 2 * tailEntries) this.#tail = this.#tail.slice(-tailEntries);
    this.#tailChunks.push(written);
    const kept = this.#tailChunks.findIndex(({ from }) => from >= this.#persisted - tailEntries);
    if (kept > maxForgotten) this.#tailChunks.splice(0, kept);
    for (const listener of this.#listeners) listener(chunk);
  }

  #fail(cause: unknown): void {
    if (this.#failure) return;
    this.#pending = [];
    this.#failure = new ClewError(
      {
        message: `the journal of run ${this.#runId} cannot be written: ${failureOf(cause).message}`,
        cure: 'is the disk of the data directory full or gone? The entries before this are kept',
      },
      { cause },
    );
    this.#onFailure(this.#failure);
  }
}

/**
 * One viewer's position in one run's journal, which advances when a batch is acknowledged. While a batch is in flight
 * no other is prepared, so a viewer that never answers costs one batch of memory and no more.
 */
import { batchOf, type Chunk, type EntryBatch } from '@/lib/protocol/entry-batch';

/** Some hundred thousand operations, which a page takes a few tenths of a second to unpack and fold. */
const maxBatchBytes = 2_000_000;

/** The first batch is small, so that a page has something to show while the next ones, each twice as large, come. */
const firstBatchBytes = 125_000;

export interface CursorPort {
  /** Resolves when it is the viewer's turn to be served. */
  turn(): Promise<void>;
  /** Chunks from the one on that holds the entry; those after so many bytes are not asked for. */
  read(from: number, maxBytes: number): Promise<readonly Chunk[]>;
  /** Resolves when the viewer has the batch; never, if it is gone. */
  send(batch: EntryBatch): Promise<void>;
  failed(error: unknown): void;
}

export class JournalCursor {
  readonly #runId: string;
  readonly #port: CursorPort;
  #from: number;
  #batchBytes = firstBatchBytes;
  #isSending = false;
  #hasMore = false;
  #isEnded = false;

  constructor(runId: string, from: number, port: CursorPort) {
    this.#runId = runId;
    this.#from = from;
    this.#port = port;
  }

  /** There may be more to read. */
  nudge(): void {
    this.#hasMore = true;
    if (this.#isSending) return;
    this.#isSending = true;
    this.#sendAll()
      .catch((error: unknown) => this.#port.failed(error))
      .finally(() => {
        this.#isSending = false;
      });
  }

  end(): void {
    this.#isEnded = true;
  }

  async #sendAll(): Promise<void> {
    while (this.#hasMore && !this.#isEnded) {
      await this.#port.turn();
      this.#hasMore = false;
      const chunks = firstOf(await this.#port.read(this.#from, this.#batchBytes), this.#batchBytes);
      const last = chunks.at(-1);
      if (!last || this.#isEnded) continue;
      await this.#port.send(sharedBatchOf(this.#runId, chunks));
      this.#batchBytes = Math.min(maxBatchBytes, 2 * this.#batchBytes);
      this.#from = last.from + last.count;
      this.#hasMore = true;
    }
  }
}

/** Viewers at the same place are read the same chunks, and sent the same bytes. */
const batches = new WeakMap<readonly Chunk[], EntryBatch>();

function sharedBatchOf(runId: string, chunks: readonly Chunk[]): EntryBatch {
  const batch = batches.get(chunks) ?? batchOf(runId, chunks);
  batches.set(chunks, batch);
  return batch;
}

/** As many as make a batch, and at least one. */
export function firstOf(chunks: readonly Chunk[], maxBytes: number): readonly Chunk[] {
  let size = 0;
  const end = chunks.findIndex(({ bytes }) => {
    size += bytes.length;
    return size > maxBytes;
  });
  return end < 0 ? chunks : chunks.slice(0, Math.max(1, end));
}

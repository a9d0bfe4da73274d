/**
 * One viewer's reading of one run's journal: a cursor that moves when a batch was acknowledged. While one is on its way
 * nothing else is prepared, so a viewer that never answers costs one batch of memory and no more.
 */
import type { Entry } from '@/lib/protocol/entry';
import type { EntryBatch } from '@/lib/protocol/socket';

/** A batch takes a page a few milliseconds to fold, and some 150 KB on the wire. */
const maxBatchEntries = 1000;

export interface WatchPort {
  read(from: number, limit: number): Promise<readonly Entry[]>;
  /** Resolves when the viewer has the batch; never, if it is gone. */
  send(batch: EntryBatch): Promise<void>;
  failed(error: unknown): void;
}

export class Watch {
  readonly #runId: string;
  readonly #port: WatchPort;
  #from: number;
  #isSending = false;
  #hasMore = false;
  #isEnded = false;

  constructor(runId: string, from: number, port: WatchPort) {
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
      this.#hasMore = false;
      const entries = await this.#port.read(this.#from, maxBatchEntries);
      if (entries.length === 0 || this.#isEnded) continue;
      await this.#port.send({ runId: this.#runId, from: this.#from, entries });
      this.#from += entries.length;
      this.#hasMore = true;
    }
  }
}

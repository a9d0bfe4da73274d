/** A thread that is sent a run's journal: what it holds, and then what it grows by. */
import { assert } from '@/lib/base/assert';
import type { Journal } from '../store/journal';
import type { CheckThread } from './thread';

/** What a judge needs of a journal. */
export interface JournalSource extends Pick<Journal, 'persisted' | 'flush' | 'readChunks'> {
  /** Called after every chunk that is written. @returns how to stop that */
  subscribe(onGrown: () => void): () => void;
}

export class JournalReader {
  readonly thread: CheckThread;
  readonly #journal: JournalSource;
  readonly #unsubscribe: () => void;
  readonly #sent: Promise<void>;
  #isFinishing = false;
  #wake: () => void = () => undefined;

  constructor(thread: CheckThread, journal: JournalSource) {
    this.thread = thread;
    this.#journal = journal;
    this.#unsubscribe = journal.subscribe(() => this.#wake());
    this.#sent = this.#send().catch((error: unknown) => thread.fail(error));
  }

  /** Resolves when the thread was sent everything that was appended until now, or when it is over. */
  async finish(): Promise<void> {
    await this.#journal.flush();
    this.#isFinishing = true;
    this.#wake();
    await this.#sent;
  }

  end(): void {
    this.#unsubscribe();
    this.thread.end();
    this.#wake();
  }

  async #send(): Promise<void> {
    let from = 0;
    while (!this.thread.isOver) {
      if (from < this.#journal.persisted) from = await this.#sendFrom(from);
      else if (this.#isFinishing) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** @returns the entry that comes next */
  async #sendFrom(from: number): Promise<number> {
    let next = from;
    for (const chunk of await this.#journal.readChunks(from)) {
      assert(chunk.from === next, `chunks of a journal follow each other: entry ${next} is missing`);
      await this.thread.post(chunk.bytes);
      next += chunk.count;
    }
    assert(next > from, `entry ${from} of a journal is missing`);
    return next;
  }
}

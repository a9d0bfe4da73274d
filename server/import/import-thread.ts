/** The thread of one import, from its first piece to its last chunk. */
import { Worker } from 'node:worker_threads';
import { workerFile } from '../base/worker-file';
import type { ImportMessage, ImportOrder, ImportTask } from './messages';

/** What one holds of a history of any length: pieces, the beginning, chunks; and what is made and dropped at once. */
const resourceLimits = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 48 };

/** Pieces that may wait in the worker: a file is never in memory as a whole. */
const piecesAhead = 4;

export type ImportEnd = Extract<ImportMessage, { readonly type: 'whole' | 'refused' }>;
export type ImportNews = Exclude<ImportMessage, ImportEnd | { readonly type: 'taken' }>;

export class ImportThread {
  readonly #worker: Worker;
  readonly #end: Promise<ImportEnd>;
  #ahead = 0;
  #isOver = false;
  #wake: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #hearing: Promise<void> = Promise.resolve();

  /** @param onNews is waited for before what comes next is told, and ends the thread where it throws */
  private constructor(worker: Worker, onNews: (news: ImportNews) => Promise<void>) {
    this.#worker = worker;
    this.#end = new Promise((resolve, reject) => {
      this.#reject = reject;
      worker.on('message', (message: ImportMessage) => {
        if (message.type === 'taken') {
          this.#ahead--;
          this.#wake();
          return;
        }
        this.#hearing = this.#hearing.then(async () => {
          if (this.#isOver) return;
          if (message.type === 'whole' || message.type === 'refused') return resolve(message);
          await onNews(message);
          if (message.type === 'chunk') this.#post({ type: 'written' });
        });
        this.#hearing.catch((error: unknown) => this.fail(error));
      });
      worker.on('error', (error) => this.fail(error));
      const ended = () => this.fail(new Error('the import worker ended early'));
      worker.on('exit', () => void this.#hearing.then(ended, ended));
    });
    this.#end.catch(() => undefined);
  }

  /** @throws when the thread cannot be made */
  static async open(task: ImportTask, onNews: (news: ImportNews) => Promise<void>): Promise<ImportThread> {
    const worker = new Worker(await workerFile('import-worker'), { workerData: task, resourceLimits });
    return new ImportThread(worker, onNews);
  }

  /** Hands over all pieces, and waits for the end; rejects as soon as either cannot go on. */
  async run(pieces?: AsyncIterable<Uint8Array>): Promise<ImportEnd> {
    if (!pieces) return this.#end;
    const [end] = await Promise.all([this.#end, this.#postAll(pieces)]);
    return end;
  }

  /** Whoever waits for its end hears of the error. */
  fail(error: unknown): void {
    this.#reject(error);
    void this.close();
  }

  /** Resolves when nothing that it told is being heard any more. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#wake();
    void this.#worker.terminate();
    await this.#hearing.catch(() => undefined);
  }

  async #postAll(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const isOver = () => this.#isOver;
    // Once it has refused, nothing more of the file is read.
    const ended = this.#end.then(
      () => (this.#isOver = true),
      () => true,
    );
    void ended.then(() => this.#wake());
    for await (const bytes of pieces) {
      while (this.#ahead >= piecesAhead && !isOver()) await new Promise<void>((resolve) => (this.#wake = resolve));
      if (isOver()) return;
      this.#ahead++;
      this.#post({ type: 'piece', bytes });
    }
    this.#post({ type: 'end' });
  }

  #post(order: ImportOrder): void {
    if (!this.#isOver) this.#worker.postMessage(order);
  }
}

/** Processes that make files, one file each at a time; one that has nothing to do stays for a while, as starting takes longer than most files. */
import type { ChildProcess } from 'node:child_process';
import { present } from '@/lib/base/assert';
import { Deferred } from '../base/deferred';
import { ClewError } from '../base/failure';
import { type LowProcess, startLowProcess } from '../base/low-process';
import { workerFile } from '../base/worker-file';
import type { NodeLog } from '../systems/kit/client';
import type { MakerMessage, MakerRequest, MakingTask, PackedPage } from './maker-messages';
import { AbsentFileError } from './report-file';

/** A report holds every op in memory; a run of two million fits. */
const nodeOptions = ['--max-old-space-size=1536', '--max-semi-space-size=16'];

/** A person who takes one file along often takes another. */
const idleMs = 10_000;

export interface MakingOrder {
  readonly task: MakingTask;
  /** Where to write the file. */
  readonly path: string;
  /** The journal from its beginning, each time. */
  pages(): AsyncIterable<PackedPage>;
  logs(): AsyncIterable<NodeLog>;
  readonly signal: AbortSignal;
  onGrown(bytes: number): void;
}

export class MakerProcesses {
  readonly #idle: MakerProcess[] = [];
  #isClosed = false;

  /** Resolves when the file is whole. @throws ClewError, AbsentFileError, or the reason of the signal */
  async make(order: MakingOrder): Promise<void> {
    const file = await workerFile('file-maker');
    order.signal.throwIfAborted();
    const maker = this.#idle.pop() ?? new MakerProcess(startLowProcess(file, nodeOptions));
    try {
      await maker.make(order);
    } finally {
      this.#release(maker);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const maker of this.#idle.splice(0)) maker.end();
  }

  #release(maker: MakerProcess): void {
    if (this.#isClosed) maker.end();
    if (!maker.isFree) return;
    this.#idle.push(maker);
    maker.endAfter(idleMs, () => this.#idle.splice(this.#idle.indexOf(maker), 1));
  }
}

class MakerProcess {
  readonly #process: LowProcess;
  readonly #child: ChildProcess;
  #lastId = 0;
  #isFree = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(process: LowProcess) {
    this.#process = process;
    this.#child = process.child;
    this.#child.once('exit', () => {
      this.#isFree = false;
    });
    this.#child.once('error', () => {
      this.#isFree = false;
    });
  }

  /** Whether it can make another file. */
  get isFree(): boolean {
    return this.#isFree;
  }

  end(): void {
    this.#isFree = false;
    clearTimeout(this.#timer);
    this.#child.kill('SIGKILL');
  }

  endAfter(delayMs: number, onEnd: () => void): void {
    this.#timer = setTimeout(() => {
      onEnd();
      this.end();
    }, delayMs);
    this.#timer.unref();
  }

  async make({ task, path, pages, logs, signal, onGrown }: MakingOrder): Promise<void> {
    clearTimeout(this.#timer);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#isFree = false;
    const over = new Deferred();
    const journal = new Reading(pages);
    const collected = new Reading(logs);
    let sent = Promise.resolve();
    const send = (next: () => Promise<MakerRequest>) => {
      sent = sent.then(async () => this.#send(await next())).catch(over.reject);
    };
    const hear = (message: MakerMessage) => {
      if (message.id !== id) return;
      switch (message.type) {
        case 'wants': {
          const { reading } = message;
          return send(async () => {
            const page = await journal.next(reading);
            return { type: 'page', id, reading, ...(page && { page }) };
          });
        }
        case 'wants-log':
          return send(async () => {
            const log = await collected.next(1);
            return { type: 'log', id, ...(log && { log }) };
          });
        case 'grew':
          return onGrown(message.bytes);
        case 'done':
          return over.resolve();
        case 'absent':
          return over.reject(new AbsentFileError(message.reason));
        case 'failed':
          return over.reject(new ClewError(message.failure));
      }
    };
    const exit = (code: number | null, killedBy: string | null) =>
      over.reject(endOf(code ?? killedBy, this.#process.said()));
    const cancel = () => over.reject(signal.reason);
    this.#child.on('message', hear).on('error', over.reject).on('exit', exit);
    signal.addEventListener('abort', cancel, { once: true });
    this.#send({ type: 'make', id, task, path });
    try {
      await over.promise;
      this.#isFree = this.#child.connected;
    } catch (error) {
      // Nothing is half made in a process that goes on.
      if (error instanceof AbsentFileError) this.#isFree = this.#child.connected;
      else this.end();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#child.off('message', hear).off('error', over.reject).off('exit', exit);
      await sent;
      await journal.end();
      await collected.end();
    }
  }

  #send(request: MakerRequest): void {
    // A process that is gone is told of by its exit.
    if (this.#child.connected) this.#child.send(request, () => undefined);
  }
}

/** What is sent one by one, and from the beginning again when another reading is asked for. */
class Reading<T> {
  readonly #from: () => AsyncIterable<T>;
  #number = 0;
  #iterator: AsyncIterator<T> | undefined;

  constructor(from: () => AsyncIterable<T>) {
    this.#from = from;
  }

  /** @returns nothing at the end, however often it is asked */
  async next(reading: number): Promise<T | undefined> {
    if (reading !== this.#number) {
      await this.end();
      this.#number = reading;
      this.#iterator = this.#from()[Symbol.asyncIterator]();
    }
    const { done, value } = (await this.#iterator?.next()) ?? { done: true, value: undefined };
    return done ? undefined : value;
  }

  async end(): Promise<void> {
    await this.#iterator?.return?.();
    this.#iterator = undefined;
  }
}

function endOf(how: number | string | null, said: string): ClewError {
  const isOutOfMemory = /heap out of memory|Allocation failed/.test(said);
  const message = isOutOfMemory
    ? 'the run is too long for the memory of the process that made the file'
    : `the process that made the file ended (${present(how, 'an exit code or a signal')})`;
  const cure = isOutOfMemory ? 'take its history along instead (history.jsonl)' : 'try again';
  return new ClewError({ message, cure }, { cause: new Error(said) });
}

/**
 * Runs a check task in a worker thread. The worker keeps its limits itself and answers in time; for the case that it
 * cannot (a long pause of the collector, memory gone at a stroke) it is ended from outside, which is `stopped` too.
 */
import { Worker } from 'node:worker_threads';
import type { StopCause } from '@/lib/checker/core/budget';
import { workerFile } from '../base/worker-file';
import type { CheckAnswer, CheckMessage, CheckTask } from './messages';

export interface ThreadListeners {
  /** Everything but the answer. */
  readonly onMessage?: ((message: Exclude<CheckMessage, CheckAnswer>) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For a worker that cannot read its file: the file. For one that judges a run: the chunks of the journal. */
  readonly pieces?: AsyncIterable<Uint8Array> | undefined;
}

/** How long after a limit or a wish to stop the worker may take to answer before it is ended. */
const graceMs = 100;

/** A thread starts in a tenth of a second; copying the part of a history with a million ops into it takes a few. */
const startLimitMs = 30_000;

/** Room above the limit of memory in which the worker can still notice that it met it. */
const headroomMb = 128;

/** What is made and dropped at once while a file is read; with less the collector takes half of the time. */
const youngGenerationMb = 96;

/** Pieces that may wait in the worker: it never waits, and a file is never in memory as a whole. */
const piecesAhead = 4;

export async function runInThread(
  task: Omit<CheckTask, 'stop'>,
  { onMessage, signal, pieces }: ThreadListeners,
): Promise<CheckAnswer> {
  const file = await workerFile('check-worker');
  if (signal?.aborted) return stopped('cancelled');
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: CheckTask = { ...task, stop };
  const worker = new Worker(file, {
    workerData,
    resourceLimits: {
      maxOldGenerationSizeMb: task.limits.memoryLimitMb + headroomMb,
      maxYoungGenerationSizeMb: youngGenerationMb,
    },
  });
  const feeder = pieces && new Feeder(worker, pieces);
  return new Promise<CheckAnswer>((resolve, reject) => {
    let timer = setTimeout(() => end(stopped('time')), startLimitMs);
    const endAfter = (delayMs: number, cause: StopCause) => {
      clearTimeout(timer);
      timer = setTimeout(() => end(stopped(cause)), delayMs);
    };
    const cancel = () => {
      Atomics.store(stop, 0, 1);
      endAfter(graceMs, 'cancelled');
    };
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      feeder?.end();
      // Ending a thread that has ended already is no failure, and there is nobody left to tell of one.
      void worker.terminate();
    };
    const end = (answer: CheckAnswer) => {
      settle();
      resolve(answer);
    };
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    // A file or a journal may take as long as it is; the limit of time is the check's.
    if (task.source.kind !== 'parts') clearTimeout(timer);
    feeder?.start(fail);
    worker.on('message', (message: CheckMessage) => {
      switch (message.type) {
        case 'taken':
          feeder?.taken();
          return;
        case 'checking':
          if (!signal?.aborted) endAfter(message.limitMs + graceMs, 'time');
          onMessage?.(message);
          return;
        case 'reading':
        case 'measured':
        case 'progress':
        case 'finding':
          onMessage?.(message);
          return;
        default:
          end(message);
      }
    });
    worker.on('error', (error) => {
      if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') end(stopped('memory'));
      else fail(error);
    });
    worker.on('exit', () => fail(new Error('the check worker ended without a verdict')));
    signal?.addEventListener('abort', cancel);
    // It may have been aborted while the thread was being made.
    if (signal?.aborted) cancel();
  });
}

function stopped(cause: StopCause): CheckAnswer {
  return { type: 'stopped', cause };
}

/** Sends the pieces of a stream to a worker, a few ahead of what it has taken. */
class Feeder {
  readonly #worker: Worker;
  readonly #pieces: AsyncIterable<Uint8Array>;
  #ahead = 0;
  #isEnded = false;
  #wake: () => void = () => undefined;

  constructor(worker: Worker, pieces: AsyncIterable<Uint8Array>) {
    this.#worker = worker;
    this.#pieces = pieces;
  }

  start(onError: (error: unknown) => void): void {
    this.#feed().catch(onError);
  }

  taken(): void {
    this.#ahead--;
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async #feed(): Promise<void> {
    for await (const piece of this.#pieces) {
      while (this.#ahead >= piecesAhead && !this.#isEnded) await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#isEnded) return;
      this.#ahead++;
      this.#worker.postMessage(piece);
    }
    if (!this.#isEnded) this.#worker.postMessage(undefined);
  }
}

/**
 * A check task in a worker thread. The worker keeps its limits itself and answers in time; for the case that it cannot (a
 * long pause of the collector, memory gone at a stroke) it is ended from outside, which is `stopped` too.
 */
import { Worker } from 'node:worker_threads';
import type { StopCause } from '@/lib/checker/core/budget';
import { unexplainedFinding } from '@/lib/checker/core/compose';
import { workerFile } from '../base/worker-file';
import { unexplainedJudged } from './judged';
import {
  type CheckAnswer,
  type CheckMessage,
  type CheckPiece,
  type CheckSource,
  type CheckTask,
  type DecidedAnswer,
  stopWord,
} from './messages';

export type ThreadTask = Omit<CheckTask, 'stop'>;

/** Everything but the answer. */
export type CheckNews = Exclude<CheckMessage, CheckAnswer>;

export interface ThreadListeners {
  readonly onMessage?: ((message: CheckNews) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For a worker that cannot read its file: the file. */
  readonly pieces?: AsyncIterable<Uint8Array> | undefined;
}

/** How long after a limit or a wish to stop the worker may take to answer before it is ended. */
const graceMs = 100;

/** An explanation that met its limit still puts together what it found. */
const explainGraceMs = 2000;

/** A thread starts in a tenth of a second; copying the part of a history with a million ops into it takes a few. */
const startLimitMs = 30_000;

/** Room above the limit of memory in which the worker can still notice that it met it. */
const headroomMb = 128;

/**
 * What is made and dropped at once: while a file is read much of it stays, and with less the collector takes half of the
 * time; of a run little stays, as its history lies in columns, and its thread is there as long as the run.
 */
const youngGenerationMb = { file: 96, parts: 96, run: 48 } as const satisfies Record<CheckSource['kind'], number>;

/** Pieces that may wait in the worker: it never waits, and a file is never in memory as a whole. */
const piecesAhead = 4;

/** One task from start to answer. */
export async function runInThread(
  task: ThreadTask,
  { onMessage, signal, pieces }: ThreadListeners,
): Promise<CheckAnswer> {
  if (signal?.aborted) return stopped('cancelled');
  const thread = await CheckThread.open(task, onMessage);
  try {
    if (pieces) thread.postAll(pieces);
    return await thread.answer(signal);
  } finally {
    thread.end();
  }
}

export class CheckThread {
  readonly #worker: Worker;
  readonly #stop: Int32Array;
  readonly #onMessage: (message: CheckNews) => void;
  readonly #answer: Promise<CheckAnswer>;
  #resolve: (answer: CheckAnswer) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #ahead = 0;
  #wake: () => void = () => undefined;
  #isCancelled = false;
  /** The answer, should what explains it not come. */
  #decided: DecidedAnswer | undefined;
  #isOver = false;

  private constructor(worker: Worker, { source, stop }: CheckTask, onMessage: (message: CheckNews) => void) {
    this.#worker = worker;
    this.#stop = stop;
    this.#onMessage = onMessage;
    this.#answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It may fail while nobody waits for an answer yet.
    this.#answer.catch(() => undefined);
    // A file or a journal may take as long as it is; the limit of time is the check's.
    if (source.kind === 'parts') this.#endAfter(startLimitMs, 'time');
    worker.on('message', (message: CheckMessage) => this.#hear(message));
    worker.on('error', (error) => {
      if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') this.#settle(stopped('memory'));
      else this.fail(error);
    });
    worker.on('exit', () => this.fail(new Error('the check worker ended without a verdict')));
  }

  /** @throws when the thread cannot be made */
  static async open(task: ThreadTask, onMessage: (message: CheckNews) => void = () => undefined): Promise<CheckThread> {
    const words = Object.keys(stopWord).length;
    const stop = new Int32Array(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT));
    const workerData: CheckTask = { ...task, stop };
    const worker = new Worker(await workerFile('check-worker'), {
      workerData,
      resourceLimits: {
        maxOldGenerationSizeMb: task.limits.memoryLimitMb + headroomMb,
        maxYoungGenerationSizeMb: youngGenerationMb[task.source.kind],
      },
    });
    return new CheckThread(worker, workerData, onMessage);
  }

  /** Whether it takes no more pieces, as it has answered, failed or been ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Share of the thread's time in which it worked, since it was made. */
  get busyShare(): number {
    return this.#worker.performance.eventLoopUtilization().utilization;
  }

  /** Resolves when the piece is sent, at most a few ahead of what the worker has taken; or when the thread is over. */
  async post(piece: CheckPiece): Promise<void> {
    while (this.#ahead >= piecesAhead && !this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#isOver) return;
    this.#ahead++;
    this.#worker.postMessage(piece);
  }

  /** All pieces, then their end. Where they cannot be read, the thread has failed. */
  postAll(pieces: AsyncIterable<Uint8Array>): void {
    const post = async () => {
      for await (const piece of pieces) {
        await this.post(piece);
        if (this.#isOver) return;
      }
      await this.post(undefined);
    };
    post().catch((error: unknown) => this.fail(error));
  }

  /** What the worker answers, or why it was stopped. Once the signal is aborted it is soon `cancelled`. Rejects when it failed. */
  async answer(signal?: AbortSignal): Promise<CheckAnswer> {
    const cancel = () => {
      this.#isCancelled = true;
      Atomics.store(this.#stop, stopWord.all, 1);
      this.#endAfter(graceMs, 'cancelled');
    };
    if (signal?.aborted) return stopped('cancelled');
    signal?.addEventListener('abort', cancel);
    try {
      return await this.#answer;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Interrupts the judging of what goes on; the history that was read stays. */
  stopWatch(): void {
    Atomics.store(this.#stop, stopWord.watch, 1);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#wake();
    // Ending a thread that has ended already is no failure, and there is nobody left to tell of one.
    void this.#worker.terminate();
  }

  #hear(message: CheckMessage): void {
    if (this.#isOver) return;
    switch (message.type) {
      case 'taken':
        this.#ahead--;
        this.#wake();
        return;
      case 'checking':
        if (!this.#isCancelled) this.#endAfter(message.limitMs + graceMs, 'time');
        this.#onMessage(message);
        return;
      case 'decided':
        this.#decided = message.answer;
        if (!this.#isCancelled) this.#endAfter(message.limitMs + explainGraceMs, 'time');
        this.#onMessage(message);
        return;
      case 'reading':
      case 'watched':
      case 'refuted':
      case 'unexplained':
      case 'violated':
      case 'unwatched':
      case 'measured':
      case 'progress':
      case 'finding':
        this.#onMessage(message);
        return;
      default:
        this.#settle(message);
    }
  }

  #endAfter(delayMs: number, cause: StopCause): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(stopped(cause)), delayMs);
  }

  #settle(answer: CheckAnswer): void {
    const decided = answer.type === 'stopped' ? this.#decided : undefined;
    this.#resolve(decided && answer.type === 'stopped' ? unexplainedAnswer(decided, answer.cause) : answer);
    this.end();
  }

  /** Ends it; who waits for its answer hears of the error. */
  fail(error: unknown): void {
    if (this.#decided && !this.#isOver) {
      this.#onMessage({ type: 'unexplained', problem: error instanceof Error ? error.message : String(error) });
      this.#resolve(unexplainedAnswer(this.#decided, 'error'));
    }
    this.#reject(error);
    this.end();
  }
}

function unexplainedAnswer(answer: DecidedAnswer, cause: StopCause): CheckAnswer {
  switch (answer.type) {
    case 'judgement': {
      const findings = answer.judgement.findings.map((finding) => unexplainedFinding(finding, cause));
      return { ...answer, judgement: { ...answer.judgement, findings } };
    }
    case 'judged':
      return { ...answer, judged: unexplainedJudged(answer.judged, cause) };
    case 'parts-judged':
      return { ...answer, judged: answer.judged.map((judged) => unexplainedJudged(judged, cause)) };
  }
}

function stopped(cause: StopCause): CheckAnswer {
  return { type: 'stopped', cause };
}

/**
 * Checks a history in a thread of its own while it grows. Whoever makes the history hands in op after op and is never
 * held up: ops leave in batches, nobody waits for an answer, and a check that falls too far behind is given up, because
 * the check at the end decides anyway.
 *
 *     run ── op, op, op ──▶ batch, every few ms ──▶ thread: judge, rest, judge, … ──▶ a violation, at most once
 */
import { Worker } from 'node:worker_threads';
import { assertNever } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { type CheckLimits, type StopCause, stopWords } from '@/lib/checker/core/budget';
import { openAnomaly } from '@/lib/checker/linearizable/linearizability';
import type { Op } from '@/lib/history/op';
import type { SeenViolation } from '@/lib/protocol/entry';
import { workerFile } from '../base/worker-file';
import type { CheckRequest } from './checker';
import { OpPacker } from './live-ops';

/** Handed to the thread when it starts. */
export interface LiveTask {
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
}

export type LiveMessage =
  /** The first `ops` ops that were sent have a linearization. */
  | { readonly type: 'judged'; readonly ops: number }
  | { readonly type: 'violated'; readonly operation: number; readonly completion: number }
  | { readonly type: 'undecided'; readonly cause: StopCause };

export interface LiveListeners {
  /** The history cannot be explained any more; at most once. */
  onViolation(violation: SeenViolation): void;
  /** Nothing more will be said; at most once, and neither after a violation nor after `close`. */
  onGiveUp(reason: string): void;
}

/** Takes the history of a run, all of it and in order. */
export interface LiveChecking {
  /** Never waits and never throws; after the end it does nothing. */
  add(op: Op): void;
  /** Lets go of the thread, whatever it is doing. Nobody hears of anything after that. */
  close(): Promise<void>;
}

/** A message wakes the thread and costs as much as forty ops; a person does not see ten milliseconds. */
const batchMs = 10;

/** No batch makes the driving thread stop for more than about a millisecond. */
const mostBatchedOps = 10_000;

/** Twenty seconds of 5,000 operations a second: further behind, the check at the end comes sooner. About 20 MB. */
const mostBehindOps = 200_000;

/** Room above the limit of memory in which the thread can still notice that it met it. */
const headroomMb = 128;

/** @throws when the thread cannot be made */
export async function openLiveCheck(request: CheckRequest, listeners: LiveListeners): Promise<LiveCheckThread> {
  const { model, initial, limits } = request;
  const workerData: LiveTask = { model, initial, limits };
  const worker = new Worker(await workerFile('live-check-worker'), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryLimitMb + headroomMb },
  });
  return new LiveCheckThread(worker, listeners);
}

export class LiveCheckThread implements LiveChecking {
  readonly #worker: Worker;
  readonly #listeners: LiveListeners;
  readonly #packer = new OpPacker();
  #timer: NodeJS.Timeout | undefined;
  #sentOps = 0;
  #judgedOps = 0;
  #isOver = false;

  constructor(worker: Worker, listeners: LiveListeners) {
    this.#worker = worker;
    this.#listeners = listeners;
    worker.on('message', (message: LiveMessage) => this.#hear(message));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#giveUp(isFull ? stopWords.memory : `it failed: ${error.message}`);
    });
    worker.on('exit', () => this.#giveUp('its thread ended'));
  }

  /** Share of the thread's time in which it worked, since it was made. */
  get busyShare(): number {
    return this.#worker.performance.eventLoopUtilization().utilization;
  }

  add(op: Op): void {
    if (this.#isOver) return;
    this.#packer.add(op);
    if (this.#packer.size >= mostBatchedOps) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), batchMs);
  }

  async close(): Promise<void> {
    this.#end();
    await this.#worker.terminate();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentOps += this.#packer.size;
    const packed = this.#packer.take();
    this.#worker.postMessage(packed, [packed.numbers.buffer as ArrayBuffer]);
    const behind = this.#sentOps - this.#judgedOps;
    if (behind > mostBehindOps) this.#giveUp(`it fell ${behind.toLocaleString('en-GB')} ops behind`);
  }

  #hear(message: LiveMessage): void {
    if (this.#isOver) return;
    switch (message.type) {
      case 'judged':
        this.#judgedOps = message.ops;
        return;
      case 'violated':
        this.#end();
        this.#listeners.onViolation({
          checker: 'linearizability',
          anomaly: openAnomaly(message.operation, message.completion),
        });
        return;
      case 'undecided':
        this.#giveUp(stopWords[message.cause]);
        return;
      default:
        assertNever(message);
    }
  }

  #giveUp(reason: string): void {
    if (this.#isOver) return;
    this.#end();
    // Ending a thread that has ended already is no failure, and there is nobody left to tell of one.
    void this.#worker.terminate();
    this.#listeners.onGiveUp(reason);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}

/**
 * Checks a history in a worker thread. The worker keeps its limits itself and answers in time; for the case that it
 * cannot (a long pause of the collector, memory gone at a stroke) it is ended from outside, which is `unknown` too.
 */
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Json } from '@/lib/base/json';
import { unknownVerdict } from '@/lib/checker/check';
import type { CheckLimits, CheckProgress, UnknownVerdict, Verdict } from '@/lib/checker/verdict';
import type { History } from '@/lib/history/op';
import { MalformedHistoryError } from '@/lib/history/operations';
import { findModel, models } from '@/lib/model/registry';
import { ClewError } from '../failure';
import { workerFile } from '../worker-file';
import type { CheckMessage, CheckTask } from './messages';

export interface CheckRequest {
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
}

export interface CheckListeners {
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How long after a limit or a wish to stop the worker may take to answer before it is ended. */
const graceMs = 100;

/** A thread starts in a tenth of a second; copying a history of a million ops into it takes a few. */
const startLimitMs = 30_000;

/** Room above the limit of memory in which the worker can still notice that it met it. */
const headroomMb = 128;

export async function checkInWorker(
  history: History,
  request: CheckRequest,
  { onProgress, signal }: CheckListeners = {},
): Promise<Verdict> {
  const model = findModel(request.model, request.initial);
  if (!model) {
    const cure = `choose one of ${Object.keys(models).join(', ')}`;
    throw new ClewError({ message: `there is no model ${request.model}`, cure });
  }
  const file = await workerFile('check-worker');
  const startMs = performance.now();
  let progress: CheckProgress = { done: 0, total: 0, configurations: 0 };
  const unknown = (cause: UnknownVerdict['cause']) =>
    unknownVerdict(history, model, { cause, progress, durationMs: performance.now() - startMs });
  if (signal?.aborted) return unknown('cancelled');

  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: CheckTask = { history, ...request, stop };
  const { memoryLimitMb, timeLimitMs } = request.limits;
  const worker = new Worker(file, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb + headroomMb },
  });
  return new Promise<Verdict>((resolve, reject) => {
    let timer = setTimeout(() => end(unknown('time')), startLimitMs);
    const endAfter = (delayMs: number, cause: UnknownVerdict['cause']) => {
      clearTimeout(timer);
      timer = setTimeout(() => end(unknown(cause)), delayMs);
    };
    const cancel = () => {
      Atomics.store(stop, 0, 1);
      endAfter(graceMs, 'cancelled');
    };
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      // Ending a thread that has ended already is no failure, and there is nobody left to tell of one.
      void worker.terminate();
    };
    const end = (verdict: Verdict) => {
      settle();
      resolve(verdict);
    };
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    worker.on('message', (message: CheckMessage) => {
      if (message.type === 'started') {
        if (!signal?.aborted) endAfter(timeLimitMs + graceMs, 'time');
      } else if (message.type === 'progress') {
        progress = message.progress;
        onProgress?.(progress);
      } else if (message.type === 'verdict') {
        end(message.verdict);
      } else {
        fail(new MalformedHistoryError(message.problem));
      }
    });
    worker.on('error', (error) => {
      if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') end(unknown('memory'));
      else fail(new Error('the check worker failed', { cause: error }));
    });
    worker.on('exit', () => fail(new Error('the check worker ended without a verdict')));
    signal?.addEventListener('abort', cancel);
    // It may have been aborted while the thread was being made.
    if (signal?.aborted) cancel();
  });
}

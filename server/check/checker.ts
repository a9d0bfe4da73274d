/** Checks a history that is in memory, in a worker thread. */
import { performance } from 'node:perf_hooks';
import type { Json } from '@/lib/base/json';
import { unknownVerdict } from '@/lib/checker/check';
import type { CheckLimits, CheckProgress, UnknownVerdict, Verdict } from '@/lib/checker/verdict';
import type { History } from '@/lib/history/op';
import { MalformedHistoryError } from '@/lib/history/operations';
import { modelFrom } from '@/lib/model/registry';
import { ClewError } from '../failure';
import { runInThread } from './thread';

export interface CheckRequest {
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
}

export interface CheckListeners {
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function checkInWorker(
  history: History,
  request: CheckRequest,
  { onProgress, signal }: CheckListeners = {},
): Promise<Verdict> {
  const model = modelFrom(request.model, request.initial);
  if (!model.ok) throw new ClewError({ message: model.error });
  let startMs = performance.now();
  let progress: CheckProgress = { done: 0, total: 0, configurations: 0 };
  const unknown = (cause: UnknownVerdict['cause']) =>
    unknownVerdict(history, model.value, { cause, progress, durationMs: performance.now() - startMs });
  if (signal?.aborted) return unknown('cancelled');
  const answer = await runInThread(
    { source: { kind: 'history', history }, ...request },
    {
      signal,
      onMessage: (message) => {
        // The check's time is its own: without the thread's start, and without the copying.
        if (message.type === 'started') startMs = performance.now();
        if (message.type !== 'progress') return;
        progress = message.progress;
        onProgress?.(progress);
      },
    },
  );
  if (answer.type === 'judged') return answer.judged.verdict;
  if (answer.type === 'stopped') return unknown(answer.cause);
  if (answer.type === 'malformed') throw new MalformedHistoryError(answer.problem);
  throw new Error(answer.type === 'refused' ? answer.message : 'the check worker gave no verdict');
}

/** Judges a run by its journal, in a worker thread. */
import { performance } from 'node:perf_hooks';
import type { Json } from '@/lib/base/json';
import type { CheckerContext } from '@/lib/checker/core/checker';
import { unknownVerdict } from '@/lib/checker/linearizable/check';
import type { CheckLimits, CheckProgress, UnknownVerdict } from '@/lib/checker/linearizable/verdict';
import { MalformedHistoryError } from '@/lib/history/operations';
import { modelFrom } from '@/lib/model/registry';
import type { Plan } from '@/lib/plan/plan';
import type { Judgement } from '@/lib/protocol/entry';
import { ClewError } from '../base/failure';
import { judgementOf, type Prepared, unmadeChecks } from './judgement';
import { runInThread } from './thread';

export interface CheckRequest {
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
}

export interface JudgeRequest extends Omit<CheckRequest, 'model'> {
  /** Undefined: only the checkers of the plan's workload judge. */
  readonly model: string | undefined;
  readonly plan: Plan;
  readonly context: CheckerContext;
}

export interface CheckListeners {
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @param chunks those of the journal, compressed, in order */
export async function judgeInWorker(
  chunks: AsyncIterable<Uint8Array>,
  { plan, context, model: name, initial, limits }: JudgeRequest,
  { onProgress, signal }: CheckListeners = {},
): Promise<Judgement> {
  const model = name === undefined ? undefined : modelFrom(name, initial);
  if (model?.ok === false) throw new ClewError({ message: model.error });
  let startMs = performance.now();
  let progress: CheckProgress = { done: 0, total: 0, configurations: 0 };
  let prepared: Prepared | undefined;
  let unchecked = model && unknownVerdict([], model.value, { cause: 'cancelled', progress, durationMs: 0 });
  const answer = await runInThread(
    { source: { kind: 'journal', plan, context }, model: name, initial, limits },
    {
      signal,
      pieces: chunks,
      onMessage: (message) => {
        if (message.type === 'prepared') {
          unchecked = message.unchecked;
          prepared = message;
        }
        // The check's time is its own: without the thread's start, and without the reading.
        if (message.type === 'started') startMs = performance.now();
        if (message.type !== 'progress') return;
        progress = message.progress;
        onProgress?.(progress);
      },
    },
  );
  if (answer.type === 'judgement') return answer.judgement;
  if (answer.type === 'stopped') {
    const { cause } = answer;
    const durationMs = performance.now() - startMs;
    const verdict: UnknownVerdict | undefined = unchecked && { ...unchecked, cause, progress, durationMs };
    // What an unknown verdict says needs no history, and without one the checks must not be missing.
    const unprepared = { checks: verdict ? [] : unmadeChecks(plan, cause), measures: undefined };
    return judgementOf(plan, [], verdict, prepared ?? unprepared);
  }
  if (answer.type === 'malformed') throw new MalformedHistoryError(answer.problem);
  throw new Error(answer.type === 'refused' ? answer.message : 'the check worker gave no verdict');
}

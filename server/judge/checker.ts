/**
 * Judges a run by its journal, in a worker thread. What a checker found stays, whatever becomes of the thread: one that
 * does not end at its limit is ended together with its thread, and the checkers after it have their turn in another.
 */
import { performance } from 'node:perf_hooks';
import type { Json } from '@/lib/base/json';
import type { CheckLimits, CheckProgress } from '@/lib/checker/core/budget';
import type { Finding } from '@/lib/checker/core/finding';
import { type CheckerName, unfinishedFinding } from '@/lib/checker/registry';
import { MalformedHistoryError } from '@/lib/history/operations';
import { modelFrom } from '@/lib/model/registry';
import type { Plan } from '@/lib/plan/plan';
import type { Judgement } from '@/lib/protocol/entry';
import type { RunMeasures } from '@/lib/protocol/run-measures';
import { ClewError } from '../base/failure';
import { checkersOf, endedFinding, judgementOf, turnsOf } from './judgement';
import type { CollectedLogs } from './messages';
import { runInThread } from './thread';

export interface CheckRequest {
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
}

export interface JudgeRequest extends Omit<CheckRequest, 'model'> {
  /** Undefined: linearizability is not asked. */
  readonly model: string | undefined;
  readonly plan: Plan;
  readonly minPassMs?: number;
  readonly logs: CollectedLogs;
}

export interface CheckListeners {
  readonly onProgress?: ((checker: CheckerName, progress: CheckProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @param chunks those of the journal, compressed, in order; asked for again where a thread had to be ended */
export async function judgeInWorker(
  chunks: () => AsyncIterable<Uint8Array>,
  { plan, logs, model: name, initial, limits, minPassMs }: JudgeRequest,
  { onProgress, signal }: CheckListeners = {},
): Promise<Judgement> {
  const model = name === undefined ? undefined : modelFrom(name, initial);
  if (model?.ok === false) throw new ClewError({ message: model.error });
  const findings: Finding[] = [];
  let measures: RunMeasures | undefined;
  let left = turnsOf(checkersOf(plan));
  for (;;) {
    let turn: { readonly unfinished: Finding; readonly startMs: number } | undefined;
    let progress: CheckProgress | undefined;
    const answer = await runInThread(
      { source: { kind: 'journal', plan, logs, checkers: left, findings }, model: name, initial, limits, minPassMs },
      {
        signal,
        pieces: chunks(),
        onMessage: (message) => {
          if (message.type === 'measured') measures = message.measures;
          // The check's time is its own: without the thread's start, and without the reading.
          if (message.type === 'checking' && message.unfinished) {
            turn = { unfinished: message.unfinished, startMs: performance.now() };
            progress = undefined;
          }
          if (message.type === 'finding') {
            findings.push(message.finding);
            turn = undefined;
          }
          if (message.type !== 'progress') return;
          progress = message.progress;
          onProgress?.(message.checker, progress);
        },
      },
    );
    if (answer.type === 'judgement') return answer.judgement;
    if (answer.type === 'malformed') throw new MalformedHistoryError(answer.problem);
    if (answer.type !== 'stopped')
      throw new Error(answer.type === 'refused' ? answer.message : 'the check worker gave no judgement');
    const { cause } = answer;
    if (turn) {
      const durationMs = performance.now() - turn.startMs;
      findings.push(endedFinding({ ...turn.unfinished, durationMs, ...(progress && { progress }) }, cause));
    }
    const isStuck = turn === undefined || cause === 'cancelled';
    left = left.filter((checker) => findings.every((finding) => finding.checker !== checker));
    // A counterexample can be put into words only where the history is.
    if (!isStuck && (left.length > 0 || findings.some(({ valid }) => valid === false))) continue;
    const context = { model: model?.value };
    const unmade = left.map((checker) => endedFinding(unfinishedFinding(checker, [], context), cause));
    return judgementOf(plan, [], [...findings, ...unmade], measures);
  }
}

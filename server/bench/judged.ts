/**
 * One check as the benchmarks measure it: how long, how much memory beside the history, and whether the verdict is the
 * one that it must be.
 */
import type { CheckHost } from '@/lib/checker/core/budget';
import { check } from '@/lib/checker/linearizable/check';
import type { Verdict } from '@/lib/checker/linearizable/verdict';
import type { History } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import { heapMb } from './heap';

/** What is known about a history because of how it was made. */
export type Known = 'valid' | 'invalid' | 'either';

export interface Task {
  readonly history: History;
  readonly known: Known;
}

export interface Judged {
  /** `valid`, `invalid`, or why it is unknown. */
  readonly result: string;
  readonly isDecided: boolean;
  /** The verdict is not what the history is known to be. Must never be. */
  readonly isWrong: boolean;
  readonly durationMs: number;
  /** How long the explanation of an invalid one took, which is made when somebody reads it; 0 for the others. */
  readonly explainedMs: number;
  /** The most that was seen, garbage included, less what the history and the rest of the program hold. */
  readonly usedMb: number;
}

/** A line of the table takes no longer than this, so that an engine that cannot decide it does not hold up the rest. */
export const lineLimitMs = 10_000;

/** Half of what Node takes for itself on a machine of eight gigabytes; the history lies beside it. */
const memoryLimitMb = 2048;

/** Short histories are judged by the thousand: nobody looks at the memory, which would take longer than the check. */
export function judgedBriefly({ history, known }: Task, timeLimitMs: number): Judged {
  const startMs = performance.now();
  const verdict = check(history, casRegister(), { timeLimitMs, memoryLimitMb }, { now: () => performance.now() });
  const durationMs = performance.now() - startMs;
  return { ...outcomeOf(verdict, known), durationMs, explainedMs: explainedMs(verdict), usedMb: 0 };
}

/** Looking at the memory takes some microseconds, so it is looked at less often than it is asked for. */
const looksApartMs = 2;

export function judged({ history, known }: Task, timeLimitMs = lineLimitMs): Judged {
  const baseMb = heapMb({ isCollected: true });
  const gauge = memoryGauge(baseMb);
  const startMs = performance.now();
  const verdict = check(history, casRegister(), { timeLimitMs, memoryLimitMb: baseMb + memoryLimitMb }, gauge);
  const durationMs = performance.now() - startMs;
  const explained = explainedMs(verdict);
  gauge.look();
  const usedMb = Math.max(0, gauge.peakMb - baseMb);
  return { ...outcomeOf(verdict, known), durationMs, explainedMs: explained, usedMb };
}

function explainedMs(verdict: Verdict): number {
  const startMs = performance.now();
  return verdict.valid === false && verdict.counterexample.completion >= 0 ? performance.now() - startMs : 0;
}

const repetitions = 7;
const repetitionMs = 3000;

/**
 * Judges the history a few times while that takes no time to speak of, and gives the median. Looking at the memory is
 * for the first time alone: it collects garbage, and with it the code that was compiled.
 */
export function judgedRepeatedly(task: Task): Judged {
  const startMs = performance.now();
  const first = judged(task);
  const runs: Judged[] = [];
  while (runs.length < repetitions && performance.now() - startMs < repetitionMs) {
    runs.push(judgedBriefly(task, lineLimitMs));
  }
  const [median] = runs.sort((a, b) => a.durationMs - b.durationMs).slice(Math.floor((runs.length - 1) / 2));
  return median ? { ...median, usedMb: first.usedMb } : first;
}

function outcomeOf(verdict: Verdict, known: Known): Pick<Judged, 'result' | 'isDecided' | 'isWrong'> {
  return {
    result: resultOf(verdict),
    isDecided: verdict.valid !== 'unknown',
    isWrong: (known === 'valid' && verdict.valid === false) || (known === 'invalid' && verdict.valid === true),
  };
}

function resultOf(verdict: Verdict): string {
  if (verdict.valid !== 'unknown') return verdict.valid ? 'valid' : 'invalid';
  const share = Math.floor((100 * verdict.progress.done) / Math.max(1, verdict.progress.total));
  return `unknown (${verdict.cause} at ${share} %)`;
}

/** The clock and the memory of this process, as a check asks for them; it remembers the most memory it saw. */
function memoryGauge(baseMb: number) {
  let lookedMs = 0;
  const gauge = {
    peakMb: baseMb,
    lastMb: baseMb,
    look() {
      gauge.lastMb = heapMb({ isCollected: false });
      gauge.peakMb = Math.max(gauge.peakMb, gauge.lastMb);
    },
    now: () => performance.now(),
    usedMemoryMb() {
      const nowMs = performance.now();
      if (nowMs - lookedMs >= looksApartMs) {
        lookedMs = nowMs;
        gauge.look();
      }
      return gauge.lastMb;
    },
  };
  return gauge satisfies CheckHost;
}

/** Stands before a figure whose verdict is not the one that must be; nothing else in it matters then. */
export function wrongText(wrong: number): string {
  return wrong === 0 ? '' : `WRONG VERDICT (${wrong}), `;
}

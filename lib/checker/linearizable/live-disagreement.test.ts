import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairCompletions } from '../../history/operations';
import { parseOpLines } from '../../history/text';
import { casRegister } from '../../model/cas-register';
import { Budget } from '../core/budget';
import { LiveCheck } from './live';
import { provedViolation } from './live-proof';
import { SourceSearch } from './register/source-search';
import { type Schedule, scheduleOf } from './search/schedule';
import { Steps } from './search/steps';

/** A search with a bug: no read has a source. */
beforeEach(() => {
  vi.spyOn(SourceSearch.prototype, 'end').mockImplementation((call) => ({ kind: 'impossible', shown: [call] }));
});
afterEach(() => vi.restoreAllMocks());

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };
const host = { now: () => 0 };

/** Writes of 0, 1, 2, …, and a read of this. */
function history(writes: number, answer: number) {
  const lines = Array.from({ length: writes }, (_, value) => `0\t:invoke\t:write\t${value}\n0\t:ok\t:write\t${value}`);
  const parsed = parseOpLines([...lines, '1\t:invoke\t:read\tnil', `1\t:ok\t:read\t${answer}`].join('\n'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.ops;
}

describe('a violation that a live search found', () => {
  function proved(writes: number, answer: number, timeLimitMs = limits.timeLimitMs) {
    const steps = new Steps(casRegister());
    const ops = history(writes, answer);
    const schedule: Schedule = scheduleOf(ops, pairCompletions(ops), steps);
    const stuck = { kind: 'stuck', algorithm: 'just-in-time linearization', call: writes, ends: [] } as const;
    return provedViolation(stuck, schedule, steps, new Budget({ ...limits, timeLimitMs }, host));
  }

  it.each([1, 500])('is told once another search has proved it: %i writes', (writes) => {
    const read = { operation: 2 * writes, completion: 2 * writes + 1 };
    expect(proved(writes, writes)).toEqual({ kind: 'violated', ...read });
  });

  it('is no accusation where another search finds an order', () => {
    expect(proved(1, 0)).toEqual({ kind: 'undecided', cause: 'disagreement' });
  });

  it('is left to the check at the end where there is no time to prove it', () => {
    expect(proved(1, 1, 0)).toEqual({ kind: 'undecided', cause: 'time' });
  });

  it('of the sources of reads is not told, as it cannot be proved', () => {
    const patience = { stepsPerOp: 0, savedSteps: 0 };
    const live = new LiveCheck(history(5, 4), casRegister(), limits, host, patience);
    expect(live.judge()).toEqual({ kind: 'linearizable', ops: 12 });
  });
});

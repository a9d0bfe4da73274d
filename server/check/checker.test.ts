import { describe, expect, it } from 'vitest';
import { correctHistory, Dice } from '@/lib/checker/linearizable/random-history.fixture';
import type { CheckProgress } from '@/lib/checker/verdict';
import type { History } from '@/lib/history/op';
import { checkInWorker } from './checker';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const request = { model: 'cas-register', initial: null, limits };

/**
 * Writes of ever new values, all open at once: their orders are too many for any checker, and no two are equal.
 * A first read, of a value that nobody writes, comes last, so that no order is found by luck.
 */
function hopeless(writers: number): History {
  const ops: History[number][] = [];
  const append = (process: number, type: 'invoke' | 'ok', f: string, value: number | null) =>
    ops.push({ index: ops.length, time: ops.length, process, type, f, value });
  for (let writer = 0; writer < writers; writer++) append(writer, 'invoke', 'write', writer);
  for (let round = 0; round < writers; round++) {
    append(writers + round, 'invoke', 'read', null);
    append(writers + round, 'ok', 'read', round);
  }
  append(2 * writers, 'invoke', 'read', null);
  append(2 * writers, 'ok', 'read', -1);
  for (let writer = 0; writer < writers; writer++) append(writer, 'ok', 'write', writer);
  return ops;
}

describe('checkInWorker', () => {
  it('gives the verdict of the check', async () => {
    const shape = { operations: 300, workers: 5, values: 5, crashChance: 0.01, hasCas: true };
    expect(await checkInWorker(correctHistory(new Dice(1), shape), request)).toMatchObject({
      valid: true,
      model: 'cas-register',
      operations: 300,
    });
  });

  it('gives unknown when the time is up, with the progress, and in time', async () => {
    const progress: CheckProgress[] = [];
    const verdict = await checkInWorker(
      hopeless(40),
      { ...request, limits: { ...limits, timeLimitMs: 600 } },
      { onProgress: (seen) => progress.push(seen) },
    );
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'time', operations: 81 });
    expect(verdict.durationMs).toBeGreaterThanOrEqual(600);
    expect(verdict.durationMs).toBeLessThan(3000);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress[0]?.total).toBe(162);
  });

  it('gives unknown when the memory is used up, and does not crash', async () => {
    const verdict = await checkInWorker(hopeless(60), { ...request, limits: { ...limits, memoryLimitMb: 48 } });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'memory' });
  });

  it('gives unknown when it is cancelled', async () => {
    const controller = new AbortController();
    const verdict = await checkInWorker(hopeless(40), request, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
    expect(await checkInWorker(hopeless(40), request, { signal: controller.signal })).toMatchObject({
      cause: 'cancelled',
    });
  });

  it('refuses a history that is none, and a model that there is not', async () => {
    const lone = [{ index: 0, time: 0, process: 0, type: 'ok', f: 'read', value: 1 }] as const;
    await expect(checkInWorker(lone, request)).rejects.toThrow('without an open invocation');
    await expect(checkInWorker([], { ...request, model: 'queue' })).rejects.toThrow('there is no model queue');
  });
});

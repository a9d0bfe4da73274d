import { describe, expect, it } from 'vitest';
import { correctHistory, Dice } from '@/lib/checker/linearizable/random-history.fixture';
import type { CheckProgress } from '@/lib/checker/verdict';
import { checkInWorker } from './checker';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const request = { model: 'cas-register', initial: null, limits };

const shape = { operations: 300, workers: 5, values: 5, crashChance: 0.01, hasCas: true };

/** Takes far longer than the intervals in which progress is told and limits are looked at. */
const long = correctHistory(new Dice(2), { ...shape, operations: 150_000, workers: 10, crashChance: 0.002 });

describe('checkInWorker', () => {
  it('gives the verdict of the check', async () => {
    expect(await checkInWorker(correctHistory(new Dice(1), shape), request)).toMatchObject({
      valid: true,
      model: 'cas-register',
      operations: 300,
    });
  });

  it('gives unknown when the time is up, with the progress, and in time', async () => {
    const timeLimitMs = 20;
    const verdict = await checkInWorker(long, { ...request, limits: { ...limits, timeLimitMs } });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'time', operations: 150_000 });
    expect(verdict.durationMs).toBeLessThan(2000);
  });

  it('gives unknown when the memory is used up, and does not crash', async () => {
    const verdict = await checkInWorker(long, { ...request, limits: { ...limits, memoryLimitMb: 8 } });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'memory' });
  });

  it('tells of its progress, and gives unknown when it is cancelled', async () => {
    const controller = new AbortController();
    const progress: CheckProgress[] = [];
    const verdict = await checkInWorker(long, request, {
      signal: controller.signal,
      onProgress: (seen) => {
        progress.push(seen);
        controller.abort();
      },
    });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
    expect(progress[0]?.total).toBeGreaterThan(0);
    expect(await checkInWorker(long, request, { signal: controller.signal })).toMatchObject({ cause: 'cancelled' });
  });

  it('refuses a history that is none, and a model that there is not', async () => {
    const lone = [{ index: 0, time: 0, process: 0, type: 'ok', f: 'read', value: 1 }] as const;
    await expect(checkInWorker(lone, request)).rejects.toThrow('without an open invocation');
    await expect(checkInWorker([], { ...request, model: 'tuba' })).rejects.toThrow('there is no model tuba');
  });
});

import { describe, expect, it } from 'vitest';
import { correctHistory, Dice } from '@/lib/checker/linearizable/random-history.fixture';
import type { CheckProgress } from '@/lib/checker/verdict';
import type { History } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import { blockOf } from '@/lib/protocol/block-builder';
import { packBlock } from '../store/lines';
import { type CheckListeners, judgeInWorker } from './checker';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const plan = planSchema.parse({ name: 'judged', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const request = { model: 'cas-register', initial: null, limits, plan, context: {} };

const chunkOps = 5000;

async function* chunksOf(history: History): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < history.length; from += chunkOps) {
    yield await packBlock(blockOf(history.slice(from, from + chunkOps)));
  }
}

const judge = (history: History, asked: typeof request = request, listeners: CheckListeners = {}) =>
  judgeInWorker(chunksOf(history), asked, listeners);

const shape = { operations: 300, workers: 5, values: 5, crashChance: 0.01, hasCas: true };

/** Takes far longer than the intervals in which progress is told and limits are looked at. */
const long = correctHistory(new Dice(2), { ...shape, operations: 150_000, workers: 10, crashChance: 0.002 });

describe('judgeInWorker', { timeout: 30_000 }, () => {
  it('gives the verdict of the check, what the other checkers say, and a sentence', async () => {
    const { verdict, checks, sentence } = await judge(correctHistory(new Dice(1), shape));
    expect(verdict).toMatchObject({ valid: true, model: 'cas-register', operations: 300 });
    expect(checks?.[0]).toMatchObject({ checker: 'stats', valid: true });
    expect(sentence).toMatch(/^All 300 operations fit one order/);
  });

  it('gives unknown when the time is up, with the progress, and in time', async () => {
    const timeLimitMs = 20;
    const { verdict, checks, sentence } = await judge(long, { ...request, limits: { ...limits, timeLimitMs } });
    expect(checks?.[0]).toMatchObject({ checker: 'stats', valid: true });
    expect(sentence).toMatch(/^Undecided/);
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'time', operations: 150_000 });
    expect(verdict.durationMs).toBeLessThan(2000);
  });

  it('gives unknown when the memory is used up, and does not crash', async () => {
    const { verdict } = await judge(long, { ...request, limits: { ...limits, memoryLimitMb: 8 } });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'memory' });
  });

  it('tells of its progress, and gives unknown when it is cancelled', async () => {
    const controller = new AbortController();
    const progress: CheckProgress[] = [];
    const { verdict } = await judge(long, request, {
      signal: controller.signal,
      onProgress: (seen) => {
        progress.push(seen);
        controller.abort();
      },
    });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
    expect(progress[0]?.total).toBeGreaterThan(0);
    const again = await judge(long, request, { signal: controller.signal });
    expect(again.verdict).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
  });

  it('refuses a history that is none, and a model that there is not', async () => {
    const lone = [{ index: 0, time: 0, process: 0, type: 'ok', f: 'read', value: 1 }] as const;
    await expect(judge(lone)).rejects.toThrow('without an open invocation');
    await expect(judge([], { ...request, model: 'tuba' })).rejects.toThrow('there is no model tuba');
  });
});

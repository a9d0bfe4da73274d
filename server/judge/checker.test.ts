import { describe, expect, it } from 'vitest';
import type { CheckProgress } from '@/lib/checker/core/budget';
import { correctHistory, Dice } from '@/lib/checker/linearizable/testing/random-history.fixture';
import type { History } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import { blockOf } from '@/lib/protocol/block-builder';
import { otherFindings, overallValidity, verdictIn } from '@/lib/protocol/judgement';
import { packBlock } from '../store/lines';
import { type CheckListeners, type JudgeRequest, judgeInWorker } from './checker';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const plan = planSchema.parse({ name: 'judged', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const request = { model: 'cas-register', initial: null, limits, plan, logs: {} };

const chunkOps = 5000;

async function* chunksOf(history: History): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < history.length; from += chunkOps) {
    yield await packBlock(blockOf(history.slice(from, from + chunkOps)));
  }
}

const judge = (history: History, asked: JudgeRequest = request, listeners: CheckListeners = {}) =>
  judgeInWorker(() => chunksOf(history), asked, listeners);

const shape = { operations: 300, workers: 5, values: 5, crashChance: 0.01, hasCas: true };

/** Takes far longer than the intervals in which progress is told and limits are looked at. */
const long = correctHistory(new Dice(2), { ...shape, operations: 150_000, workers: 10, crashChance: 0.002 });

describe('judgeInWorker', { timeout: 30_000 }, () => {
  it('gives the verdict of the check, what the other checkers say, and a sentence', async () => {
    const judgement = await judge(correctHistory(new Dice(1), shape));
    const [verdict, checks, sentence] = [verdictIn(judgement), otherFindings(judgement), judgement.sentence];
    expect(verdict).toMatchObject({ valid: true, model: 'cas-register', operations: 300 });
    expect(checks[0]).toMatchObject({ checker: 'stats', valid: true });
    expect(sentence).toMatch(/^All 300 operations fit one order/);
  });

  it('gives unknown when the time is up, with the progress, and in time', async () => {
    const timeLimitMs = 20;
    const judgement = await judge(long, { ...request, limits: { ...limits, timeLimitMs } });
    const [verdict, checks, sentence] = [verdictIn(judgement), otherFindings(judgement), judgement.sentence];
    expect(checks[0]).toMatchObject({ checker: 'stats', valid: true });
    expect(sentence).toMatch(/^Undecided/);
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'time', operations: 150_000 });
    expect(verdict?.durationMs).toBeLessThan(2000);
  });

  it('gives unknown when the memory is used up, and does not crash', async () => {
    const verdict = verdictIn(await judge(long, { ...request, limits: { ...limits, memoryLimitMb: 8 } }));
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'memory' });
  });

  it('tells of its progress, and gives unknown when it is cancelled', async () => {
    const controller = new AbortController();
    const progress: CheckProgress[] = [];
    const judgement = await judge(long, request, {
      signal: controller.signal,
      onProgress: (checker, seen) => {
        if (checker !== 'linearizability') return;
        progress.push(seen);
        controller.abort();
      },
    });
    expect(verdictIn(judgement)).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
    expect(otherFindings(judgement)[0]).toMatchObject({ checker: 'stats', valid: true });
    expect(progress[0]?.total).toBeGreaterThan(0);
    const again = await judge(long, request, { signal: controller.signal });
    expect(verdictIn(again)).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
  });

  it('refuses a history that is none, and a model that there is not', async () => {
    const lone = [{ index: 0, time: 0, process: 0, type: 'ok', f: 'read', value: 1 }] as const;
    await expect(judge(lone)).rejects.toThrow('without an open invocation');
    await expect(judge([], { ...request, model: 'tuba' })).rejects.toThrow('there is no model tuba');
  });
});

describe('a checker that does not end', { timeout: 60_000 }, () => {
  /** It takes a regular expression longer than the universe is old to find that this line does not match. */
  const logs = {
    logs: [{ node: 'n1', file: 'x.log', text: `${'a'.repeat(60)}!` }],
    logPatterns: [{ title: 'all the same letter', pattern: '^(a+)+$' }],
  };

  it('is ended at its limit, and the findings of the others stay', async () => {
    const judgement = await judge(correctHistory(new Dice(1), shape), {
      ...request,
      logs,
      minPassMs: 300,
      limits: { ...limits, timeLimitMs: 300 },
    });
    expect(judgement.findings.map(({ checker, valid }) => [checker, valid])).toEqual([
      ['linearizability', true],
      ['stats', true],
      ['unhandled-errors', true],
      ['fault-coverage', true],
      ['sessions', 'unknown'],
      ['log-patterns', 'unknown'],
    ]);
    expect(judgement.findings[5]).toMatchObject({
      cause: 'time',
      sentence: 'It could not be checked: the time limit was met.',
    });
    expect(judgement.sentence).toMatch(/^All 300 operations fit one order/);
    expect(judgement.measures?.ok).toBeGreaterThan(0);
    expect(overallValidity(judgement)).toBe('unknown');
  });
});

describe('other workloads than one register', { timeout: 60_000 }, () => {
  const workloadRequest = (name: 'registers' | 'set', model: string | undefined): JudgeRequest => ({
    ...request,
    model,
    plan: planSchema.parse({ ...plan, workload: { name } }),
  });
  const onKey = (history: History, key: number): History => history.map((op) => ({ ...op, value: [key, op.value] }));
  const fine = correctHistory(new Dice(1), shape);
  /** The second key is read as what nobody ever wrote. */
  const wrong: History = [...fine].map((op) => (op.f === 'read' && op.type === 'ok' ? { ...op, value: 99 } : op));
  const joined = (first: History, second: History): History => {
    const last = first.at(-1)?.time ?? 0;
    const later = second.map((op) => ({ ...op, time: op.time + last, process: Number(op.process) + 1_000_000 }));
    return [...first, ...later].map((op, index) => ({ ...op, index }));
  };

  it('judge each key by itself', async () => {
    const asked = workloadRequest('registers', 'cas-register');
    const valid = await judge(joined(onKey(fine, 1), onKey(fine, 2)), asked);
    expect(verdictIn(valid)).toMatchObject({ valid: true, operations: 600, keys: { total: 2, valid: 2 } });
  });

  it('tell of the key that cannot be, with the places of the whole history', async () => {
    const asked = workloadRequest('registers', 'cas-register');
    const history = joined(onKey(fine, 1), onKey(wrong, 2));
    const judgement = await judge(history, asked);
    const [verdict, sentence] = [verdictIn(judgement), judgement.sentence];
    expect(verdict).toMatchObject({ valid: false, key: 2, keys: { total: 2, valid: 1, invalid: 1 } });
    if (verdict?.valid !== false) throw new Error('not invalid');
    expect(history[verdict.counterexample.completion]?.value).toEqual([2, 99]);
    expect(sentence).toMatch(/^Key 2, the only one of 2 that cannot be: /);
  });

  const added: History = [
    { index: 0, time: 0, process: 0, type: 'invoke', f: 'add', value: 1 },
    { index: 1, time: 1, process: 0, type: 'ok', f: 'add', value: 1 },
    { index: 2, time: 2, process: 0, type: 'invoke', f: 'read', value: null },
    { index: 3, time: 3, process: 0, type: 'ok', f: 'read', value: [] },
  ];

  it('have no verdict on linearizability where there is no model, and their checks judge', async () => {
    const judgement = await judge(added, workloadRequest('set', undefined));
    expect(verdictIn(judgement)).toBeUndefined();
    expect(judgement.findings[0]).toMatchObject({ checker: 'set-full', valid: false });
    expect(overallValidity(judgement)).toBe(false);
    expect(judgement.measures).toMatchObject({ ok: 2, fail: 0, info: 0 });
  });

  it('are unknown, and never valid, when nothing could be judged', async () => {
    const signal = AbortSignal.abort();
    const judgement = await judge(added, workloadRequest('set', undefined), { signal });
    expect(overallValidity(judgement)).toBe('unknown');
    expect(judgement.findings[0]).toMatchObject({ checker: 'set-full', valid: 'unknown' });
  });
});

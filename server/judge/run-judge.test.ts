import { afterEach, describe, expect, it, vi } from 'vitest';
import { present } from '@/lib/base/assert';
import type { CheckProgress } from '@/lib/checker/core/budget';
import { openAnomaly } from '@/lib/checker/linearizable/anomaly';
import { correctHistory, Dice, withOtherRead } from '@/lib/checker/linearizable/testing/random-history.fixture';
import type { History } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import type { Judgement, SeenViolation } from '@/lib/protocol/entry';
import { otherFindings, overallValidity, verdictIn } from '@/lib/protocol/judgement';
import type { Journal } from '../store/journal';
import { paperJournal } from '../store/testing/paper-store.fixture';
import type { CollectedLogs } from './messages';
import { type JudgeListeners, type JudgeRequest, RunJudge } from './run-judge';
import { type CheckNews, CheckThread } from './thread';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const plan = planSchema.parse({ name: 'judged', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const request = { model: 'cas-register', initial: null, limits, plan };

async function append(journal: Journal, history: History): Promise<void> {
  for (const op of history) if (!journal.append(op)) await journal.drained();
}

/** Written, and read by a judge that is only asked at the end. */
async function judge(
  history: History,
  asked: JudgeRequest = request,
  { logs = {}, signal, ...listeners }: JudgeListeners & { logs?: CollectedLogs; signal?: AbortSignal } = {},
): Promise<Judgement> {
  const journal = paperJournal();
  await append(journal, history);
  const judging = new RunJudge(journal, asked);
  try {
    return await judging.judge(logs, listeners, signal);
  } finally {
    judging.close();
  }
}

const shape = { operations: 300, workers: 5, values: 5, crashChance: 0.01, hasCas: true };

/** Takes far longer than the intervals in which progress is told and limits are looked at. */
const long = correctHistory(new Dice(2), { ...shape, operations: 150_000, workers: 10, crashChance: 0.002 });

describe('the judge of a run', () => {
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

describe('a judge that reads along', () => {
  const nothing = () => undefined;
  const quiet = { onViolation: nothing, onBehind: nothing, onCaughtUp: nothing, onGiveUp: nothing };
  const history = correctHistory(new Dice(3), { ...shape, operations: 6000 });

  it('judges the history that it has, without reading it again', async () => {
    const journal = paperJournal();
    const reads = vi.spyOn(journal, 'readChunks');
    const judging = new RunJudge(journal, request);
    await judging.begin(quiet);
    for (const [place, op] of history.entries()) {
      journal.append(op);
      if (place % 1000 === 0) await journal.flush();
    }
    const judgement = await judging.judge({});
    judging.close();
    expect(verdictIn(judgement)).toMatchObject({ valid: true, operations: 6000 });
    const { durationMs: _, ...verdict } = present(verdictIn(judgement), 'a verdict');
    expect(verdictIn(await judge(history))).toMatchObject(verdict);
    const starts = reads.mock.calls.map(([from]) => from);
    expect(starts).toEqual([...new Set(starts)]);
  });

  it('starts again from the journal where its thread died, and says so', async () => {
    const journal = paperJournal();
    const reasons: string[] = [];
    const readChunks = journal.readChunks.bind(journal);
    vi.spyOn(journal, 'readChunks').mockImplementationOnce(async (from) => {
      const chunks = await readChunks(from);
      return chunks.map((chunk) => ({ ...chunk, bytes: chunk.bytes.map((byte) => ~byte) }));
    });
    const judging = new RunJudge(journal, request);
    await judging.begin({ ...quiet, onGiveUp: (reason) => reasons.push(reason) });
    await append(journal, history);
    await expect.poll(() => reasons).toEqual([expect.stringMatching(/^it failed: .*header/)]);
    const judgement = await judging.judge({});
    judging.close();
    expect(verdictIn(judgement)).toMatchObject({ valid: true, operations: 6000 });
  });

  it('watches the keys of a history one by one', async () => {
    const journal = paperJournal();
    const byKey = { ...request, plan: planSchema.parse({ ...plan, workload: { name: 'registers' } }) };
    const violations: SeenViolation[] = [];
    const judging = new RunJudge(journal, byKey);
    await judging.begin({ ...quiet, onViolation: (violation) => violations.push(violation) });
    const wrong = [
      { index: 0, time: 0, process: 0, type: 'invoke', f: 'write', value: 1, key: 1 },
      { index: 1, time: 1, process: 1, type: 'invoke', f: 'read', value: null, key: 2 },
      { index: 2, time: 2, process: 0, type: 'ok', f: 'write', value: 1, key: 1 },
      { index: 3, time: 3, process: 1, type: 'ok', f: 'read', value: 1, key: 2 },
    ] as const;
    for (const op of wrong) journal.append(op);
    await expect.poll(() => violations).toEqual([{ checker: 'linearizability', anomaly: openAnomaly(1, 3) }]);
    const judgement = await judging.judge({});
    judging.close();
    expect(verdictIn(judgement)).toMatchObject({ valid: false, key: 2, keys: { total: 2, valid: 1, invalid: 1 } });
  });
});

describe('a run that is invalid', () => {
  const fine = correctHistory(new Dice(4), { ...shape, operations: 2000, crashChance: 0 });
  const wrong = withOtherRead(fine, new Dice(5), () => 99) ?? [];

  it('is decided before it is explained, each in a time of its own', async () => {
    const decided: Judgement[] = [];
    const judgement = await judge(wrong, request, { onDecided: (each) => decided.push(each) });
    const [before, after] = [verdictIn(present(decided[0], 'what is decided')), verdictIn(judgement)];
    if (before?.valid !== false || after?.valid !== false) throw new Error('not invalid');
    expect(decided).toHaveLength(1);
    expect(before.counterexample.worlds.shown).toEqual([]);
    expect(before.counterexample.refuters?.length).toBeGreaterThan(0);
    expect(decided[0]?.sentence).toMatch(/99 at .* but no order of the operations explains that/);
    expect(decided[0]?.findings.map(({ checker }) => checker)).toEqual(
      judgement.findings.map(({ checker }) => checker),
    );
    const { operation, completion, refuters } = before.counterexample;
    expect(after.counterexample).toMatchObject({ operation, completion, refuters });
    expect(after.counterexample.worlds.shown.length).toBeGreaterThan(0);
    expect(after.counterexample.minimal?.operations).toContain(operation);
    expect(after.durationMs).toBe(before.durationMs);
    expect(judgement.findings[0]?.explainMs).toBeGreaterThan(0);
  });

  it('stays so when its explanation is cancelled', async () => {
    const controller = new AbortController();
    const onDecided = () => controller.abort();
    const verdict = verdictIn(await judge(wrong, request, { onDecided, signal: controller.signal }));
    if (verdict?.valid !== false) throw new Error('not invalid');
    const { refuters, stopped, minimal } = verdict.counterexample;
    expect(refuters?.length).toBeGreaterThan(0);
    // It may have been explained by the time the wish to stop arrived.
    expect(minimal === undefined ? stopped : 'cancelled').toBe('cancelled');
  });
});

describe('a judge with a bug', () => {
  const correct = correctHistory(new Dice(1), shape);
  const wrong = present(
    withOtherRead(correct, new Dice(2), () => 99),
    'a read',
  );

  afterEach(() => vi.restoreAllMocks());

  /** Every thread dies once it has told of something. */
  function dieAt(isTime: (news: CheckNews) => boolean): void {
    const open = CheckThread.open.bind(CheckThread);
    vi.spyOn(CheckThread, 'open').mockImplementation(async (task, tell) => {
      const thread: CheckThread = await open(task, (news) => {
        tell?.(news);
        if (isTime(news)) thread.fail(new Error('the ink is dry'));
      });
      return thread;
    });
  }

  it('keeps the verdict where explaining it fails, and says so', async () => {
    dieAt(({ type }) => type === 'decided');
    const problems: string[] = [];
    const judgement = await judge(wrong, request, { onUnexplained: (problem) => problems.push(problem) });
    expect(verdictIn(judgement)).toMatchObject({ valid: false, counterexample: { stopped: 'error' } });
    expect(judgement.sentence).toMatch(/99 at .* but no order of the operations explains that/);
    expect(problems).toEqual(['the ink is dry']);
  });

  it('keeps what was found where it cannot be put into words', async () => {
    dieAt((news) => news.type === 'finding' && news.finding.checker === 'linearizability');
    const problems: string[] = [];
    const judgement = await judge(wrong, request, { onUnexplained: (problem) => problems.push(problem) });
    expect(verdictIn(judgement)).toMatchObject({ valid: false, counterexample: { stopped: 'error' } });
    expect(judgement.sentence).toMatch(/^No order of the operations explains every answer\./);
    expect(problems).toEqual(['the ink is dry']);
    expect(verdictIn(await judge(correct))).toMatchObject({ valid: true });
  });

  it('has no judgement where nothing was found', async () => {
    dieAt(({ type }) => type === 'checking');
    await expect(judge(wrong)).rejects.toThrow('the ink is dry');
  });
});

describe('a checker that does not end', () => {
  /** It takes a regular expression longer than the universe is old to find that this line does not match. */
  const logs = {
    logs: [{ node: 'n1', file: 'x.log', text: `${'a'.repeat(60)}!` }],
    logPatterns: [{ title: 'all the same letter', pattern: '^(a+)+$' }],
  };

  it('is ended at its limit, and the findings of the others stay', async () => {
    const asked = { ...request, minPassMs: 2000, limits: { ...limits, timeLimitMs: 2000 } };
    const judgement = await judge(correctHistory(new Dice(1), shape), asked, { logs });
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

describe('other workloads than one register', () => {
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

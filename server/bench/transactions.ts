/**
 * How long the checkers of transactions take, and how much memory beside the history, on seeded histories of lists and
 * registers. Making the histories is not measured. With `--long` many small histories are compared with trying every order.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Budget } from '@/lib/checker/core/budget';
import type { Checker } from '@/lib/checker/core/checker';
import { queueOrder } from '@/lib/checker/queue/queue-order';
import { queueHistory } from '@/lib/checker/queue/queues.fixture';
import type { JudgedModel } from '@/lib/checker/transactions/consistency';
import { largeLists } from '@/lib/checker/transactions/large-lists.fixture';
import { largeRegisters } from '@/lib/checker/transactions/large-registers.fixture';
import { listAppend } from '@/lib/checker/transactions/list-append';
import { judgedAndTried, registerOracles } from '@/lib/checker/transactions/registers.fixture';
import { rwRegister } from '@/lib/checker/transactions/rw-register';
import type { History } from '@/lib/history/op';
import { packageRoot } from '../base/package-root';
import { type Bench, durationText, goalText, type Report, rounded, type Wants } from './figure';
import { heapMb } from './heap';
import { withDirectory } from './served';

const clients = 20;
const million = 1_000_000;
const growth = [10_000, 30_000, 100_000, 300_000, million];
const goalMs = 5000;
const goalMb = 1024;
const readingGoalMs = 15_000;
const linearFactor = 2;
const elle = 'Elle: 100,000–160,000 a second (stated, other machine)';

export const transactions: Bench = {
  name: 'transactions',
  about: `list-append and rw-register of ${clients} clients, one thread`,
  async run(report, wants, isLong) {
    measureGrowth(report, wants);
    measureStale(report, wants);
    measureRegisters(report, wants);
    measureQueue(report, wants);
    if (!isLong) return;
    measureAgreement(report, wants);
    await measureFile(report, wants);
  },
};

function measured(count: number, hasStaleRead: boolean) {
  return decided(largeLists(`transactions/${count}`, { transactions: count, clients, hasStaleRead }), listAppend);
}

function decided(history: History, checker: Checker<unknown>, consistency?: JudgedModel) {
  const baseMb = heapMb({ isCollected: true });
  let peakMb = baseMb;
  const host = {
    now: () => performance.now(),
    usedMemoryMb() {
      const usedMb = heapMb({ isCollected: false });
      peakMb = Math.max(peakMb, usedMb);
      return usedMb;
    },
  };
  const budget = new Budget({ timeLimitMs: 120_000, memoryLimitMb: 16_384 }, host);
  const startMs = performance.now();
  const answer = checker.decide?.(history, consistency ? { consistency } : {}, budget);
  const decideMs = performance.now() - startMs;
  const explainStartMs = performance.now();
  answer?.explain?.(budget.part(budget.left));
  const explainMs = performance.now() - explainStartMs;
  return { valid: answer?.result.valid ?? 'unknown', decideMs, explainMs, usedMb: Math.ceil(peakMb - baseMb) };
}

function measureGrowth(report: Report, wants: Wants): void {
  let first: number | undefined;
  for (const count of growth) {
    const name = `${count.toLocaleString('en')} transactions, valid`;
    if (!wants(name)) continue;
    const { valid, decideMs, usedMb } = measured(count, false);
    const microsEach = (1000 * decideMs) / count;
    first ??= microsEach;
    const factor = microsEach / first;
    const isGoal = count === million;
    report({
      name,
      figure: `${valid === true ? '' : `WRONG VERDICT (${valid}), `}${durationText(decideMs)}, ${usedMb} MB, ${rounded(microsEach)} µs each`,
      comparison: [
        ...(isGoal
          ? [goalText(`≤ ${durationText(goalMs)}, ≤ ${goalMb} MB`, decideMs <= goalMs && usedMb <= goalMb), elle]
          : []),
        goalText(`linear, ≤ ${linearFactor} × the cost each of the first`, factor <= linearFactor),
      ].join(' · '),
      data: { valid, decideMs, usedMb, microsEach, factor },
    });
  }
}

function measureStale(report: Report, wants: Wants): void {
  const name = `${million.toLocaleString('en')} transactions, one stale read`;
  if (!wants(name)) return;
  const { valid, decideMs, explainMs, usedMb } = measured(million, true);
  report({
    name,
    figure: `${valid === false ? '' : `WRONG VERDICT (${valid}), `}${durationText(decideMs)}, ${usedMb} MB, explained in ${durationText(explainMs)}`,
    comparison: goalText(`≤ ${durationText(goalMs)}, ≤ ${goalMb} MB`, decideMs <= goalMs && usedMb <= goalMb),
    data: { valid, decideMs, explainMs, usedMb },
  });
}

const registers = 100_000;
const registersGoalMs = 2000;
const registerModels = [
  'strict-serializable',
  'snapshot-isolation',
  'read-committed',
  'read-atomic',
  'causal',
] as const satisfies readonly JudgedModel[];

/** The goals are of transactions that read before they write; of others the order of the writes has to be found. */
function measureRegisters(report: Report, wants: Wants): void {
  for (const isMini of [true, false]) {
    const what = isMini ? 'registers, each read before it is written' : 'registers, written unread';
    const names = registerModels.map((model) => `${registers.toLocaleString('en')} transactions on ${what}: ${model}`);
    if (!names.some(wants)) continue;
    const history = largeRegisters(`registers/${isMini}`, { transactions: registers, clients, isMini });
    for (const [i, model] of registerModels.entries()) {
      const name = names[i] as string;
      if (!wants(name)) continue;
      const { valid, decideMs, usedMb } = decided(history, rwRegister, model);
      report({
        name,
        figure: `${valid === true ? '' : `WRONG VERDICT (${valid}), `}${durationText(decideMs)}, ${usedMb} MB`,
        comparison: goalText(`≤ ${durationText(registersGoalMs)}`, decideMs <= registersGoalMs),
        data: { valid, decideMs, usedMb },
      });
    }
  }
}

const queueGoalMs = 2000;

function measureQueue(report: Report, wants: Wants): void {
  const name = `${million.toLocaleString('en')} operations of a queue, first in, first out`;
  if (!wants(name)) return;
  const history = queueHistory('queue', { operations: million, clients, isTroubled: false });
  const budget = new Budget({ timeLimitMs: 120_000, memoryLimitMb: 16_384 }, { now: () => performance.now() });
  const startMs = performance.now();
  const { valid } = queueOrder.check(history, {}, budget);
  const decideMs = performance.now() - startMs;
  report({
    name,
    figure: `${valid === true ? '' : `WRONG VERDICT (${valid}), `}${durationText(decideMs)}`,
    comparison: goalText(`≤ ${durationText(queueGoalMs)}`, decideMs <= queueGoalMs),
    data: { valid, decideMs },
  });
}

const triedHistories = 104_000;

/** What is said of small histories of registers against trying every order. */
function measureAgreement(report: Report, wants: Wants): void {
  const name = `${triedHistories.toLocaleString('en')} small histories of registers, against every order`;
  if (!wants(name)) return;
  const models = Object.keys(registerOracles) as JudgedModel[];
  const counts = { valid: 0, invalid: 0, wrong: 0 };
  for (const model of models) {
    for (let seed = 0; seed < triedHistories / models.length; seed++) {
      const { valid, isAllowed, wronglyFallen } = judgedAndTried(model, `bench/${model}/${seed}`);
      if (valid !== 'unknown') counts[valid ? 'valid' : 'invalid']++;
      if ((valid !== 'unknown' && valid !== isAllowed) || wronglyFallen.length > 0) counts.wrong++;
    }
  }
  report({
    name,
    figure: `${counts.wrong === 0 ? 'no' : counts.wrong} wrong verdicts, ${counts.valid} valid, ${counts.invalid} invalid`,
    comparison: goalText('no wrong verdict', counts.wrong === 0),
    data: counts,
  });
}

async function measureFile(report: Report, wants: Wants): Promise<void> {
  const name = `${million.toLocaleString('en')} transactions, a file and clew check`;
  if (!wants(name)) return;
  await withDirectory(async (directory) => {
    const file = join(directory, 'history.jsonl');
    const history = largeLists('transactions/file', { transactions: million, clients, hasStaleRead: false });
    await pipeline(Readable.from(linesOf(history)), createWriteStream(file));
    const startMs = performance.now();
    const options = ['--checker', 'list-append', '--memory', '8192', '--time-limit', '300'];
    const check = spawn(process.execPath, [join(packageRoot, 'server/bin/clew.mjs'), 'check', file, ...options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(check, 'exit');
    const tookMs = performance.now() - startMs;
    report({
      name,
      figure: `${code === 0 ? '' : `WRONG VERDICT (exit ${code}), `}${durationText(tookMs)}`,
      comparison: goalText(`≤ ${durationText(readingGoalMs)}`, tookMs <= readingGoalMs),
      data: { code: Number(code), tookMs },
    });
  });
}

function* linesOf(history: Iterable<object>): Generator<string> {
  let lines: string[] = [];
  for (const op of history) {
    lines.push(JSON.stringify(op));
    if (lines.length < 10_000) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  yield lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

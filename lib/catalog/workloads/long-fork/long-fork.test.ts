import { expect, test } from 'vitest';
import type { Json } from '../../../base/json';
import { unlimitedBudget } from '../../../checker/core/checked.fixture';
import { runChecker } from '../../../checker/registry';
import type { Generator } from '../../../generator/generator';
import { delay } from '../../../generator/pace';
import { simulate } from '../../../generator/simulate';
import { steady } from '../../../generator/simulation.fixture';
import { clients } from '../../../generator/threads';
import type { Op } from '../../../history/op';
import { longFork } from '.';

const input = {
  options: { groupSize: 3 },
  concurrency: 4,
  pace: (inner: Generator) => delay(0.01, inner),
  timeLimitSeconds: 10,
  seed: 5,
};

type Step = readonly [f: string, key: number, value: Json];

const load = simulate(clients(longFork.load(input)), steady(0.01, 4)).filter(({ type }) => type === 'invoke');
const stepsOf = ({ value }: Op) => value as readonly Step[];

test('each key is written once, alone, and groups are read whole, each by who wrote one of its keys, and by others', () => {
  const writes = load.filter((op) => stepsOf(op)[0]?.[0] === 'w');
  expect(writes.map((op) => stepsOf(op))).toEqual(writes.map((_, key) => [['w', key, 1]]));
  expect(writes.length).toBeGreaterThan(100);
  const reads = load.filter((op) => stepsOf(op)[0]?.[0] === 'r');
  for (const op of reads) {
    const keys = stepsOf(op).map(([, key]) => key);
    const first = Math.min(...keys);
    expect(first % 3).toBe(0);
    expect(keys.toSorted((a, b) => a - b)).toEqual([first, first + 1, first + 2]);
  }
  // Each who writes reads next, and others read as well.
  expect(reads.length).toBeGreaterThan(writes.length);
  for (const process of [0, 1, 2, 3]) {
    const own = load.filter((op) => op.process === process);
    own.forEach((op, i) => {
      const [[f, key] = []] = stepsOf(op);
      const next = own[i + 1];
      if (f !== 'w' || key === undefined || next === undefined) return;
      expect(stepsOf(next).some(([then, other]) => then === 'r' && other === key)).toBe(true);
    });
  }
});

test('what registers in memory answer shows no fork, and what two copies of them answer does', () => {
  const judged = (isForked: boolean) => {
    const states: Json[] = [null, null];
    const ops = load.flatMap((op, i): readonly Op[] => {
      const isWrite = stepsOf(op)[0]?.[0] === 'w';
      // Each copy takes the writes of its own at once, and those of the other one late.
      const mine = isForked ? Number(op.process) % 2 : 0;
      const update = longFork.structure?.update(states[mine] ?? null, op);
      if (update === undefined || update === 'waits' || 'refused' in update) throw new Error('it was refused');
      if (isWrite) states[mine] = update.state;
      const asked = { ...op, index: 2 * i, time: 2 * i };
      return [asked, { ...asked, index: 2 * i + 1, time: 2 * i + 1, type: 'ok', value: update.answer ?? null }];
    });
    return runChecker('long-fork', ops, {}, unlimitedBudget()).valid;
  };
  expect(judged(false)).toBe(true);
  expect(judged(true)).toBe(false);
});

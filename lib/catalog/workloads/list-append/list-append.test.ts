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
import { listAppend } from '.';

const input = {
  options: { keys: 2, appendsPerKey: 5 },
  concurrency: 3,
  pace: (inner: Generator) => delay(0.01, inner),
  timeLimitSeconds: 10,
  seed: 5,
};

type Step = readonly [f: string, key: number, value: Json];

const invoked = (generator: Generator) =>
  simulate(clients(generator), steady(0.01, 3))
    .filter(({ type }) => type === 'invoke')
    .map(({ value }) => value as readonly Step[]);

test('every element is appended once, no key more often than it may be, and few keys at a time', () => {
  const transactions = invoked(listAppend.load(input));
  expect(transactions.length).toBeGreaterThan(100);
  expect(Math.max(...transactions.map(({ length }) => length))).toBe(4);
  const appends = transactions.flat().filter(([f]) => f === 'append');
  expect(new Set(appends.map(([, , element]) => element)).size).toBe(appends.length);
  const byKey = new Map<number, number>();
  for (const [, key] of appends) byKey.set(key, (byKey.get(key) ?? 0) + 1);
  const counts = [...byKey.values()].toSorted((a, b) => b - a);
  expect(counts[0]).toBe(5);
  // All but those that are still going on have had their share.
  expect(counts.filter((count) => count < 5).length).toBeLessThanOrEqual(2);
  expect(invoked(listAppend.load(input))).toEqual(transactions);
});

test('last each client reads, and what is promised is what the options say', () => {
  const last = invoked(listAppend.last(input));
  expect(last).toHaveLength(3);
  expect(last.flat().every(([f, , value]) => f === 'r' && value === null)).toBe(true);
  expect(listAppend.promises?.({})).toBe('strict-serializable');
  expect(listAppend.promises?.({ consistency: 'serializable' })).toBe('serializable');
});

test('what the lists in memory answer is strictly serializable, and with an older answer it is not', () => {
  const ops: Op[] = [];
  const states: Json[] = [null];
  const add = (value: Json, isStale: boolean) => {
    const [earlier = null, latest = null] = states.slice(-2);
    const op = { index: ops.length, time: ops.length, process: 0, type: 'invoke', f: 'txn', value } as const;
    const update = listAppend.structure?.update((isStale ? earlier : latest) ?? null, op);
    if (update === undefined || update === 'waits' || 'refused' in update) throw new Error('a transaction was refused');
    if (!isStale) states.push(update.state);
    ops.push(op, { ...op, index: ops.length + 1, type: 'ok', value: update.answer ?? null });
  };
  add(
    [
      ['append', 1, 1],
      ['r', 1, null],
    ],
    false,
  );
  add(
    [
      ['append', 1, 2],
      ['r', 1, null],
      ['append', 2, 3],
    ],
    false,
  );
  add(
    [
      ['r', 1, null],
      ['r', 2, null],
    ],
    false,
  );
  expect(ops.at(-1)?.value).toEqual([
    ['r', 1, [1, 2]],
    ['r', 2, [3]],
  ]);
  const valid = () => runChecker('list-append', ops, {}, unlimitedBudget()).valid;
  expect(valid()).toBe(true);
  add([['append', 1, 4]], false);
  add([['r', 1, null]], true);
  expect(valid()).toBe(false);
});

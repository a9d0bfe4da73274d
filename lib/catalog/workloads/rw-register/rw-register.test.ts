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
import { rwRegister } from '.';

const input = {
  options: { keys: 2, writesPerKey: 5 },
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

test('every value is written once, no key more often than it may be, and only once it was read, unless that is not asked', () => {
  const transactions = invoked(rwRegister.load(input));
  expect(transactions.length).toBeGreaterThan(100);
  const writes = transactions.flat().filter(([f]) => f === 'w');
  expect(new Set(writes.map(([, , value]) => value)).size).toBe(writes.length);
  const byKey = new Map<number, number>();
  for (const [, key] of writes) byKey.set(key, (byKey.get(key) ?? 0) + 1);
  expect(Math.max(...byKey.values())).toBe(5);
  const isBlind = (steps: readonly Step[]) =>
    steps.some(([f, key], place) => f === 'w' && !steps.slice(0, place).some(([, other]) => other === key));
  expect(transactions.some(isBlind)).toBe(false);
  const blind = invoked(rwRegister.load({ ...input, options: { readsFirst: false } }));
  expect(blind.filter(isBlind).length).toBeGreaterThan(50);
  expect(invoked(rwRegister.load(input))).toEqual(transactions);
});

test('what the registers in memory answer is strictly serializable, and with an older answer it is not', () => {
  const ops: Op[] = [];
  let state: Json = null;
  const take = (value: Json) => {
    const op: Op = { index: ops.length, time: ops.length, process: 0, type: 'invoke', f: 'txn', value };
    const update = rwRegister.structure?.update(state, op);
    if (update === undefined || update === 'waits' || 'refused' in update) throw new Error('a transaction was refused');
    state = update.state;
    ops.push(op, { ...op, index: ops.length + 1, type: 'ok', value: update.answer ?? null });
  };
  for (const value of invoked(rwRegister.load(input)).slice(0, 40)) take(value as Json);
  const valid = () => runChecker('rw-register', ops, {}, unlimitedBudget()).valid;
  expect(valid()).toBe(true);
  take([['r', 999, null]]);
  take([
    ['r', 999, null],
    ['w', 999, 1],
  ]);
  state = null;
  take([['r', 999, null]]);
  expect(ops.at(-1)?.value).toEqual([['r', 999, null]]);
  expect(valid()).toBe(false);
});

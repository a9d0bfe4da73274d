import { expect, it } from 'vitest';
import type { Op } from '../../history/op';
import { unlimitedBudget } from '../core/checked.fixture';
import { Dice } from '../linearizable/testing/random-history.fixture';
import { liveCheckerOf } from '../registry';
import { listAppend } from './list-append';
import { rwRegister } from './rw-register';
import { historyOf, type Isolation, simulated } from './transactions.fixture';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 4096 };
const isolations: readonly Isolation[] = ['serial', 'snapshot', 'read committed', 'read uncommitted'];

it.each([
  ['list-append', listAppend, 'append'],
  ['rw-register', rwRegister, 'w'],
] as const)('a violation of %s is told once it has happened, and whatever follows it stays one', (name, checker, f) => {
  let found = 0;
  for (let seed = 0; seed < 40; seed++) {
    const isolation = isolations[seed % isolations.length] ?? 'serial';
    const shape = { transactions: 12, clients: 4, keys: 2, f } as const;
    const whole = historyOf(simulated(new Dice(`live/${seed}`), isolation, shape), f === 'w');
    const ops: Op[] = [];
    const context = { consistency: 'serializable' } as const;
    const live = liveCheckerOf(name, ops, context, limits, { now: () => 0 });
    const told = whole.map((op) => {
      ops.push(op);
      return live?.judge();
    });
    const first = told.findIndex((answer) => answer?.kind === 'violated');
    const atEnd = checker.check(whole, context, unlimitedBudget());
    expect(first >= 0, `seed ${seed}`).toBe(atEnd.valid === false);
    if (first < 0) continue;
    found++;
    for (let length = first + 1; length <= whole.length; length++) {
      expect(checker.check(whole.slice(0, length), context, unlimitedBudget()).valid).toBe(false);
    }
    expect(checker.check(whole.slice(0, first), context, unlimitedBudget()).valid).not.toBe(false);
    expect(told[first]).toMatchObject({ anomaly: { evidence: { type: 'cycle' } } });
  }
  expect(found).toBeGreaterThan(10);
});

it('rests twice as long as it judged, and then judges all there is', () => {
  let nowMs = 0;
  const whole = historyOf(simulated(new Dice('rest'), 'serial', { transactions: 8, clients: 2, keys: 1 }));
  const ops: Op[] = [];
  let asked = 0;
  const host = {
    // Each look at the clock takes a millisecond, so that a judgement takes some.
    now: () => {
      asked++;
      return nowMs++;
    },
  };
  const live = liveCheckerOf('list-append', ops, {}, limits, host);
  ops.push(...whole.slice(0, 6));
  live?.judge();
  const judging = asked;
  expect(judging).toBeGreaterThan(2);
  ops.push(...whole.slice(6, 8));
  asked = 0;
  expect(live?.judge()).toEqual({ kind: 'fine', judged: 6 });
  expect(asked).toBe(1);
  nowMs += 10 * judging;
  asked = 0;
  live?.judge();
  expect(asked).toBeGreaterThan(2);
});

it('says of which op it cannot tell anything', () => {
  const ops: Op[] = [{ index: 0, time: 0, process: 0, type: 'invoke', f: 'txn', value: 7 }];
  const live = liveCheckerOf('list-append', ops, {}, limits, { now: () => 0 });
  expect(() => live?.judge()).toThrow('op 0: a transaction is a list of steps');
});

import { expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import { check } from '@/lib/checker/linearizable/check';
import { Dice } from '@/lib/checker/linearizable/testing/random-history.fixture';
import type { History, Op } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import { startOfKey, startsOf } from './starts';

const limits = { timeLimitMs: 10_000, memoryLimitMb: 512 };

/** Any operations of three processes, with any answers. */
function anyHistory(dice: Dice): History {
  const ops: Op[] = [];
  const open = new Map<number, Op>();
  const push = (op: Omit<Op, 'index' | 'time'>) => ops.push({ ...op, index: ops.length, time: ops.length });
  for (let step = 0; step < 12; step++) {
    const process = dice.below(3) + (step > 8 ? 3 : 0);
    const invoked = open.get(process);
    if (!invoked) {
      const f = ['read', 'read', 'write', 'cas'][dice.below(4)] ?? 'read';
      const value: Json = f === 'read' ? null : f === 'write' ? dice.below(3) : [dice.below(3), dice.below(3)];
      push({ process, type: 'invoke', f, value });
      open.set(process, ops.at(-1) as Op);
      continue;
    }
    open.delete(process);
    const type = dice.happens(0.8) ? 'ok' : 'fail';
    push({ process, type, f: invoked.f, value: invoked.f === 'read' && type === 'ok' ? dice.below(3) : invoked.value });
  }
  return ops;
}

it('some start explains a history exactly when one of those does', () => {
  const counts = { valid: 0, invalid: 0, one: 0 };
  const isValidFrom = (history: History) => (initial: Json) =>
    check(history, casRegister(initial), limits).valid === true;
  for (let seed = 0; seed < 2000; seed++) {
    const history = anyHistory(new Dice(seed));
    // 9 is a value that nobody names.
    const isValid = [null, 0, 1, 2, 9].some(isValidFrom(history));
    const starts = startsOf(history, casRegister(null));
    expect(starts.some(isValidFrom(history)), `seed ${seed}`).toBe(isValid);
    counts[isValid ? 'valid' : 'invalid']++;
    if (starts.length === 1) counts.one++;
  }
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(50);
});

it('after the first write has returned nothing shows where a register began', () => {
  const history = drawn(
    '0 0 invoke write 1\n1 1 invoke read\n2 0 ok write 1\n3 2 invoke read\n4 1 ok read 5\n5 2 ok read 6',
  );
  expect(startsOf(history, casRegister(null))).toEqual([null, 5]);
  expect(startsOf(drawn('0 0 invoke cas [4,5]\n1 1 invoke read'), casRegister(7))).toEqual([7, 4]);
});

it('a key is named by its text, or by that of its name', () => {
  const starts = { k: 1, 7: 2, '[1 "a"]': 3, ':s': 4 };
  expect(['k', ':k', 7, [1, 'a'], ':s', 's', '7'].map((key) => startOfKey(starts, key))).toEqual([
    ...[1, 1, 2, 3, 4, undefined, 2],
  ]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../base/json';
import type { History, Op } from '../../history/op';
import { casRegister } from '../../model/cas-register';
import { unlimitedBudget } from '../core/checked.fixture';
import { drawn } from '../core/drawn-history.fixture';
import { abortedReads } from './aborted-reads';

const check = (history: History) => abortedReads.check(history, { model: casRegister(null) }, unlimitedBudget());

test('a read of what only a failed write wrote is an aborted read, with both operations', () => {
  const history = drawn('0 0 invoke write 3\n1 0 fail write 3\n2 1 invoke read\n3 1 ok read 3');
  const { valid, sentence, anomalies } = check(history);
  expect([valid, sentence]).toEqual([false, '1 read returned what only a failed write wrote: 3.']);
  expect(anomalies).toMatchObject([{ kind: 'aborted-read', operations: [2, 0], at: 3 }]);
});

test('a cas writes its second value', () => {
  const aborted = drawn('0 0 invoke cas [1,3]\n1 0 fail cas [1,3]\n2 1 invoke read\n3 1 ok read 3');
  expect(check(aborted).valid).toBe(false);
  expect(check(drawn('0 0 invoke cas [3,1]\n1 0 fail cas [3,1]\n2 1 invoke read\n3 1 ok read 3')).valid).toBe(true);
});

test('a read of what was first written after it is no read of that write', () => {
  const history = drawn('0 1 invoke read\n1 1 ok read 3\n2 0 invoke write 3\n3 0 ok write 3');
  expect(check(history)).toMatchObject({
    valid: false,
    anomalies: [{ kind: 'read-before-write', operations: [0, 2] }],
  });
});

test('a write of which nothing is known may have been read, and so may one that is still open', () => {
  for (const completion of ['\n1 0 info write 3', '']) {
    const read = completion === '' ? '1 1 invoke read\n2 1 ok read 3' : '2 1 invoke read\n3 1 ok read 3';
    expect(check(drawn(`0 0 invoke write 3${completion}\n${read}`)).valid).toBe(true);
  }
});

test('the value that was there first, and one that no operation wrote, are not its business', () => {
  const history = drawn('0 0 invoke write 3\n1 0 fail write 3\n2 1 invoke read\n3 1 ok read 3');
  const fromThree = { model: casRegister(3) };
  expect(abortedReads.check(history, fromThree, unlimitedBudget()).valid).toBe(true);
  expect(check(drawn('0 1 invoke read\n1 1 ok read 7')).valid).toBe(true);
  expect(abortedReads.check(history, {}, unlimitedBudget()).valid).toBe('unknown');
});

test('what it accuses is what a look at all writes accuses, on random histories of two keys', () => {
  const step = fc.record({
    key: fc.constantFrom(0, 1),
    value: fc.integer({ min: 1, max: 3 }),
    f: fc.constantFrom('read', 'write'),
    type: fc.constantFrom('ok', 'fail', 'info'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const history: Op[] = steps.flatMap(({ key, value, f, type }, process) => {
        const op = { process, f, key, time: process };
        return [
          { ...op, index: 2 * process, type: 'invoke', value: f === 'read' ? null : value } as Op,
          { ...op, index: 2 * process + 1, type, value: value as Json } as Op,
        ];
      });
      const isImpossible = (read: (typeof steps)[number], place: number) => {
        const writes = steps.map((other, at) => ({ ...other, at })).filter((other) => other.f === 'write');
        const same = writes.filter((other) => other.key === read.key && other.value === read.value);
        return same.length > 0 && !same.some((other) => other.at < place && other.type !== 'fail');
      };
      const impossible = steps.flatMap((read, place) =>
        read.f === 'read' && read.type === 'ok' && isImpossible(read, place) ? [2 * place] : [],
      );
      const { valid, anomalies } = check(history);
      const isRead = steps.some(({ f, type, value }) => f === 'read' && type === 'ok' && value !== null);
      expect(valid).toBe(isRead ? impossible.length === 0 : 'unknown');
      expect(anomalies.map(({ operations }) => operations[0]).sort()).toEqual([...impossible].sort());
    }),
  );
});

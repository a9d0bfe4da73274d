import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checked } from '../core/checked.fixture';
import { drawn, histories } from '../core/drawn-history.fixture';
import { totalQueue } from './total-queue';

const check = (text: string) => checked(totalQueue, drawn(text));

describe('a queue that is emptied', () => {
  it('is valid when what went in came out, in whatever order', () => {
    const finding = check(`
      0 0 invoke enqueue 1
      1 0 ok enqueue 1
      2 0 invoke enqueue 2
      3 0 ok enqueue 2
      4 1 invoke dequeue
      5 1 ok dequeue 2
      6 1 invoke drain
      7 1 ok drain [1]`);
    expect(finding).toMatchObject({ valid: true, isNoteworthy: false, details: { acknowledged: 2, delivered: 2 } });
  });

  it('what was acknowledged and never came out is lost', () => {
    expect(check('0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 1 invoke dequeue\n3 1 fail dequeue')).toMatchObject({
      valid: false,
      details: { lost: { shown: [1], total: 1 } },
      sentence: '1 element went in and never came out: 1.',
    });
  });

  it('a dequeue that crashed may have taken one element, and no more', () => {
    const one = '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 1 invoke dequeue\n3 1 info dequeue';
    expect(check(one)).toMatchObject({
      valid: true,
      isNoteworthy: true,
      anomalies: [],
      details: { lost: { total: 1 }, crashed: 1 },
      sentence: '1 element went in and never came out: 1, of which 1 dequeue of unknown outcome may have taken one.',
    });
    expect(check(one.replace('\n3 1 info dequeue', ''))).toMatchObject({ valid: true });
    expect(check(`${one}\n4 0 invoke enqueue 2\n5 0 ok enqueue 2`)).toMatchObject({
      valid: false,
      details: { lost: { total: 2 }, crashed: 1 },
    });
    expect(check(one.replace('info', 'fail'))).toMatchObject({ valid: false, details: { crashed: 0 } });
  });

  it('what never went in is unexpected', () => {
    expect(check('0 1 invoke dequeue\n1 1 ok dequeue 9')).toMatchObject({
      valid: false,
      details: { unexpected: { shown: [9], total: 1 }, duplicated: { total: 0 } },
    });
  });

  it('what came out twice is told of, and is no violation', () => {
    const text = '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 1 invoke drain\n3 1 ok drain [1,1,1]';
    expect(check(text)).toMatchObject({
      valid: true,
      isNoteworthy: true,
      details: { duplicated: { shown: [1, 1], total: 2 }, delivered: 1 },
    });
  });

  it('an enqueue that crashed may come out, and then it is recovered, or not', () => {
    const crashed = '0 0 invoke enqueue 1\n1 0 info enqueue 1';
    expect(check(`${crashed}\n2 1 invoke dequeue\n3 1 fail dequeue`)).toMatchObject({
      valid: 'unknown',
      details: { lost: { total: 0 } },
    });
    expect(check(`${crashed}\n2 1 invoke dequeue\n3 1 ok dequeue 1`)).toMatchObject({
      valid: true,
      details: { recovered: { shown: [1], total: 1 } },
    });
  });

  it('an element that went in twice must come out twice', () => {
    const twice =
      '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 0 invoke enqueue 1\n3 0 ok enqueue 1\n4 1 invoke dequeue\n';
    expect(check(`${twice}5 1 ok dequeue 1`)).toMatchObject({ valid: false, details: { lost: { total: 1 } } });
  });

  it('where nothing went in, or nobody asked for what did, there is nothing to judge', () => {
    const untested = { valid: 'unknown', isUntested: true, isNoteworthy: true, anomalies: [] };
    expect(check('0 0 invoke enqueue 1\n1 0 ok enqueue 1')).toMatchObject(untested);
    expect(check('0 0 invoke enqueue 1\n1 0 fail enqueue 1')).toMatchObject(untested);
    expect(check('0 0 invoke dequeue\n1 0 fail dequeue')).toMatchObject(untested);
    expect(checked(totalQueue, [])).toMatchObject(untested);
  });

  it('a drain may say that the queue is exhausted, and its dequeues stand in the history', () => {
    const drained = (taken: number) => `
      0 0 invoke enqueue 1
      1 0 ok enqueue 1
      2 0 invoke drain
      3 0 invoke dequeue
      4 0 ok dequeue ${taken}
      5 0 ok drain ":exhausted"`;
    expect(check(drained(1))).toMatchObject({ valid: true, details: { acknowledged: 1, delivered: 1 } });
    expect(check(drained(2))).toMatchObject({
      valid: false,
      details: { lost: { shown: [1] }, unexpected: { shown: [2] } },
    });
    expect(() => check(drained(1).replace(':exhausted', 'done'))).toThrow('op 5: drain must give a list of elements');
  });

  it('a drain that crashed leaves the question open', () => {
    expect(() => check('0 1 invoke drain\n1 1 info drain')).toThrow('op 1: a drain crashed');
  });

  it('agrees with counting each element, on any history', () => {
    const element = fc.nat(3);
    const call = fc.oneof(
      element.map((value) => ({ f: 'enqueue', value, answer: value })),
      element.map((answer) => ({ f: 'dequeue', value: null, answer })),
    );
    fc.assert(
      fc.property(histories(call, 30), (history) => {
        const count = (f: string, type: string, value: number) =>
          history.filter((op) => op.f === f && op.type === type && op.value === value).length;
        const sums = { lost: 0, unexpected: 0, duplicated: 0, recovered: 0, delivered: 0 };
        for (const value of [0, 1, 2, 3]) {
          const tried = count('enqueue', 'invoke', value);
          const done = count('enqueue', 'ok', value);
          const out = count('dequeue', 'ok', value);
          sums.lost += Math.max(0, done - out);
          if (tried === 0) sums.unexpected += out;
          else sums.duplicated += Math.max(0, out - tried);
          sums.delivered += Math.min(out, tried);
          sums.recovered += Math.max(0, Math.min(out, tried) - done);
        }
        const { valid, details } = checked(totalQueue, history);
        expect({
          lost: details.lost.total,
          unexpected: details.unexpected.total,
          duplicated: details.duplicated.total,
          recovered: details.recovered.total,
          delivered: details.delivered,
        }).toEqual(sums);
        const dequeues = (type: string) => history.filter((op) => op.f === 'dequeue' && op.type === type).length;
        const crashed = dequeues('invoke') - dequeues('ok') - dequeues('fail');
        const isUntested =
          sums.unexpected === 0 &&
          (dequeues('invoke') === 0 ||
            history.every(({ f, type }) => type !== 'ok' || !['enqueue', 'dequeue'].includes(f)));
        expect(valid).toBe(isUntested ? 'unknown' : sums.lost <= crashed && sums.unexpected === 0);
      }),
      { numRuns: 1000 },
    );
  });
});

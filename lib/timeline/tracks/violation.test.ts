import { describe, expect, test } from 'vitest';
import { drawn } from '../../checker/core/drawn-history.fixture';
import { check } from '../../checker/linearizable/check';
import { casRegister } from '../../model/cas-register';
import { appendBatch, emptyRunState } from '../../protocol/run-state';
import { accusedAt, violationOf } from './violation';

const nodes = ['n1', 'n2'];

const stale = `
  0 1 invoke write 1
  10 1 ok write 1
  20 1 invoke write 4
  30 1 ok write 4
  50 0 invoke read
  60 0 ok read 1`;

function judged(text: string) {
  const ops = drawn(text);
  const verdict = check(ops, casRegister(null), { timeLimitMs: 1000, memoryLimitMb: 256 });
  const outcome = { type: 'outcome', at: 0, outcome: { kind: 'verdict', verdict } } as const;
  return appendBatch(emptyRunState(2), { from: 0, entries: [...ops, outcome] }).state;
}

describe('the band of a violation', () => {
  test('reaches from the completion that decided to the answer', () => {
    expect(violationOf(judged(stale))).toEqual({ operation: 4, time: 60e6, since: 30e6 });
  });

  test('begins with the question where what it contradicts was still under way', () => {
    const text = stale.replace('30 1 ok write 4\n  50 0 invoke read', '50 0 invoke read\n  52 1 ok write 4');
    const state = judged(`${text}\n  70 0 invoke read\n  80 0 ok read 4\n  90 0 invoke read\n  95 0 ok read 1`);
    const violation = violationOf(state);
    expect(violation).toMatchObject({ time: 95e6 });
    expect(violation?.since).toBeLessThanOrEqual(90e6);
  });

  test('is that of the question while the test runs and no contradiction is known', () => {
    const { state } = appendBatch(emptyRunState(2), { from: 0, entries: drawn(stale) });
    expect(violationOf(state)).toBeUndefined();
    const seen = { ...state, violation: { operation: 4, completion: 5 } };
    expect(violationOf(seen)).toEqual({ operation: 4, time: 60e6, since: 50e6 });
  });

  test('is none of a valid history', () => {
    expect(violationOf(judged('0 0 invoke write 1\n1 0 ok write 1'))).toBeUndefined();
  });
});

describe('the node that gave the answer', () => {
  const state = judged(stale);
  const violation = violationOf(state);

  test('is accused while the violation lasts, and at no other moment', () => {
    expect([29e6, 30e6, 60e6, 61e6].map((time) => accusedAt(state, nodes, violation, time))).toEqual([
      undefined,
      'n1',
      'n1',
      undefined,
    ]);
    expect(accusedAt(state, nodes, undefined, 60e6)).toBeUndefined();
  });
});

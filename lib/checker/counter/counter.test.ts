import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { History } from '../../history/op';
import { type Operation, outcomeOf, pairOperations } from '../../history/operations';
import { checked, unlimitedBudget } from '../core/checked.fixture';
import { drawn, histories } from '../core/drawn-history.fixture';
import { counter, counterReads } from './counter';

const check = (text: string) => checked(counter, drawn(text));

describe('counter', () => {
  it('a read beside an add may have it or not', () => {
    for (const value of [0, 2]) {
      const text = `0 0 invoke add 2\n1 1 invoke read\n2 1 ok read ${value}\n3 0 ok add 2`;
      expect(check(text)).toMatchObject({ valid: true });
    }
    expect(check('0 0 invoke add 2\n1 1 invoke read\n2 1 ok read 3\n3 0 ok add 2')).toMatchObject({
      valid: false,
      details: { reads: 1, errors: { total: 1 }, worst: { index: 2, lower: 0, value: 3, upper: 2 } },
    });
  });

  it('a read after an add must have it', () => {
    expect(check('0 0 invoke add 1\n1 0 ok add 1\n2 1 invoke read\n3 1 ok read 0').valid).toBe(false);
  });

  it('an add that failed never counts, one that crashed may count for ever', () => {
    const readAfter = (type: string, value: number) =>
      check(`0 0 invoke add 1\n1 0 ${type} add 1\n2 1 invoke read\n3 1 ok read ${value}`).valid;
    expect([readAfter('fail', 0), readAfter('fail', 1), readAfter('info', 0), readAfter('info', 1)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('an increment without an amount counts 1, and a decrement takes it away', () => {
    const text =
      '0 0 invoke increment\n1 0 ok increment\n2 0 invoke decrement 3\n3 0 ok decrement 3\n4 1 invoke read\n';
    expect(check(`${text}5 1 ok read -2`).valid).toBe(true);
    expect(check(`${text}5 1 ok read 1`).valid).toBe(false);
  });

  it('names the op whose value is no whole number', () => {
    expect(() => check('0 1 invoke read\n1 1 ok read "x"')).toThrow('op 1: read of a counter needs a whole number');
    expect(() => check('0 1 invoke add 0.5')).toThrow('op 0: add of a counter needs a whole number, not 0.5');
  });

  const compare = (least: number, judge: (bounds: readonly number[], possible: readonly number[]) => void) => {
    let compared = 0;
    const call = fc.oneof(
      fc.integer({ min: least, max: 3 }).map((value) => ({ f: 'add', value, answer: value })),
      fc.constant({ f: 'read', value: null, answer: 0 }),
    );
    const property = fc.property(histories(call, 14), (history) => {
      const possible = readsOfAllOrders(history);
      for (const { index, lower, upper } of counterReads(history, unlimitedBudget())) {
        judge([lower, upper], [...(possible.get(index) ?? [])]);
        compared++;
      }
    });
    fc.assert(property, { numRuns: 1000 });
    expect(compared).toBeGreaterThan(200);
  };

  it('the bounds are the least and the greatest that any order gives', () => {
    compare(0, (bounds, possible) => expect(bounds).toEqual([Math.min(...possible), Math.max(...possible)]));
  });

  it('with amounts of both signs no order gives a value out of bounds', () => {
    compare(-3, ([lower = 0, upper = 0], possible) => {
      expect(possible.every((value) => lower <= value && value <= upper)).toBe(true);
    });
  });
});

/** Completion of a read → every value that the sum has there in some order that keeps the real time. */
function readsOfAllOrders(history: History): ReadonlyMap<number, ReadonlySet<number>> {
  const operations = pairOperations(history).filter((operation) => outcomeOf(operation) !== 'fail');
  const returned = (operation: Operation) =>
    outcomeOf(operation) === 'ok' ? (operation.completion?.index ?? 0) : Number.POSITIVE_INFINITY;
  const values = new Map<number, Set<number>>();
  const seen = new Set<string>();
  const go = (left: readonly Operation[], sum: number): void => {
    const key = `${sum}:${left.map(({ invocation }) => invocation.index)}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of left) {
      if (left.some((other) => returned(other) < next.invocation.index)) continue;
      const rest = left.filter((operation) => operation !== next);
      if (outcomeOf(next) === 'info') go(rest, sum);
      if (next.invocation.f === 'add') go(rest, sum + Number(next.invocation.value));
      else {
        const index = returned(next);
        values.set(index, (values.get(index) ?? new Set()).add(sum));
        go(rest, sum);
      }
    }
  };
  go(operations, 0);
  return values;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson';

test('the interval is that of the tables', () => {
  const rounded = (found: number, all: number) => {
    const { low, high } = wilsonInterval(found, all) ?? { low: Number.NaN, high: Number.NaN };
    return [Number(low.toFixed(4)), Number(high.toFixed(4))];
  };
  expect(rounded(0, 5)).toEqual([0, 0.4345]);
  expect(rounded(5, 5)).toEqual([0.5655, 1]);
  expect(rounded(1, 10)).toEqual([0.0179, 0.4042]);
  expect(rounded(50, 100)).toEqual([0.4038, 0.5962]);
  expect(wilsonInterval(0, 0)).toBeUndefined();
});

test('the interval holds the rate, lies within 0 and 1, mirrors, and narrows with more runs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(), (all, seed) => {
      const found = seed % (all + 1);
      const { low, high } = wilsonInterval(found, all) ?? { low: 1, high: 0 };
      expect(0 <= low && low <= found / all && found / all <= high && high <= 1).toBe(true);
      const mirrored = wilsonInterval(all - found, all) ?? { low: 1, high: 0 };
      expect(mirrored.low).toBeCloseTo(1 - high, 10);
      const more = wilsonInterval(4 * found, 4 * all) ?? { low: 0, high: 9 };
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

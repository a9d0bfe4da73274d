import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonEqual, type Json } from './json';
import { compareJson, hasItem, withItem, withoutItem } from './json-order';

const json = () => fc.jsonValue() as fc.Arbitrary<Json>;

test('numbers stand by size, kinds apart', () => {
  const sorted: Json[] = [null, false, true, 2, 10, '10', '2', [], [1], [1, 2], [2], {}, { a: 1 }, { b: 0 }];
  expect([...sorted].reverse().sort(compareJson)).toEqual(sorted);
});

test('it is an order, and only equal values are equal in it', () => {
  fc.assert(
    fc.property(json(), json(), json(), (a, b, c) => {
      expect(Math.sign(compareJson(a, b))).toBe(0 - Math.sign(compareJson(b, a)));
      expect(compareJson(a, b) === 0).toBe(isJsonEqual(a, b));
      if (compareJson(a, b) <= 0 && compareJson(b, c) <= 0) expect(compareJson(a, c)).toBeLessThanOrEqual(0);
    }),
  );
  expect(compareJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(0);
});

test('items go in and out of a sorted list, whatever the order in which they come', () => {
  fc.assert(
    fc.property(fc.array(json(), { minLength: 1, maxLength: 6 }), fc.nat(), (items, pick) => {
      const inserted = items.reduce<readonly Json[]>(withItem, []);
      expect(inserted).toEqual([...items].sort(compareJson));
      const item = items[pick % items.length] as Json;
      expect(hasItem(inserted, item)).toBe(true);
      const without = withoutItem(inserted, item);
      expect(without).toHaveLength(items.length - 1);
      expect(withItem(without ?? [], item)).toEqual(inserted);
    }),
  );
  expect(withoutItem([1, 3], 2)).toBeUndefined();
  expect(hasItem([], null)).toBe(false);
});

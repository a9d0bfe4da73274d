import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonEqual, type Json } from './json';
import { jsonKey } from './json-key';

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

test('keys are equal exactly where values are', () => {
  fc.assert(fc.property(json, json, (a, b) => (jsonKey(a) === jsonKey(b)) === isJsonEqual(a, b)));
  fc.assert(fc.property(json, (a) => jsonKey(a) === jsonKey(structuredClone(a))));
});

test('a text is no number, no list and no null', () => {
  expect(new Set([1, '1', [1], '[1]', null, 'null', true, 'true'].map(jsonKey)).size).toBe(8);
});

test('the order of keys does not matter', () => {
  expect(jsonKey({ a: 1, b: [2, { d: 3, c: 4 }] })).toBe(jsonKey({ b: [2, { c: 4, d: 3 }], a: 1 }));
});

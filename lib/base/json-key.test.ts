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
  const values: Json[] = [1, '1', [1], '[1]', [[1]], [], '[]', {}, '{}', null, 'null', true, 'true', false, 'false'];
  const quoted = ['"', '"null"', '"[1]"', '"1"', '""1"', '', [''], [[]], ['', ''], '['];
  expect(new Set([...values, ...quoted].map(jsonKey)).size).toBe(values.length + quoted.length);
});

test('the order of keys does not matter', () => {
  expect(jsonKey({ a: 1, b: [2, { d: 3, c: 4 }] })).toBe(jsonKey({ b: [2, { c: 4, d: 3 }], a: 1 }));
});

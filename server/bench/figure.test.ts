import { expect, test } from 'vitest';
import { rounded } from './figure';

test('a figure keeps three digits, and all of them before the point', () => {
  expect([0.012345, 1.2345, 12.345, 123.45, 12_345.6].map(rounded)).toEqual([0.0123, 1.23, 12.3, 123, 12_346]);
});

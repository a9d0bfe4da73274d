import { expect, test } from 'vitest';
import { durationText, rounded } from './figure';

test('a figure keeps three digits, and all of them before the point', () => {
  expect([0.012345, 1.2345, 12.345, 123.45, 12_345.6].map(rounded)).toEqual([0.0123, 1.23, 12.3, 123, 12_346]);
});

test('a duration of a second and more is told in seconds', () => {
  expect([0.05, 12, 999, 1000, 65_432].map(durationText)).toEqual(['0.05 ms', '12 ms', '999 ms', '1 s', '65.4 s']);
});

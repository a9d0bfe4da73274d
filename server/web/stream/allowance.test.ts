import { expect, test } from 'vitest';
import { Allowance } from './allowance';

test('a burst is allowed, and then as many as time brings', () => {
  let nowMs = 0;
  const allowance = new Allowance(3, 10, () => nowMs);
  const taken = () => Array.from({ length: 5 }, () => allowance.take());
  expect(taken()).toEqual([true, true, true, false, false]);
  nowMs = 150;
  expect(taken()).toEqual([true, false, false, false, false]);
  nowMs = 60_000;
  expect(taken()).toEqual([true, true, true, false, false]);
});

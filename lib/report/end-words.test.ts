import { expect, test } from 'vitest';
import { endWords } from './end-words';

test.each([
  ['register', [4], 'the register at 4'],
  ['cas-register', [10, 9, null], 'the register at 9, 10 or null'],
  ['cas-register', [6, 5, 4, 3, 2, 1], 'the register at 1, 2, 3, 4, 5 or 6'],
  [
    'cas-register',
    Array.from({ length: 96 }, (_, i) => i + 28),
    'the register at 28, 29, 30, 31, 32 or one of 91 others',
  ],
  ['mutex', [true, false], 'the lock free or held'],
  ['unordered-queue', [[1, 2]], 'the unordered-queue at [1, 2]'],
] as const)('orders of a %s that end with %j', (model, states, words) => {
  expect(endWords(model, states)).toBe(words);
});

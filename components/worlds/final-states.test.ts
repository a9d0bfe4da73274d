import { expect, test } from 'vitest';
import { worldWords } from './final-states';

test('worlds that all end alike are told at once, and a count that is a bound says so', () => {
  expect(worldWords(12_929, 12_929, true, true)).toBe('All 12,929 worlds end');
  expect(worldWords(1_000_000, 1_000_000, false, true)).toBe('At least 1,000,000 worlds, and all end');
  expect(worldWords(1, 1, true, true)).toBe('The only world ends');
});

test('worlds that end differently are told apart', () => {
  expect(worldWords(31, 40, true, false)).toBe('31 of 40 worlds end');
  expect(worldWords(1, 40, true, false)).toBe('1 of 40 worlds ends');
  expect(worldWords(900, 1000, false, false)).toBe('At least 900 worlds end');
});

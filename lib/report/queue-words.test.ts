import { expect, test } from 'vitest';
import { placeWords, startWords } from './queue-words';

test('a place and a start are told as exactly as they are known', () => {
  expect([1, 3, 12].map((place) => placeWords({ place, of: 12 }))).toEqual([
    'first of 12',
    'third of 12',
    'number 12 of 12',
  ]);
  const at = (seconds: number) => startWords({ place: 1, of: 1, startsAt: 1000 + seconds * 1000 }, 1000);
  expect([-5, 4, 12, 44, 89, 91, 185, 5000, 5401, 36_000 * 4].map(at)).toEqual([
    'begins in a few seconds',
    'begins in a few seconds',
    'begins in about 10 s',
    'begins in about 40 s',
    'begins in about 90 s',
    'begins in about 2 min',
    'begins in about 3 min',
    'begins in about 83 min',
    'begins in about 1.5 h',
    'begins in about 40 h',
  ]);
  expect(startWords({ place: 1, of: 1 }, 0)).toBeUndefined();
});

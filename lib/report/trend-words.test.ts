import { expect, test } from 'vitest';
import { availabilityOf, foundInAll, foundWords, rateWords, versionSpans } from './trend-words';

test('how often a violation was found is said of what was decided, with what it may be', () => {
  expect(foundWords({ found: 0, decided: 0 })).toBe('none was decided');
  expect(foundWords({ found: 0, decided: 1 })).toBe('in none of 1 run');
  expect(foundWords({ found: 3, decided: 40 })).toBe('in 3 of 40 runs');
  expect(rateWords({ found: 0, decided: 0 })).toBeUndefined();
  expect(rateWords({ found: 0, decided: 5 })).toBe('0 % (0 % to 43 %)');
  expect(rateWords({ found: 3, decided: 40 })).toBe('8 % (3 % to 20 %)');
  expect(rateWords({ found: 1, decided: 10_000 })).toBe('< 1 % (< 1 % to < 1 %)');
  expect(rateWords({ found: 9_999, decided: 10_000 })).toBe('> 99 % (> 99 % to > 99 %)');
  const version = { outcomes: {}, newestAt: 1 };
  expect(
    foundInAll([
      { ...version, found: 1, decided: 2 },
      { ...version, found: 0, decided: 3 },
    ]),
  ).toEqual({ found: 1, decided: 5 });
});

test('availability is that of reads and updates together, without what was refused', () => {
  const underFaults = { reads: { invoked: 10, served: 8 }, updates: { invoked: 10, served: 4, refused: 5 } };
  expect(availabilityOf({ underFaults })).toBe(12 / 15);
  expect(availabilityOf({})).toBeUndefined();
  const nothing = { invoked: 0, served: 0 };
  expect(availabilityOf({ underFaults: { reads: nothing, updates: nothing } })).toBeUndefined();
});

test('runs of one version that follow each other are one span', () => {
  const runs = [{ version: '2' }, { version: '2' }, {}, { version: '1' }, { version: '2' }];
  expect(versionSpans(runs)).toEqual([
    { version: '2', from: 0, count: 2 },
    { version: undefined, from: 2, count: 1 },
    { version: '1', from: 3, count: 1 },
    { version: '2', from: 4, count: 1 },
  ]);
});

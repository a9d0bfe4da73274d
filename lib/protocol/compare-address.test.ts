import { expect, test } from 'vitest';
import { compareAddress, comparedRuns, letterOf } from './compare-address';

const parsed = (address: string) => comparedRuns(new URL(address, 'http://clew').searchParams);

test('the runs of an address come back from it', () => {
  for (const ids of [[], ['a'], ['b', 'a'], ['1', '2', '3', '4', '5', '6']])
    expect(parsed(compareAddress(ids))).toEqual(ids);
});

test('an address names each run once, and six at most', () => {
  expect(parsed('/compare')).toEqual([]);
  expect(parsed('/compare?runs=a,,a, b ,')).toEqual(['a', 'b']);
  expect(parsed('/compare?runs=1,2,3,4,5,6,7,8')).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('columns are lettered', () => {
  expect([0, 1, 5].map(letterOf)).toEqual(['A', 'B', 'F']);
});

import { expect, test } from 'vitest';
import { drawnState } from '../drawn-history.fixture';
import { lanesByWeight } from './lane-order';

const state = drawnState(`
  r=. r=. r=.
  w========================
  r=. r=x r=.
  r=. w=?
  r=. r=. r=.`);

test('those that wait or waited in vain come first, then those that failed, then the rest in their order', () => {
  expect(lanesByWeight(state.lanes, 60e9, [])).toEqual([1, 3, 2, 0, 4]);
});

test('the clients of a violation come before all', () => {
  expect(lanesByWeight(state.lanes, 60e9, [4, 2])).toEqual([4, 2, 1, 3, 0]);
});

test('one that has just asked keeps its place', () => {
  expect(lanesByWeight(drawnState('  r=. r=.\n  r=. w====').lanes, 0, [])).toEqual([0, 1]);
});

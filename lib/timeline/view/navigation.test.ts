import { expect, test } from 'vitest';
import { drawnState, operationList } from '../drawn-history.fixture';
import { moveSelection } from './navigation';

//                 0    1   3    6  (invocation indexes follow)
const state = drawnState(`
  r===.    w===?     r===.
    w====x      c==.`);
const indexes = operationList(state).map((operation) => operation.invocation.index);

test('the drawing has five operations in the order of their invocations', () => {
  expect(indexes).toEqual([0, 1, 4, 6, 8]);
});

test('next and previous stay in the lane and stop at its ends', () => {
  expect(moveSelection(state, 0, 'next')).toBe(4);
  expect(moveSelection(state, 8, 'next')).toBe(8);
  expect(moveSelection(state, 4, 'previous')).toBe(0);
  expect(moveSelection(state, 0, 'previous')).toBe(0);
  expect([moveSelection(state, 4, 'first'), moveSelection(state, 4, 'last')]).toEqual([0, 8]);
});

test('up and down go to the operation nearest in time', () => {
  expect(moveSelection(state, 4, 'lane-down')).toBe(6);
  expect(moveSelection(state, 1, 'lane-up')).toBe(0);
  expect(moveSelection(state, 0, 'lane-up')).toBe(0);
});

test('failures are walked across the lanes in order of time', () => {
  expect(moveSelection(state, undefined, 'next-failure')).toBe(1);
  expect(moveSelection(state, 1, 'next-failure')).toBe(4);
  expect(moveSelection(state, 4, 'next-failure')).toBe(4);
  expect(moveSelection(state, undefined, 'previous-failure')).toBe(4);
});

test('what never completed is a crash once the run is over', () => {
  const hanging = drawnState(`
    r===.    w===
      w====x`);
  expect(moveSelection(hanging, undefined, 'previous-failure')).toBe(1);
  const outcome = { kind: 'aborted', reason: 'the server stopped while it ran' } as const;
  expect(moveSelection({ ...hanging, outcome }, undefined, 'previous-failure')).toBe(4);
});

test('from nowhere a move leads to the first operation, if there is one', () => {
  expect(moveSelection(state, undefined, 'next')).toBe(0);
  expect(moveSelection(drawnState('  '.repeat(3)), undefined, 'next')).toBeUndefined();
});

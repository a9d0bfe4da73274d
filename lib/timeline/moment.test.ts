import { expect, test } from 'vitest';
import { columnNanos, drawnState } from './drawn-history';
import { answersAt, connectionAt, describeConnection, grudgeWords } from './moment';

const nodes = ['n1', 'n2', 'n3'];
const grudge = { n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] };
const faults = [
  { start: 5, cutAt: 6, end: 10, healedAt: 11, grudge },
  { start: 15, cutAt: 16, grudge },
];

test('the network is cut from when the cut is whole until it is healed', () => {
  const kinds = [4, 5, 6, 9, 10, 11, 14, 15, 16, 99].map((time) => connectionAt(faults, time).kind);
  expect(kinds).toEqual([
    'connected',
    'cutting',
    'cut',
    'cut',
    'healing',
    'connected',
    'connected',
    'cutting',
    'cut',
    'cut',
  ]);
});

test('a partition is told by its sides', () => {
  expect(describeConnection(connectionAt(faults, 7), nodes)).toBe('partitioned: n2 n3 | n1');
  expect(describeConnection(connectionAt(faults, 1), nodes)).toBe('fully connected');
  expect(grudgeWords(grudge, nodes)).toBe('n1 cut off from n2, n3');
  expect(grudgeWords({ n1: ['n2'] }, nodes)).toBe('some links are cut, and all nodes still reach each other');
});

test('a node last answered what had completed by then', () => {
  const state = drawnState(`
    r==.  w==x
    w=?      c===.`);
  const labels = (column: number) =>
    [...answersAt(state, nodes, column * columnNanos)].map(([node, answer]) => `${node} ${answer.label}`);
  expect(labels(2)).toEqual([]);
  expect(labels(12)).toEqual(['n1 r 1']);
  expect(labels(13)).toEqual(['n1 r 1', 'n2 c 1']);
});

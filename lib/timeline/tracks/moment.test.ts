import { expect, test } from 'vitest';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { afflictionOf, answersAt, conditionAt, describeCondition, grudgeIn } from './moment';

const nodes = ['n1', 'n2', 'n3'];
const grudge = { n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] };
const cut = { kind: 'cut', grudge } as const;
const faults = [
  { kind: cut.kind, start: 5, madeAt: 6, end: 10, healedAt: 11, fault: cut },
  { kind: cut.kind, start: 15, madeAt: 16, fault: cut },
];

test('the network is cut from when the cut is whole until it is healed', () => {
  const kinds = [4, 5, 6, 9, 10, 11, 14, 15, 16, 99].map((time) => conditionAt(faults, time).kind);
  expect(kinds).toEqual([
    'whole',
    'breaking',
    'broken',
    'broken',
    'healing',
    'whole',
    'whole',
    'breaking',
    'broken',
    'broken',
  ]);
});

test('a partition is told by its sides', () => {
  expect(describeCondition(conditionAt(faults, 5), nodes)).toBe('the network is being cut');
  expect(describeCondition(conditionAt(faults, 7), nodes)).toBe('partitioned: n2 n3 | n1');
  expect(describeCondition(conditionAt(faults, 1), nodes)).toBe('fully connected');
  expect([1, 5, 7, 10, 12].map((time) => grudgeIn(conditionAt(faults, time)))).toEqual([{}, {}, grudge, grudge, {}]);
  expect(afflictionOf(conditionAt(faults, 7), 'n1')).toBeUndefined();
});

test('a pause and a kill are told of the nodes that they hit, until those run again', () => {
  for (const [kind, word] of [
    ['pause', 'paused'],
    ['kill', 'killed'],
  ] as const) {
    const hit = [{ kind, start: 5, madeAt: 6, end: 10, healedAt: 11, fault: { kind, nodes: ['n2', 'n3'] } }];
    expect(describeCondition(conditionAt(hit, 5), nodes)).toBe(`a process is being ${word}`);
    expect(describeCondition(conditionAt(hit, 7), nodes)).toBe(`n2, n3 ${word}`);
    const seen = [5, 6, 10, 11].map((time) => nodes.map((node) => afflictionOf(conditionAt(hit, time), node)));
    const struck = [undefined, word, word];
    expect(seen).toEqual([Array(3).fill(undefined), struck, struck, Array(3).fill(undefined)]);
    expect(grudgeIn(conditionAt(hit, 7))).toEqual({});
  }
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

import { expect, test } from 'vitest';
import type { FaultWindow } from '../../nemesis/windows';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { answersAt, describeHolding, faultsAt, grudgeIn, nodeFaultsOf } from './moment';

const nodes = ['n1', 'n2', 'n3'];
const grudge = { n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] };
const faults: readonly FaultWindow[] = [
  { fault: 'partition', start: 5, madeAt: 6, end: 10, healedAt: 11, effect: { links: grudge } },
  { fault: 'partition', start: 15, madeAt: 16, effect: { links: grudge } },
];

const words = (windows: readonly FaultWindow[], time: number) => describeHolding(faultsAt(windows, time), nodes);
const nodeWords = (windows: readonly FaultWindow[], time: number) =>
  nodes.map((node) => nodeFaultsOf(faultsAt(windows, time), node).map(({ word }) => word));

test('the network is cut from when the cut is fully in effect until it is healed', () => {
  const phases = [4, 5, 6, 9, 10, 11, 14, 15, 16, 99].map((time) => faultsAt(faults, time).map(({ phase }) => phase));
  expect(phases.map(([phase]) => phase)).toEqual([
    undefined,
    'making',
    'in-effect',
    'in-effect',
    'undoing',
    undefined,
    undefined,
    'making',
    'in-effect',
    'in-effect',
  ]);
  expect(faultsAt(faults, 9)[0]?.since).toBe(6);
});

test('a partition is told by its sides', () => {
  expect(words(faults, 5)).toBe('the network is being cut');
  expect(words(faults, 7)).toBe('partitioned: n2 n3 | n1');
  expect(words(faults, 1)).toBe('fully connected');
  expect([1, 5, 7, 10, 12].map((time) => grudgeIn(faultsAt(faults, time)))).toEqual([{}, {}, grudge, grudge, {}]);
  expect(nodeWords(faults, 7)).toEqual([[], [], []]);
});

test('a pause and a kill are told of the nodes that they hit, until those run again', () => {
  for (const [fault, word] of [
    ['pause', 'paused'],
    ['kill', 'killed'],
  ] as const) {
    const hit = [{ fault, start: 5, madeAt: 6, end: 10, healedAt: 11, effect: { nodes: ['n2', 'n3'] } }];
    expect(words(hit, 5)).toBe(`a process is being ${word}`);
    expect(words(hit, 7)).toBe(`n2, n3 ${word}`);
    const affected = [[], [word], [word]];
    expect([5, 6, 10, 11].map((time) => nodeWords(hit, time))).toEqual([
      [[], [], []],
      affected,
      affected,
      [[], [], []],
    ]);
    expect(grudgeIn(faultsAt(hit, 7))).toEqual({});
  }
});

test('all that holds at a moment is told, and each node has all that was done to it', () => {
  const nested: readonly FaultWindow[] = [
    { id: 1, fault: 'kill', start: 1, madeAt: 1, end: 20, healedAt: 20, effect: { nodes: ['n3'] } },
    {
      id: 2,
      fault: 'partition-leader',
      start: 5,
      madeAt: 5,
      end: 15,
      healedAt: 15,
      effect: { links: { n1: ['n2'], n2: ['n1'] } },
    },
    { id: 3, fault: 'partition-leader', start: 6, madeAt: 6, end: 12, healedAt: 12, effect: { links: { n1: ['n3'] } } },
    { id: 4, fault: 'pause', start: 8, madeAt: 8, end: 10, healedAt: 10, effect: { nodes: ['n3', 'n1'] } },
  ];
  expect(words(nested, 9)).toBe('n3 killed; partitioned: n1 – n3 – n2; n1 does not hear n3; n3, n1 paused');
  expect(grudgeIn(faultsAt(nested, 9))).toEqual({ n1: ['n2', 'n3'], n2: ['n1'] });
  expect(nodeWords(nested, 9)).toEqual([['paused'], [], ['killed', 'paused']]);
  expect(nodeFaultsOf(faultsAt(nested, 9), 'n3').map(({ isServing }) => isServing)).toEqual([false, true]);
  expect([3, 9, 11, 13, 17].map((time) => faultsAt(nested, time).map(({ window }) => window.id))).toEqual([
    [1],
    [1, 2, 3, 4],
    [1, 2, 3],
    [1, 2],
    [1],
  ]);
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

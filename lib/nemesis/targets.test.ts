import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../base/random';
import type { NodeReport } from '../protocol/node-status';
import { leadersIn } from '../protocol/node-status';
import { sides } from './grudge';
import { drawTargets, minoritySize, minorityWithLeader, type TargetsName, targetsNames } from './targets';

const nodeLists = fc.integer({ min: 1, max: 9 }).map((count) => Array.from({ length: count }, (_, i) => `n${i + 1}`));

describe('whom a fault hits', () => {
  test('a minority leaves a majority wherever there can be one', () => {
    for (let count = 3; count <= 9; count++) expect((count - minoritySize(count)) * 2).toBeGreaterThan(count);
    expect([1, 2, 3, 4, 5, 6, 7].map(minoritySize)).toEqual([1, 1, 1, 1, 2, 2, 3]);
  });

  const countOf: Readonly<Record<TargetsName, (count: number) => number>> = {
    one: () => 1,
    minority: minoritySize,
    leader: () => 1,
    majority: (count) => Math.ceil(count / 2),
    all: (count) => count,
    given: (count) => (count >= 2 ? 1 : 0),
  };

  test('are nodes of the cluster, in its order, as many as the plan says', () => {
    fc.assert(
      fc.property(nodeLists, fc.constantFrom(...targetsNames), fc.nat(), (nodes, targets, seed) => {
        const { value } = drawTargets({ nodes, targets, given: ['n2', 'n77'] }, randomFrom(seed));
        expect(value).toHaveLength(countOf[targets](nodes.length));
        expect(value).toEqual(nodes.filter((node) => value.includes(node)));
      }),
    );
  });

  test('is the leader where one is known and asked for, and a random node otherwise', () => {
    const nodes = ['n1', 'n2', 'n3'];
    const hit = (targets: 'one' | 'leader', leader: string | undefined) =>
      new Set(
        Array.from({ length: 50 }, (_, seed) => drawTargets({ nodes, targets, leader }, randomFrom(seed)).value[0]),
      );
    expect(hit('leader', 'n2')).toEqual(new Set(['n2']));
    expect(hit('leader', undefined).size).toBe(3);
    expect(hit('one', 'n2').size).toBe(3);
  });

  test('a leader is cut off with a minority, whose others are random', () => {
    fc.assert(
      fc.property(nodeLists, fc.nat(), fc.nat(), (nodes, seed, at) => {
        const leader = nodes[at % nodes.length];
        const grudge = minorityWithLeader(nodes, leader, randomFrom(seed)).value;
        const parts = sides(grudge, nodes);
        expect(parts).toHaveLength(Math.min(2, nodes.length));
        const own = parts.find((side) => leader !== undefined && side.includes(leader));
        expect(own).toHaveLength(minoritySize(nodes.length));
      }),
    );
    const five = ['n1', 'n2', 'n3', 'n4', 'n5'];
    const companions = Array.from({ length: 50 }, (_, seed) =>
      sides(minorityWithLeader(five, 'n1', randomFrom(seed)).value, five)[1]?.join(),
    );
    expect(new Set(companions).size).toBe(4);
  });
});

describe('who leads', () => {
  const leads = (term?: number): NodeReport => ({ role: 'leader', ...(term === undefined ? {} : { term }) });

  test('are the nodes that say so, the one of the latest term first', () => {
    const follower: NodeReport = { role: 'follower', leader: 'n1', term: 9 };
    expect(
      leadersIn([
        ['n1', follower],
        ['n2', leads(3)],
        ['n3', 'unreachable'],
      ]),
    ).toEqual(['n2']);
    expect(
      leadersIn([
        ['n1', leads(2)],
        ['n2', leads(3)],
      ]),
    ).toEqual(['n2', 'n1']);
    expect(
      leadersIn([
        ['n1', leads()],
        ['n2', leads()],
      ]),
    ).toEqual(['n1', 'n2']);
  });

  test('is nobody where nobody says so, or nobody answers', () => {
    expect(leadersIn([])).toEqual([]);
    expect(
      leadersIn([
        ['n1', undefined],
        ['n2', 'unreachable'],
        ['n3', { role: 'candidate', term: 4 }],
      ]),
    ).toEqual([]);
  });
});

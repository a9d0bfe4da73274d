import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../base/random';
import type { Grudge } from '../history/nemesis-value';
import { cutBetween, randomHalves, sides } from './grudge';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];
const nodeLists = fc.integer({ min: 1, max: 9 }).map((count) => Array.from({ length: count }, (_, i) => `n${i + 1}`));

describe('randomHalves', () => {
  test('parts the nodes into a minority of half, rounded down, and the rest', () => {
    fc.assert(
      fc.property(nodeLists, fc.integer(), (nodes, seed) => {
        const grudge = randomHalves(nodes, randomFrom(seed)).value;
        const sizes = sides(grudge, nodes).map((side) => side.length);
        const minority = Math.floor(nodes.length / 2);
        expect(sizes).toEqual(minority === 0 ? [1] : [nodes.length - minority, minority]);
      }),
    );
  });

  test('is symmetric: who drops my packets has its packets dropped by me', () => {
    fc.assert(
      fc.property(nodeLists, fc.integer(), (nodes, seed) => {
        const grudge = randomHalves(nodes, randomFrom(seed)).value;
        for (const a of nodes) {
          expect(grudge[a] ?? []).not.toContain(a);
          for (const b of grudge[a] ?? []) expect(grudge[b]).toContain(a);
        }
      }),
    );
  });

  test('puts every node on exactly one side, and nobody of one side drops another of it', () => {
    fc.assert(
      fc.property(nodeLists, fc.integer(), (nodes, seed) => {
        const grudge = randomHalves(nodes, randomFrom(seed)).value;
        const parted = sides(grudge, nodes);
        expect(parted.flat().sort()).toEqual([...nodes].sort());
        for (const side of parted) {
          for (const node of side) expect(side.filter((other) => grudge[node]?.includes(other))).toEqual([]);
        }
      }),
    );
  });

  test('reaches all ten halves of five nodes, and draws on from where it stopped', () => {
    const seen = new Set<string>();
    let random = randomFrom(7);
    for (let i = 0; i < 300; i++) {
      const { value, next } = randomHalves(five, random);
      random = next;
      seen.add(sides(value, five)[1]?.join() ?? '');
    }
    expect(seen.size).toBe(10);
  });

  test('gives the same grudge for the same seed', () => {
    expect(randomHalves(five, randomFrom('a'))).toEqual(randomHalves(five, randomFrom('a')));
  });
});

describe('sides', () => {
  test('without a grudge there is one side', () => {
    expect(sides({}, five)).toEqual([five]);
  });

  test('nodes joined through a third are on one side', () => {
    expect(sides({ n1: ['n3'], n3: ['n1'] }, ['n1', 'n2', 'n3'])).toEqual([['n1', 'n2', 'n3']]);
  });

  test('a cut in one direction parts as well as a cut in both', () => {
    expect(sides({ n1: ['n2'] }, ['n1', 'n2'])).toEqual([['n1'], ['n2']]);
  });

  test('the largest side comes first', () => {
    const grudge: Grudge = cutBetween(['n1'], ['n2', 'n3']);
    expect(sides(grudge, ['n1', 'n2', 'n3'])).toEqual([['n2', 'n3'], ['n1']]);
  });
});

describe('cutBetween', () => {
  test('refuses a node on both sides', () => {
    expect(() => cutBetween(['n1', 'n2'], ['n2'])).toThrow('both sides');
  });

  test('cuts nothing when one side is empty', () => {
    expect(cutBetween(five, [])).toEqual({});
  });
});

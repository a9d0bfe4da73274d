import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../../../base/random';
import { sides } from '../../../nemesis/grudge';
import { majoritiesRing, minRingNodes } from './ring';

const named = (count: number) => Array.from({ length: count }, (_, place) => `n${place + 1}`);

test('every node reaches a majority, no two reach the same, and all stay connected through others', () => {
  const counts = fc.integer({ min: minRingNodes, max: 25 });
  fc.assert(
    fc.property(counts, fc.nat(), (count, seed) => {
      const nodes = named(count);
      const { value: grudge } = majoritiesRing(nodes, randomFrom(seed));
      const reached = nodes.map((node) => nodes.filter((other) => !grudge[node]?.includes(other)));
      for (const [place, others] of reached.entries()) {
        expect(others).toContain(nodes[place]);
        expect(others.length).toBeGreaterThan(count / 2);
        expect(others.length).toBeLessThan(count);
        for (const other of others) expect(grudge[other] ?? []).not.toContain(nodes[place]);
      }
      expect(new Set(reached.map((others) => others.join(' '))).size).toBe(count);
      expect(sides(grudge, nodes)).toEqual([nodes]);
    }),
  );
});

test('of five nodes each reaches three, in a ring that the seed decides', () => {
  const { value: grudge } = majoritiesRing(named(5), randomFrom(1));
  expect(Object.values(grudge).map((dropped) => dropped.length)).toEqual([2, 2, 2, 2, 2]);
  expect(majoritiesRing(named(5), randomFrom(1)).value).toEqual(grudge);
  expect(majoritiesRing(named(5), randomFrom(2)).value).not.toEqual(grudge);
});

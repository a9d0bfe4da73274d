import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../../../base/random';
import { cutBetween, mutualCuts, oneWayCuts, sides } from '../../../nemesis/grudge';
import { minoritySize } from '../../../nemesis/targets';
import { directionNames, type ShapeName, shapedCut, shapeNames } from './shapes';

const nodeLists = fc.integer({ min: 3, max: 9 }).map((count) => Array.from({ length: count }, (_, i) => `n${i + 1}`));
const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

function cutOf(shape: ShapeName, seed: number, leaders: readonly string[] = []) {
  return shapedCut({ nodes: five, shape, direction: 'both', leaders, given: ['n2', 'n5'] }, randomFrom(seed)).value;
}

test('no node is cut off from itself, and one way drops just one direction of what both ways drops', () => {
  fc.assert(
    fc.property(nodeLists, fc.constantFrom(...shapeNames), fc.nat(), fc.nat(2), (nodes, shape, seed, count) => {
      const leaders = nodes.slice(0, count);
      const [both, inbound, outbound] = directionNames.map((direction) => {
        const asked = { nodes, shape, direction, leaders, given: ['n2'] };
        return shapedCut(asked, randomFrom(seed)).value;
      });
      const pairs = (grudge = both) =>
        Object.entries(grudge ?? {}).flatMap(([node, from]) => from.map((other) => `${node} ${other}`));
      expect(mutualCuts(both ?? {}, nodes)).not.toEqual([]);
      expect(oneWayCuts(both ?? {}, nodes)).toEqual([]);
      for (const half of [inbound, outbound]) expect(mutualCuts(half ?? {}, nodes)).toEqual([]);
      expect([...pairs(inbound), ...pairs(outbound)].toSorted()).toEqual(pairs(both).toSorted());
      expect(pairs(inbound).map((pair) => pair.split(' ').toReversed().join(' '))).toEqual(
        expect.arrayContaining(pairs(outbound)),
      );
      expect(pairs(both).some((pair) => new Set(pair.split(' ')).size === 1)).toBe(false);
    }),
  );
});

test('one node, a minority, the leader and given nodes stand apart from all others', () => {
  for (let seed = 0; seed < 30; seed++) {
    expect(sides(cutOf('one', seed), five).map((side) => side.length)).toEqual([4, 1]);
    expect(sides(cutOf('minority', seed), five)[1]).toHaveLength(minoritySize(5));
    expect(sides(cutOf('leader', seed, ['n4', 'n1']), five)[1]).toEqual(['n4']);
    expect(cutOf('given', seed)).toEqual(cutBetween(['n1', 'n3', 'n4'], ['n2', 'n5']));
  }
  const alone = new Set(Array.from({ length: 60 }, (_, seed) => sides(cutOf('one', seed), five)[1]?.join()));
  expect(alone.size).toBe(5);
});

test('a node that is cut off inbound hears nobody, and outbound nobody hears it', () => {
  const asked = { nodes: five, shape: 'leader', leaders: ['n3'], given: [] } as const;
  const deaf = shapedCut({ ...asked, direction: 'inbound' }, randomFrom(1)).value;
  expect(oneWayCuts(deaf, five)).toEqual([{ deaf: ['n3'], to: ['n1', 'n2', 'n4', 'n5'] }]);
  const unheard = shapedCut({ ...asked, direction: 'outbound' }, randomFrom(1)).value;
  expect(oneWayCuts(unheard, five)).toEqual([{ deaf: ['n1', 'n2', 'n4', 'n5'], to: ['n3'] }]);
});

test('over a bridge two halves reach each other through one node only', () => {
  fc.assert(
    fc.property(nodeLists, fc.nat(), (nodes, seed) => {
      const asked = { nodes, shape: 'bridge', direction: 'both', leaders: [], given: [] } as const;
      const grudge = shapedCut(asked, randomFrom(seed)).value;
      expect(sides(grudge, nodes)).toEqual([nodes]);
      const [bridge, ...more] = nodes.filter((node) => grudge[node] === undefined);
      expect(more).toEqual([]);
      const parted = sides(
        grudge,
        nodes.filter((node) => node !== bridge),
      ).map((side) => side.length);
      expect(parted).toEqual([Math.ceil((nodes.length - 1) / 2), Math.floor((nodes.length - 1) / 2)]);
    }),
  );
});

test('two that lead stand on sides of their own; one that leads stands in the smaller half', () => {
  for (let seed = 0; seed < 30; seed++) {
    const parted = sides(cutOf('primaries', seed, ['n2', 'n5']), five);
    expect(parted.map((side) => side.length)).toEqual([3, 2]);
    expect(parted.filter((side) => side.includes('n2') && side.includes('n5'))).toEqual([]);
    expect(sides(cutOf('primaries', seed, ['n2']), five)[1]).toContain('n2');
    expect(sides(cutOf('primaries', seed), five)).toHaveLength(2);
  }
});

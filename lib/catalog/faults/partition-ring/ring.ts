import { type Draw, drawShuffle, type Random } from '../../../base/random';
import type { Grudge } from '../../../history/nemesis-value';

/** With fewer, each reaches all others or no majority. */
export const minRingNodes = 4;

/**
 * The nodes in a random ring, on which each reaches only its neighbours: as many to either side as make it a majority.
 *
 *       n1          n1 reaches n3, n1, n4
 *      /  \         n4 reaches n1, n4, n2
 *    n3    n4       n2 reaches n4, n2, n5
 *     |    |        n5 reaches n2, n5, n3
 *    n5 -- n2       n3 reaches n5, n3, n1
 *
 * Laws, from `minRingNodes` on: every node reaches a majority, itself included; no two reach the same nodes; a link is
 * cut both ways or not at all, because TCP needs both. So that it is a ring, the majority may be one more than the
 * smallest.
 */
export function majoritiesRing(nodes: readonly string[], random: Random): Draw<Grudge> {
  const { value: ring, next } = drawShuffle(random, nodes);
  const reach = Math.ceil(Math.floor(nodes.length / 2) / 2);
  const isCut = (from: number, to: number) => {
    const apart = Math.abs(from - to);
    return Math.min(apart, ring.length - apart) > reach;
  };
  const dropped = ring.map((node, place) => [node, ring.filter((_, other) => isCut(place, other))] as const);
  return { value: Object.fromEntries(dropped.filter(([, from]) => from.length > 0)), next };
}

/** Whom a fault hits. All randomness comes from the source that is handed in. */
import { type Draw, drawShuffle, type Random } from '../base/random';
import type { Grudge } from '../history/nemesis-value';
import { cutBetween } from './grudge';

/** Whom a pause or kill hits. The first is the default. */
export const targetsNames = ['one', 'minority', 'leader'] as const;
export type TargetsName = (typeof targetsNames)[number];

export const targetChoices: readonly {
  readonly name: TargetsName;
  readonly title: string;
  readonly summary: string;
}[] = [
  { name: 'one', title: 'One node', summary: 'A random one, drawn anew each time.' },
  { name: 'minority', title: 'A minority', summary: 'As many random nodes as can fail while a majority is left.' },
  {
    name: 'leader',
    title: 'The leader',
    summary: 'The node that says it leads when the fault begins; a random one where none is known.',
  },
];

/** As many as can fail while a majority is left; at least one. */
export function minoritySize(nodeCount: number): number {
  return Math.max(1, Math.floor((nodeCount - 1) / 2));
}

/** In the order of `nodes`. Without a known leader a random node is hit in its place. */
export function drawTargets(
  nodes: readonly string[],
  targets: TargetsName,
  leader: string | undefined,
  random: Random,
): Draw<readonly string[]> {
  const { value: shuffled, next } = drawShuffle(random, nodes);
  const isLeaderHit = targets === 'leader' && leader !== undefined;
  const hit = isLeaderHit ? [leader] : shuffled.slice(0, targets === 'minority' ? minoritySize(nodes.length) : 1);
  return { value: nodes.filter((node) => hit.includes(node)), next };
}

/** Cuts a minority off that contains the leader; without a known leader it is a random minority. */
export function minorityWithLeader(nodes: readonly string[], leader: string | undefined, random: Random): Draw<Grudge> {
  const { value: shuffled, next } = drawShuffle(random, nodes);
  const first = leader === undefined ? shuffled : [leader, ...shuffled.filter((node) => node !== leader)];
  const minority = first.slice(0, minoritySize(nodes.length));
  return { value: cutBetween(first.slice(minority.length), minority), next };
}

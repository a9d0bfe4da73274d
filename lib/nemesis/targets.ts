/** Whom a fault hits. All randomness comes from the source that is handed in. */
import { type Draw, drawShuffle, type Random } from '../base/random';
import type { Grudge } from '../history/nemesis-value';
import { cutBetween } from './grudge';

/** Whom a pause or kill hits. The first is the default. */
export const targetsNames = ['one', 'minority', 'leader', 'majority', 'all', 'given'] as const;
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
  { name: 'majority', title: 'A majority', summary: 'As few random nodes as leave the others without a majority.' },
  { name: 'all', title: 'All nodes', summary: 'Every one, at the same time.' },
  { name: 'given', title: 'Given nodes', summary: 'Those that are named here, each time.' },
];

/** As many as can fail while a majority is left; at least one. */
export function minoritySize(nodeCount: number): number {
  return Math.max(1, Math.floor((nodeCount - 1) / 2));
}

/** As few as leave the others without a majority. */
function majoritySize(nodeCount: number): number {
  return Math.ceil(nodeCount / 2);
}

const sizes: Readonly<Record<Exclude<TargetsName, 'given'>, (nodeCount: number) => number>> = {
  one: () => 1,
  minority: minoritySize,
  leader: () => 1,
  majority: majoritySize,
  all: (nodeCount) => nodeCount,
};

interface Choosing {
  /** Those that can be hit. */
  readonly nodes: readonly string[];
  readonly targets: TargetsName;
  /** Without one that is known, or that can be hit, a random node is hit in its place. */
  readonly leader?: string | undefined;
  /** Of `given`; what cannot be hit is left out. */
  readonly given?: readonly string[];
}

/** In the order of `nodes`. */
export function drawTargets({ nodes, targets, leader, given = [] }: Choosing, random: Random): Draw<readonly string[]> {
  if (targets === 'given') return { value: nodes.filter((node) => given.includes(node)), next: random };
  const { value: shuffled, next } = drawShuffle(random, nodes);
  const isLeaderHit = targets === 'leader' && leader !== undefined && nodes.includes(leader);
  const hit = isLeaderHit ? [leader] : shuffled.slice(0, sizes[targets](nodes.length));
  return { value: nodes.filter((node) => hit.includes(node)), next };
}

/** Cuts a minority off that contains the leader; without a known leader it is a random minority. */
export function minorityWithLeader(nodes: readonly string[], leader: string | undefined, random: Random): Draw<Grudge> {
  const { value: shuffled, next } = drawShuffle(random, nodes);
  const first = leader === undefined ? shuffled : [leader, ...shuffled.filter((node) => node !== leader)];
  const minority = first.slice(0, minoritySize(nodes.length));
  return { value: cutBetween(first.slice(minority.length), minority), next };
}

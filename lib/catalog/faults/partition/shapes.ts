/**
 * The cuts that a partition can be asked for. Who is cut off is drawn anew each time; in which direction, the plan says:
 *
 *     both       n1 ✗──✗ n2      inbound    n1 ✗◀── n2      outbound   n1 ──▶✗ n2
 *
 * TCP needs both directions: of what is sent the open way, only the first segments arrive on a connection that is open
 * already, and no connection is made.
 */
import { type Draw, drawShuffle, type Random } from '../../../base/random';
import type { Grudge } from '../../../history/nemesis-value';
import { unionOf } from '../../../nemesis/grudge';
import { minoritySize } from '../../../nemesis/targets';

/** The first is the default. */
export const shapeNames = ['one', 'minority', 'leader', 'given', 'primaries', 'bridge'] as const;
export type ShapeName = (typeof shapeNames)[number];

export const directionNames = ['both', 'inbound', 'outbound'] as const;
export type DirectionName = (typeof directionNames)[number];

/** Two halves and a node that reaches both. */
export const minBridgeNodes = 3;

interface Asked {
  readonly nodes: readonly string[];
  readonly shape: ShapeName;
  readonly direction: DirectionName;
  /** Who is known to lead, the latest first. */
  readonly leaders: readonly string[];
  readonly given: readonly string[];
}

/** Nodes keep the order they are given in. */
export function shapedCut({ nodes, shape, direction, leaders, given }: Asked, random: Random): Draw<Grudge> {
  const { value: shuffled, next } = drawShuffle(random, nodes);
  const groups = groupsOf(shape, shuffled, leaders, given);
  const cuts = groups.flatMap((group, place) => groups.slice(0, place).map((rest) => cut(rest, group, direction)));
  const grudge = unionOf(cuts);
  const ordered = nodes.map((node) => [node, nodes.filter((other) => grudge[node]?.includes(other))] as const);
  return { value: Object.fromEntries(ordered.filter(([, from]) => from.length > 0)), next };
}

/** Those that are cut off from each other, the rest first; a node in none of them reaches all. */
function groupsOf(
  shape: ShapeName,
  shuffled: readonly string[],
  leaders: readonly string[],
  given: readonly string[],
): readonly (readonly string[])[] {
  const apart = (off: readonly string[]) => [shuffled.filter((node) => !off.includes(node)), off];
  switch (shape) {
    case 'one':
      return apart(shuffled.slice(0, 1));
    case 'minority':
      return apart(shuffled.slice(0, minoritySize(shuffled.length)));
    case 'leader':
      return apart(leaders.length > 0 ? leaders.slice(0, 1) : shuffled.slice(0, 1));
    case 'given':
      return apart(given);
    case 'primaries':
      return apartLeaders(shuffled, leaders);
    case 'bridge': {
      const [, ...others] = shuffled;
      const half = Math.floor(others.length / 2);
      return [others.slice(half), others.slice(0, half)];
    }
  }
}

/** One group for each that leads; with fewer than two, halves with the leader in the smaller, so that another may come up. */
function apartLeaders(shuffled: readonly string[], leaders: readonly string[]): readonly (readonly string[])[] {
  const others = shuffled.filter((node) => !leaders.includes(node));
  if (leaders.length >= 2) {
    return leaders.map((leader, place) => [leader, ...others.filter((_, at) => at % leaders.length === place)]);
  }
  const ordered = [...leaders, ...others];
  const half = Math.floor(ordered.length / 2);
  return [ordered.slice(half), ordered.slice(0, half)];
}

function cut(rest: readonly string[], off: readonly string[], direction: DirectionName): Grudge {
  const deaf = (nodes: readonly string[], to: readonly string[]) =>
    to.length === 0 ? [] : nodes.map((node) => [node, to] as const);
  return Object.fromEntries([
    ...(direction === 'inbound' ? [] : deaf(rest, off)),
    ...(direction === 'outbound' ? [] : deaf(off, rest)),
  ]);
}

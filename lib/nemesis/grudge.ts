/** Grudges that are drawn at random, and the sides into which one parts the nodes. */
import { assert } from '../base/assert';
import { type Draw, drawShuffle, type Random } from '../base/random';
import type { Grudge } from '../history/nemesis-value';

/** Every node drops the packets of every node of the other group. Groups must not share a node. */
export function cutBetween(left: readonly string[], right: readonly string[]): Grudge {
  assert(!left.some((node) => right.includes(node)), 'a node stands on both sides of a cut');
  if (left.length === 0 || right.length === 0) return {};
  return Object.fromEntries([
    ...left.map((node) => [node, [...right]] as const),
    ...right.map((node) => [node, [...left]] as const),
  ]);
}

/** Every packet that one of them drops. */
export function unionOf(grudges: readonly Grudge[]): Grudge {
  const dropped = new Map<string, Set<string>>();
  for (const [node, from] of grudges.flatMap((grudge) => Object.entries(grudge))) {
    const known = dropped.get(node);
    if (known === undefined) dropped.set(node, new Set(from));
    else for (const other of from) known.add(other);
  }
  return Object.fromEntries([...dropped].map(([node, from]) => [node, [...from]]));
}

/**
 * Parts the nodes into a random majority and minority, as even as their number allows; the majority comes first.
 *
 * @param cutOff how many stand on the other side instead
 */
export function randomHalves(
  nodes: readonly string[],
  random: Random,
  cutOff = Math.floor(nodes.length / 2),
): Draw<Grudge> {
  const { value: shuffled, next } = drawShuffle(random, nodes);
  const minority = shuffled.slice(0, cutOff);
  const majority = shuffled.slice(minority.length);
  return { value: cutBetween(majority, minority), next };
}

/** Nodes that all drop the packets of the same others. */
export interface Deafness {
  readonly deaf: readonly string[];
  readonly to: readonly string[];
}

/** Links of which one end drops what the other takes: who does not hear whom. Nodes keep the order they are given in. */
export function oneWayCuts(grudge: Grudge, nodes: readonly string[]): readonly Deafness[] {
  return deafnesses(grudge, nodes, (deaf, to) => !grudge[to]?.includes(deaf));
}

/** Without what is cut one way. */
export function mutualPart(grudge: Grudge): Grudge {
  return Object.fromEntries(
    Object.entries(grudge).map(([node, from]) => [node, from.filter((other) => grudge[other]?.includes(node))]),
  );
}

/** Links of which both ends drop what the other sends. */
export function mutualCuts(grudge: Grudge, nodes: readonly string[]): readonly Deafness[] {
  return deafnesses(grudge, nodes, (deaf, to) => grudge[to]?.includes(deaf) === true);
}

function deafnesses(
  grudge: Grudge,
  nodes: readonly string[],
  isMeant: (deaf: string, to: string) => boolean,
): readonly Deafness[] {
  const found = new Map<string, { readonly deaf: string[]; readonly to: readonly string[] }>();
  for (const node of nodes) {
    const to = nodes.filter((other) => grudge[node]?.includes(other) && isMeant(node, other));
    if (to.length === 0) continue;
    const known = found.get(to.join());
    if (known) known.deaf.push(node);
    else found.set(to.join(), { deaf: [node], to });
  }
  return [...found.values()];
}

/**
 * The groups of nodes that can still talk, directly or through others, largest first. Two nodes talk while neither drops
 * the other's packets. Every node is on exactly one side; nodes keep the order they are given in.
 */
export function sides(grudge: Grudge, nodes: readonly string[]): string[][] {
  const talks = (a: string, b: string) => !grudge[a]?.includes(b) && !grudge[b]?.includes(a);
  const found: string[][] = [];
  const placed = new Set<string>();
  for (const first of nodes) {
    if (placed.has(first)) continue;
    placed.add(first);
    const side = [first];
    for (const member of side) {
      for (const node of nodes) {
        if (placed.has(node) || !talks(member, node)) continue;
        placed.add(node);
        side.push(node);
      }
    }
    found.push(nodes.filter((node) => side.includes(node)));
  }
  return found.sort((a, b) => b.length - a.length);
}

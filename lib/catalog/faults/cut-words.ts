/**
 * Which links are cut, in words and in a few letters:
 *
 *     n2 n3 | n1               n1 cut off from n2, n3
 *     n1 n2 – n3 – n4 n5       n1, n2 cut off from n4, n5; n3 reaches all
 *     n2 n3 →✗ n1              n1 does not hear n2, n3
 */
import type { Grudge } from '../../history/nemesis-value';
import { type Deafness, mutualCuts, mutualPart, oneWayCuts, sides } from '../../nemesis/grudge';

export function cutLabel(links: Grudge, nodes: readonly string[]): string {
  const arrows = oneWayCuts(links, nodes).map(arrow);
  const parts = sides(mutualPart(links), nodes);
  if (parts.length > 1) return [parts.map(spaced).join(' | '), ...arrows].join(', ');
  const bridge = bridgeIn(links, nodes);
  if (bridge) return [[bridge.left, bridge.between, bridge.right].map(spaced).join(' – '), ...arrows].join(', ');
  return arrows.length > 0 ? arrows.join(', ') : spaced(nodes);
}

/** Only who is cut off, where that is shorter. */
export function shortCutLabel(links: Grudge, nodes: readonly string[]): string {
  if (oneWayCuts(links, nodes).length > 0) return 'one way';
  const [, ...others] = sides(links, nodes);
  return others.length === 0 ? 'some links' : others.map(spaced).join(' | ');
}

/** The smaller sides first, because that is who is cut off. */
export function cutWords(links: Grudge, nodes: readonly string[]): string {
  const oneWay = oneWayCuts(links, nodes).map(
    ({ deaf, to }) => `${listedNodes(deaf)} ${deaf.length === 1 ? 'does' : 'do'} not hear ${listedNodes(to)}`,
  );
  const both = mutualCuts(links, nodes).length > 0 || oneWay.length === 0 ? [mutualWords(links, nodes)] : [];
  return [...both, ...oneWay].join('; ');
}

function mutualWords(links: Grudge, nodes: readonly string[]): string {
  const [largest = [], ...others] = sides(mutualPart(links), nodes);
  if (others.length > 0) {
    return others.map((side) => `${listedNodes(side)} cut off from ${listedNodes(largest)}`).join('; ');
  }
  const bridge = bridgeIn(links, nodes);
  if (bridge === undefined) return 'some links are cut, and all nodes still reach each other';
  const { left, between, right } = bridge;
  const reach = between.length === 1 ? 'reaches' : 'reach';
  return `${listedNodes(right)} cut off from ${listedNodes(left)}; ${listedNodes(between)} ${reach} all`;
}

interface Bridge {
  readonly left: readonly string[];
  readonly between: readonly string[];
  readonly right: readonly string[];
}

/** Two groups that are cut off from each other, and some nodes that reach both. */
function bridgeIn(links: Grudge, nodes: readonly string[]): Bridge | undefined {
  const [first, second, ...more] = mutualCuts(links, nodes);
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  if (first.to.join() !== second.deaf.join() || second.to.join() !== first.deaf.join()) return undefined;
  const apart = [...first.deaf, ...second.deaf];
  const between = nodes.filter((node) => !apart.includes(node));
  return { left: first.deaf, between, right: second.deaf };
}

function arrow({ deaf, to }: Deafness): string {
  return `${spaced(to)} →✗ ${spaced(deaf)}`;
}

function spaced(nodes: readonly string[]): string {
  return nodes.join(' ');
}

function listedNodes(nodes: readonly string[]): string {
  return nodes.join(', ');
}

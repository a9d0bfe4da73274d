/** What becomes of the packets on a link, how that is said, and on which links. */
import type { Grudge } from '../history/nemesis-value';

/** Shares are of all packets, from 0 to 1. */
export interface Disturbance {
  readonly delayMs: number;
  /** To either side of the delay, at random. */
  readonly jitterMs: number;
  /** Of the link; 0 where it is as fast as it is. */
  readonly rateKbit: number;
  readonly lost: number;
  readonly twice: number;
  /** Held back for 5 to 30 ms, behind those that were sent later. */
  readonly late: number;
  /** A bit of it is changed, which checksums find. */
  readonly corrupt: number;
}

export const undisturbed: Disturbance = {
  delayMs: 0,
  jitterMs: 0,
  rateKbit: 0,
  lost: 0,
  twice: 0,
  late: 0,
  corrupt: 0,
};

/** `delayed by 100 ± 20 ms, at most 500 kbit/s`, `5 % lost, 1 % twice` */
export function disturbanceWords({ delayMs, jitterMs, rateKbit, lost, twice, late, corrupt }: Disturbance): string {
  const delay = jitterMs > 0 ? `${delayMs} ± ${jitterMs}` : String(delayMs);
  const shares = [
    [lost, 'lost'],
    [twice, 'sent twice'],
    [late, 'out of order'],
    [corrupt, 'corrupted'],
  ] as const;
  const told = [
    ...(delayMs + jitterMs > 0 ? [`delayed by ${delay} ms`] : []),
    ...(rateKbit > 0 ? [`at most ${rateKbit} kbit/s`] : []),
    ...shares.flatMap(([share, word]) => (share > 0 ? [`${Number((share * 100).toFixed(2))} % ${word}`] : [])),
  ];
  return told.length === 0 ? 'as they are' : told.join(', ');
}

/** The first is the default. */
export const packetDirections = ['both', 'inbound', 'outbound'] as const;
export type PacketDirection = (typeof packetDirections)[number];

/** Which packets: each node mapped to those whose packets to it are meant. Nodes keep the order they are given in. */
export function linksOf(hit: readonly string[], nodes: readonly string[], direction: PacketDirection): Grudge {
  const isMeant = (to: string, from: string) =>
    (direction !== 'outbound' && hit.includes(to)) || (direction !== 'inbound' && hit.includes(from));
  const all = nodes.map((to) => [to, nodes.filter((from) => from !== to && isMeant(to, from))] as const);
  return Object.fromEntries(all.filter(([, from]) => from.length > 0));
}

/** `all packets`, `packets to and from n1`, `packets to n2, n3`, `packets on 2 links` */
export function linksWords(links: Grudge, nodes: readonly string[]): string {
  const others = (node: string) => nodes.filter((other) => other !== node);
  const into = nodes.filter((node) => others(node).every((from) => links[node]?.includes(from)));
  const outOf = nodes.filter((node) => others(node).every((to) => links[to]?.includes(node)));
  if (nodes.length > 0 && into.length === nodes.length) return 'all packets';
  const isAll = (hit: readonly string[], direction: PacketDirection) =>
    hit.length > 0 && countOf(linksOf(hit, nodes, direction)) === countOf(links);
  const hit = into.filter((node) => outOf.includes(node));
  if (isAll(hit, 'both')) return `packets to and from ${hit.join(', ')}`;
  if (isAll(into, 'inbound')) return `packets to ${into.join(', ')}`;
  if (isAll(outOf, 'outbound')) return `packets from ${outOf.join(', ')}`;
  return `packets on ${countOf(links)} links`;
}

function countOf(links: Grudge): number {
  return Object.values(links).reduce((sum, from) => sum + from.length, 0);
}

/** Whom a fault hits. All randomness comes from the source that is handed in. */
import { type Draw, drawShuffle, type Random } from '../base/random';
import type { TargetsName } from '../plan/nemeses';
import type { NodeReport } from '../protocol/node-status';
import { cutBetween, type Grudge } from './grudge';

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

/** The node that says it leads; of several the one that says so of the latest term. */
export function leaderIn(reports: Iterable<readonly [string, NodeReport | undefined]>): string | undefined {
  let leader: string | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  for (const [node, report] of reports) {
    if (report === undefined || report === 'unreachable' || report.role !== 'leader') continue;
    const term = report.term ?? 0;
    if (leader !== undefined && term <= latest) continue;
    leader = node;
    latest = term;
  }
  return leader;
}

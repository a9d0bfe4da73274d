/** Who led, and what else the nodes believed, in words. */

import { formatTime } from '../../base/words';
import type { BeliefAt, Beliefs, Reign, Rivalry } from '../../protocol/beliefs';
import type { Belief } from '../../protocol/node-beliefs';

/** `leads in term 3`, `follows n1 in term 3`, `knows no leader in term 4`, `does not answer` */
export function beliefWords(belief: Belief): string {
  const term = belief.term === undefined ? '' : ` in term ${belief.term}`;
  switch (belief.role) {
    case 'leader':
      return `leads${term}`;
    case 'candidate':
      return `asks for votes${term}`;
    case 'member':
      return `serves as one of equals${term}`;
    case 'outsider':
      return `is outside the cluster${term}`;
    case 'unreachable':
      return 'does not answer';
    default:
      return belief.leader === undefined ? `knows no leader${term}` : `follows ${belief.leader}${term}`;
  }
}

/** For each node that was asked by then, what it believed. */
export function beliefsAt(beliefs: Beliefs, nodes: readonly string[], time: number): ReadonlyMap<string, BeliefAt> {
  return new Map(
    nodes.flatMap((node) => {
      const belief = beliefs.at(node, time);
      return belief ? [[node, belief] as const] : [];
    }),
  );
}

/** `n1 leads in term 3`, one a leader; that nobody leads is said, too. Nothing where no node was asked, or none ever leads. */
export function leaderLines(beliefs: ReadonlyMap<string, BeliefAt>): readonly string[] {
  if (beliefs.size === 0 || [...beliefs.values()].some(({ role }) => role === 'member' || role === 'outsider'))
    return [];
  const leaders = [...beliefs].filter(([, { role }]) => role === 'leader');
  return leaders.length === 0 ? ['no node leads'] : leaders.map(([node, belief]) => `${node} ${beliefWords(belief)}`);
}

/** `old index 17 of 20`: what others had when the node had less. */
export function lagWords({ index, lag }: Pick<BeliefAt, 'index' | 'lag'>): string | undefined {
  return index === undefined || lag === 0 ? undefined : `old index ${index} of ${index + lag}`;
}

/** `3 behind`: the same where there is little room. */
export function shortLagWords({ index, lag }: Pick<BeliefAt, 'index' | 'lag'>): string | undefined {
  return index === undefined || lag === 0 ? undefined : `${lag} behind`;
}

/** `two leaders 2.1 s`; polls are a quarter of a second apart, so more digits would be made up. */
export function rivalryWords({ start, end, most }: Rivalry, lastNanos: number): string {
  return `${mostWords(most)} ${(((end ?? lastNanos) - start) / 1e9).toFixed(1)} s`;
}

/** `two leaders` */
export function mostWords(most: number): string {
  return `${most === 2 ? 'two' : most} leaders`;
}

/** `n1 led from 0.00 s to 3.00 s in term 1` */
export function reignWords({ node, term, start, end }: Reign): string {
  const span =
    end === undefined ? `has led since ${formatTime(start)}` : `led from ${formatTime(start)} to ${formatTime(end)}`;
  return `${node} ${span}${term === undefined ? '' : ` in term ${term}`}`;
}

/** What was true at a moment of a run: who could talk to whom, and what each node had last answered. */
import { outcomeNumbers } from '../history/operation-columns';
import { type Grudge, sides } from '../nemesis/grudge';
import type { FaultWindow } from '../nemesis/windows';
import type { RunState } from '../protocol/run-state';
import { shortLabel } from './label';
import { nodeOfWorker } from './scene';

/** `since` is the time, nanoseconds since the start, at which it became so. */
export type Connection =
  | { readonly kind: 'connected' }
  | { readonly kind: 'cutting'; readonly since: number }
  | { readonly kind: 'cut' | 'healing'; readonly since: number; readonly grudge: Grudge };

/** A cut that is being made has no sides yet; one that is being healed still has them. */
export function connectionAt(faults: readonly FaultWindow[], time: number): Connection {
  for (let at = faults.length - 1; at >= 0; at--) {
    const fault = faults[at];
    if (!fault || fault.start > time) continue;
    if (fault.healedAt !== undefined && fault.healedAt <= time) return { kind: 'connected' };
    if (!fault.grudge || fault.cutAt === undefined || fault.cutAt > time)
      return { kind: 'cutting', since: fault.start };
    const isHealing = fault.end !== undefined && fault.end <= time;
    return {
      kind: isHealing ? 'healing' : 'cut',
      since: isHealing ? (fault.end ?? time) : fault.cutAt,
      grudge: fault.grudge,
    };
  }
  return { kind: 'connected' };
}

/** `fully connected`, or `partitioned: n2 n3 n5 | n1 n4`. */
export function describeConnection(connection: Connection, nodes: readonly string[]): string {
  if (connection.kind === 'connected') return 'fully connected';
  if (connection.kind === 'cutting') return 'the network is being cut';
  return `partitioned: ${sides(connection.grudge, nodes)
    .map((side) => side.join(' '))
    .join(' | ')}`;
}

/** `n1, n4 cut off from n2, n3, n5`: the smaller side first, because that is who is cut off. */
export function grudgeWords(grudge: Grudge, nodes: readonly string[]): string {
  const [largest = [], ...others] = sides(grudge, nodes);
  if (others.length === 0) return 'some links are cut, and all nodes still reach each other';
  return others.map((side) => `${side.join(', ')} cut off from ${largest.join(', ')}`).join('; ');
}

export interface Answer {
  readonly label: string;
  readonly time: number;
}

/** Looking further back than this for an answer would cost more than the answer is worth. */
const mostLookedAt = 64;

/** For each node, the last operation that succeeded there by then. */
export function answersAt(
  { lanes, operations }: Pick<RunState, 'operations' | 'lanes'>,
  nodes: readonly string[],
  time: number,
): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const [worker, lane] of lanes.entries()) {
    const last = lane.firstFrom(time) - 1;
    for (let at = last; at >= 0 && at > last - mostLookedAt; at--) {
      const end = lane.ends.values[at] as number;
      if (lane.outcomes.values[at] !== outcomeNumbers.ok || end > time) continue;
      const node = nodeOfWorker(nodes, worker);
      const known = answers.get(node);
      const operation = operations.at(lane.places.values[at] as number);
      if (operation && (!known || known.time < end)) answers.set(node, { label: shortLabel(operation), time: end });
      break;
    }
  }
  return answers;
}

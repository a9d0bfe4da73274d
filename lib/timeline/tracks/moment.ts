/** What was true at a moment of a run: what was broken, and what each node had last answered. */

import type { Fault, FaultKind, Grudge } from '../../history/fault';
import { outcomeNumbers } from '../../history/operation-columns';
import type { FaultWindow } from '../../nemesis/windows';
import { faultNodes, faultWords } from '../../nemesis/words';
import type { RunState } from '../../protocol/run-state';
import { shortLabel } from './label';
import { nodeOfWorker } from './scene';

/** `since` is the time, nanoseconds since the start, at which it became so. */
export type Condition =
  | { readonly kind: 'whole' }
  | { readonly kind: 'breaking'; readonly since: number; readonly fault: FaultKind }
  | { readonly kind: 'broken' | 'healing'; readonly since: number; readonly fault: Fault };

/** While a fault is being made nobody knows yet whom it will hit; while it is being undone it still has hit them. */
export function conditionAt(faults: readonly FaultWindow[], time: number): Condition {
  const window = faults.findLast(({ start }) => start <= time);
  if (!window || (window.healedAt !== undefined && window.healedAt <= time)) return { kind: 'whole' };
  const { fault, madeAt, end } = window;
  if (!fault || madeAt === undefined || madeAt > time) {
    return { kind: 'breaking', since: window.start, fault: window.kind };
  }
  if (end !== undefined && end <= time) return { kind: 'healing', since: end, fault };
  return { kind: 'broken', since: madeAt, fault };
}

const breakingWords: Readonly<Record<FaultKind, string>> = {
  cut: 'the network is being cut',
  pause: 'a process is being paused',
  kill: 'a process is being killed',
};

/** `fully connected`, `partitioned: n2 n3 n5 | n1 n4`, `n3 paused`. */
export function describeCondition(condition: Condition, nodes: readonly string[]): string {
  if (condition.kind === 'whole') return 'fully connected';
  if (condition.kind === 'breaking') return breakingWords[condition.fault];
  const { fault } = condition;
  return fault.kind === 'cut' ? `partitioned: ${faultNodes(fault, nodes)}` : faultWords(fault, nodes);
}

/** Whose packets are dropped by whom; nobody's where the network is whole. */
export function grudgeIn(condition: Condition): Grudge {
  if (condition.kind === 'whole' || condition.kind === 'breaking') return {};
  return condition.fault.kind === 'cut' ? condition.fault.grudge : {};
}

/** What was done to the process of a node. */
export type Affliction = 'paused' | 'killed';

export function afflictionOf(condition: Condition, node: string): Affliction | undefined {
  if (condition.kind === 'whole' || condition.kind === 'breaking' || condition.fault.kind === 'cut') return undefined;
  const { kind, nodes } = condition.fault;
  return nodes.includes(node) ? (kind === 'pause' ? 'paused' : 'killed') : undefined;
}

export interface Answer {
  readonly label: string;
  readonly time: number;
}

/** Looking further back than this for an answer would cost more than the answer is worth. */
const mostLookedAt = 64;

/** For each node, the last operation that succeeded there by then. */
export function answersAt(
  { lanes, operations, operationTable }: Pick<RunState, 'operations' | 'operationTable' | 'lanes'>,
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
      if (operation && (!known || known.time < end)) {
        answers.set(node, { label: shortLabel(operationTable, operation), time: end });
      }
      break;
    }
  }
  return answers;
}

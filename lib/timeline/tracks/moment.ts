/** What was true at a moment of a run: what was broken, and what each node had last answered. */

import { appearanceOf, wordsOf } from '../../catalog/faults/appearance';
import { cutLabel } from '../../catalog/faults/cut-words';
import { windowWords } from '../../catalog/faults/words';
import type { Grudge } from '../../history/nemesis-value';
import { outcomeNumbers } from '../../history/operation-columns';
import { oneWayCuts, unionOf } from '../../nemesis/grudge';
import type { FaultWindow } from '../../nemesis/windows';
import type { RunState } from '../../protocol/run-state';
import { shortLabel } from './label';
import { nodeOfWorker } from './scene';

/** A fault that holds at a moment. `since` is when its phase began, nanoseconds since the start. */
export interface HoldingFault {
  readonly window: FaultWindow;
  readonly phase: 'making' | 'in-effect' | 'undoing';
  readonly since: number;
}

/** All that holds, in the order in which it began. What is being undone still hits whom it hit. */
export function faultsAt(faults: readonly FaultWindow[], time: number): readonly HoldingFault[] {
  return faults.flatMap((window): HoldingFault[] => {
    const { start, madeAt, end, healedAt } = window;
    if (start > time || (healedAt !== undefined && healedAt <= time)) return [];
    if (madeAt === undefined || madeAt > time) return [{ window: unmade(window), phase: 'making', since: start }];
    if (end !== undefined && end <= time) return [{ window, phase: 'undoing', since: end }];
    return [{ window, phase: 'in-effect', since: madeAt }];
  });
}

/** While a fault is being made, whom it will hit is not known yet. */
function unmade({ effect: _, madeAt: __, ...window }: FaultWindow): FaultWindow {
  return window;
}

/** `fully connected`; or `partitioned: n2 n3 n5 | n1 n4; n3 paused` */
export function describeHolding(holding: readonly HoldingFault[], nodes: readonly string[]): string {
  if (holding.length === 0) return 'fully connected';
  return holding.map(({ window }) => describeWindow(window, nodes)).join('; ');
}

function describeWindow(window: FaultWindow, nodes: readonly string[]): string {
  const links = window.effect?.links;
  // An arrow is not read out.
  if (!links || oneWayCuts(links, nodes).length > 0) return windowWords(window, nodes);
  return `${wordsOf(window.fault).inEffect}: ${cutLabel(links, nodes)}`;
}

/** Whose packets are dropped by whom, by all faults together. */
export function grudgeIn(holding: readonly HoldingFault[]): Grudge {
  return unionOf(holding.flatMap(({ window }) => (window.effect?.links ? [window.effect.links] : [])));
}

/** What was done to a node, beside its links. */
export interface NodeFault {
  readonly fault: string;
  /** `paused` */
  readonly word: string;
  readonly isServing: boolean;
}

export function nodeFaultsOf(holding: readonly HoldingFault[], node: string): readonly NodeFault[] {
  return holding.flatMap(({ window: { fault, effect } }) => {
    if (!effect?.nodes?.includes(node)) return [];
    const { words } = appearanceOf(fault);
    return [{ fault, word: words.made, isServing: words.restarting === undefined }];
  });
}

export interface Answer {
  readonly label: string;
  readonly time: number;
}

/** Looking further back than this for an answer would cost more than the answer is worth. */
const maxLookedAt = 64;

/** For each node, the last operation that succeeded there by then. */
export function answersAt(
  { lanes, operations, operationTable }: Pick<RunState, 'operations' | 'operationTable' | 'lanes'>,
  nodes: readonly string[],
  time: number,
): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const [worker, lane] of lanes.entries()) {
    const last = lane.firstFrom(time) - 1;
    for (let at = last; at >= 0 && at > last - maxLookedAt; at--) {
      const end = lane.ends.at(at);
      if (lane.outcomes.values[at] !== outcomeNumbers.ok || end > time) continue;
      const node = nodeOfWorker(nodes, worker);
      const known = answers.get(node);
      const operation = operations.at(lane.places.at(at));
      if (operation && (!known || known.time < end)) {
        answers.set(node, { label: shortLabel(operationTable, operation), time: end });
      }
      break;
    }
  }
  return answers;
}

/** Anomalies of transactions as a person is told of them: a title, the operations, and why each stands where it does. */
import { present } from '../../base/assert';
import { formatDuration } from '../../base/words';
import { opAt } from '../../history/op';
import { cycleStory } from '../core/cycle-story';
import type { Anomaly, CycleEdge } from '../core/finding';
import { type AnomalyKind, type ConsistencyModel, lowestRuledOut } from './consistency';
import type { Cycle, CycleStep } from './cycles';
import { inProcess, inTime, rw, update, wr } from './graph';
import type { Oddity } from './oddities';
import { none, type TransactionHistory } from './transaction-history';

/** An anomaly with its name in the catalogue, and what it is in a clause. */
export interface Told {
  readonly kind: AnomalyKind;
  readonly reason: string;
  /** The weakest models that fall with it. */
  readonly lowest: readonly ConsistencyModel[];
  readonly anomaly: Anomaly;
}

/** Of a kind of anomaly. */
export const titles: Readonly<Record<AnomalyKind, string>> = {
  G0: 'Write cycle (G0)',
  'G0-process': "Write cycle against a client's order (G0-process)",
  'G0-realtime': 'Write cycle against real time (G0-realtime)',
  G1a: 'Aborted read (G1a)',
  G1b: 'Intermediate read (G1b)',
  G1c: 'Circular information flow (G1c)',
  'G1c-process': "Circular information flow against a client's order (G1c-process)",
  'G1c-realtime': 'Circular information flow against real time (G1c-realtime)',
  'G-single': 'Read skew (G-single)',
  'G-single-process': "Read skew against a client's order (G-single-process)",
  'G-single-realtime': 'Read skew against real time (G-single-realtime)',
  'G-nonadjacent': 'Anti-dependencies apart (G-nonadjacent)',
  'G-nonadjacent-process': "Anti-dependencies apart, against a client's order (G-nonadjacent-process)",
  'G-nonadjacent-realtime': 'Anti-dependencies apart, against real time (G-nonadjacent-realtime)',
  'G2-item': 'Anti-dependency cycle (G2-item)',
  'G2-item-process': "Anti-dependency cycle against a client's order (G2-item-process)",
  'G2-item-realtime': 'Anti-dependency cycle against real time (G2-item-realtime)',
  internal: 'A transaction contradicts itself (internal)',
  'future-read': 'A read of what its own transaction appends later (future-read)',
  'dirty-update': 'Appended behind what failed (dirty-update)',
  'lost-update': 'Lost update (lost-update)',
  'duplicate-elements': 'An element twice in a list (duplicate-elements)',
  'incompatible-order': 'Two orders of one list (incompatible-order)',
  'non-monotonic-view': 'Less of a transaction after more of it (non-monotonic-view)',
  'fractured-read': 'A part of a transaction (fractured-read)',
  causality: 'An effect without its cause (causality)',
};

/** A cycle of two is told apart by whom a person thinks of first: who read too little. */
const titlesOfTwo: Partial<Readonly<Record<AnomalyKind, string>>> = {
  'G-single-process': "Stale read in a client's own order (G-single-process)",
  'G-single-realtime': 'Stale read (G-single-realtime)',
};

export function toldOddity(history: TransactionHistory, { kind, transaction, others, reason }: Oddity): Told {
  const operations = [transaction, ...others].map((each) => history.invoked.at(each));
  const at = Math.max(...[transaction, ...others].map((each) => history.completed.at(each)));
  const [from, to = from] = operations as [number, number?];
  return {
    kind,
    lowest: lowestRuledOut(kind),
    reason: `${history.opName(transaction)}: ${reason}`,
    anomaly: {
      kind,
      title: titles[kind],
      operations,
      at,
      evidence: { type: 'cycle', edges: [{ from, to, kind, reason }] },
    },
  };
}

/** What is said of a cycle otherwise than its edges say by themselves. */
export interface CycleWords {
  readonly kind?: AnomalyKind;
  readonly title?: string;
  /** The weakest models that fall with it. */
  readonly lowest?: readonly ConsistencyModel[];
  /** Of an edge that was concluded. */
  readonly reasonOf?: (step: CycleStep) => string | undefined;
  /** What the reasons of the edges become. */
  readonly story?: (reasons: string) => string;
}

/** The last to complete is the one that could not be. */
export function toldCycle(history: TransactionHistory, { name, steps }: Cycle, words: CycleWords = {}): Told {
  const kind = words.kind ?? (isLostUpdate(history, name, steps) ? 'lost-update' : name);
  const last = steps.reduce(
    (most, { from }) => (history.completed.at(from) > history.completed.at(most) ? from : most),
    present(steps[0], 'a step').from,
  );
  const start = steps.findIndex(({ from }) => from === last);
  const turned = [...steps.slice(start), ...steps.slice(0, start)];
  const edges = turned.map(
    (step): CycleEdge => ({
      from: history.invoked.at(step.from),
      to: history.invoked.at(step.to),
      kind: edgeNames[step.kind] ?? '',
      reason: words.reasonOf?.(step) ?? reasonOf(history, step),
    }),
  );
  const story = cycleStory(edges);
  return {
    kind,
    lowest: words.lowest ?? lowestRuledOut(kind),
    reason: words.story?.(story) ?? story,
    anomaly: {
      kind,
      title: words.title ?? (edges.length === 2 ? titlesOfTwo[kind] : undefined) ?? titles[kind],
      operations: edges.map(({ from }) => from),
      at: history.completed.at(last),
      evidence: { type: 'cycle', edges },
    },
  };
}

const edgeNames: readonly string[] = ['ww', 'wr', 'rw', 'process', 'realtime', '', 'rw'];

/** Two transactions read the same list, or one of them did, and both appended to it. */
function isLostUpdate(history: TransactionHistory, name: AnomalyKind, steps: readonly CycleStep[]): boolean {
  const [one, other] = steps;
  if (steps.length !== 2 || !one || !other || !(name === 'G-single' || name === 'G-nonadjacent')) return false;
  if (one.kind === wr || other.kind === wr || one.why === none || other.why === none) return false;
  return history.elementKeys.at(one.why) === history.elementKeys.at(other.why);
}

function reasonOf(history: TransactionHistory, { from, to, kind, why }: CycleStep): string {
  const [one, other] = [from, to].map((each) => history.opName(each));
  if (kind === inProcess) return `process ${history.processes.at(from)} had done ${one} when it began ${other}`;
  if (kind === inTime) return `${one} had completed ${timeBetween(history, from, to)} before ${other} began`;
  const element = history.elementName(why);
  const key = history.keyName(history.elementKeys.at(why));
  const { brought, hadBrought } = history.words;
  if (kind === wr) return `${other} read ${element} in key ${key}, which ${one} had ${hadBrought}`;
  if (kind === rw || kind === update) return `${one} read key ${key} without ${element}, which ${other} ${brought}`;
  return `${other} ${brought} ${element} to key ${key} behind what ${one} had ${hadBrought}`;
}

function timeBetween({ ops, completed, invoked }: TransactionHistory, from: number, to: number): string {
  const [ended, began] = [opAt(ops, completed.at(from)), opAt(ops, invoked.at(to))];
  return formatDuration((began?.time ?? 0) - (ended?.time ?? 0));
}

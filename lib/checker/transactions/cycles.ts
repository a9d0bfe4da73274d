/**
 * Cycles of dependencies, the shortest first, each with its name in Adya's catalogue. A kind of cycle is an edge that it has
 * to have, its *pivot*, and a way back from the pivot's end to its beginning:
 *
 *     G-single     pivot rw, back by ww and wr             T1 ──rw──→ T2 ──wr──→ T3 ──ww──→ T1
 *     G0-realtime  pivot in time, back by ww, process and time
 *
 * A way back may meet a transaction twice; it is then cut into cycles that do not, and each is named for what it is.
 */
import { present } from '../../base/assert';
import { type Budget, CheckStopped, type StopCause } from '../core/budget';
import { type CycleAnomaly, type CycleKind, type CycleOrder, cycleKinds, cycleOrders } from './consistency';
import {
  alone,
  componentsOf,
  type EdgeKind,
  type EdgeKinds,
  type Graph,
  GraphBuilder,
  inProcess,
  inTime,
  kindsOf,
  passed,
  rw,
  update,
  wr,
  ww,
} from './graph';

/** From one transaction to the next; `why` is of the last edge on the way. */
export interface CycleStep {
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
  readonly why: number;
}

export interface Cycle {
  readonly name: CycleAnomaly;
  readonly steps: readonly CycleStep[];
}

export interface FoundCycles {
  readonly cycles: readonly Cycle[];
  /** What ended the search before it was through. */
  readonly stopped?: StopCause;
}

const dependencies: Readonly<Record<CycleKind, EdgeKinds>> = {
  G0: kindsOf(ww),
  G1c: kindsOf(ww, wr),
  'G-single': kindsOf(ww, wr, rw, update),
  'G-nonadjacent': kindsOf(ww, wr, rw, update),
  'G2-item': kindsOf(ww, wr, rw, update),
};

const orders: Readonly<Record<CycleOrder, EdgeKinds>> = {
  '': kindsOf(),
  '-process': kindsOf(inProcess),
  '-realtime': kindsOf(inProcess, inTime),
};

/** What a cycle of a kind, or of one that is worse, may be made of. */
export function edgesOf(kind: CycleKind, order: CycleOrder): EdgeKinds {
  return dependencies[kind] | orders[order];
}

/** What was read was overwritten. */
const antiDependencies: EdgeKinds = (1 << rw) | (1 << update);

/** More of a kind teach nothing new; a person walks to each by hand. */
const maxOfAKind = 3;

/** Pivots that are tried once a cycle of their kind is known, for a shorter one. */
const maxPivots = 64;

/**
 * Every kind of cycle that there is, but none that a worse one with less order implies: where a write cycle stands by itself
 * nobody needs the order of a process to see it.
 */
export function findCycles(graph: Graph, transactions: number, budget: Budget): FoundCycles {
  const found = new Map<string, Cycle>();
  const names = new Set<CycleAnomaly>();
  const parts = cycleOrders.length * cycleKinds.length;
  let searched = 0;
  let stopped: StopCause | undefined;
  try {
    const whole = knotsOf(graph, edgesOf('G2-item', '-realtime'), transactions, budget);
    for (const order of cycleOrders) {
      const isKnown = (kind: CycleKind) =>
        cycleOrders.some((each) => each.length <= order.length && names.has(`${kind}${each}`));
      for (const kind of cycleKinds) {
        const share = budget.left.timeLimitMs / (parts - searched++);
        if (isKnown(kind)) continue;
        try {
          for (const cycle of cyclesOfKind(whole, kind, order, budget.part({ ...budget.left, timeLimitMs: share }))) {
            names.add(cycle.name);
            found.set(nameOf(cycle), cycle);
          }
        } catch (error) {
          stopped ??= causeOf(error);
        }
      }
    }
  } catch (error) {
    stopped ??= causeOf(error);
  }
  const cycles = [...found.values()].sort((a, b) => rank(a) - rank(b) || a.steps.length - b.steps.length);
  return { cycles, ...(stopped && { stopped }) };
}

/** The first cycle that is met, cut into those that meet no transaction twice; none where the graph has none. */
export function anyCycle(
  graph: Graph,
  allowed: EdgeKinds,
  transactions: number,
  budget: Budget,
  fold?: Fold,
): readonly Cycle[] {
  const knots = knotsOf(graph, allowed, transactions, budget, fold);
  for (let from = 0; from < knots.graph.nodes; from++) {
    for (const pivot of edgesFrom(knots.graph, from)) {
      if (knots.graph.kinds[pivot] === passed) continue;
      const back = wayBack(
        knots.graph,
        { from, pivot, allowed, wanted: 0, wantsSecond: 0, isNonadjacent: false },
        budget,
      );
      if (back) return cyclesIn(knots, from, pivot, back);
    }
  }
  return [];
}

function causeOf(error: unknown): StopCause {
  if (error instanceof CheckStopped) return error.stopCause;
  throw error;
}

function rank({ name }: Cycle): number {
  const order = cycleOrders.findLast((each) => name.endsWith(each)) ?? '';
  const kind = cycleKinds.findIndex((each) => name === `${each}${order}`);
  return cycleOrders.indexOf(order) * cycleKinds.length + kind;
}

function nameOf({ name, steps }: Cycle): string {
  return `${name} ${steps
    .map(({ from }) => from)
    .sort((a, b) => a - b)
    .join()}`;
}

/** The part of a graph that has cycles, its nodes numbered anew. */
interface Knots {
  readonly graph: Graph;
  /** By node its number in the whole graph. */
  readonly original: Int32Array;
  readonly transactions: number;
}

/** Of a graph in which each node of another one stands twice: node n is that other's n modulo `nodes`, and `why` its edges. */
export interface Fold {
  readonly nodes: number;
  readonly why: Int32Array;
}

function knotsOf(whole: Graph, allowed: EdgeKinds, transactions: number, budget: Budget, fold?: Fold): Knots {
  const components = componentsOf(whole, allowed, budget);
  const number = new Int32Array(whole.nodes).fill(alone);
  const original: number[] = [];
  for (let node = 0; node < whole.nodes; node++) {
    if (components.of[node] === alone) continue;
    number[node] = original.length;
    original.push(node);
  }
  const builder = new GraphBuilder(original.length);
  for (const [from, node] of original.entries()) {
    for (const edge of edgesFrom(whole, node)) {
      const other = whole.to[edge] as number;
      const kind = whole.kinds[edge] as EdgeKind;
      if (((allowed >> kind) & 1) === 0 || components.of[other] !== components.of[node]) continue;
      const why = whole.why[edge] as number;
      builder.add(from, number[other] as number, kind, fold ? (fold.why[why] as number) : why);
    }
  }
  const nodes = fold?.nodes ?? whole.nodes;
  return { graph: builder.build(), original: Int32Array.from(original, (node) => node % nodes), transactions };
}

function* edgesFrom({ starts }: Graph, node: number): Generator<number> {
  for (let edge = starts[node] as number; edge < (starts[node + 1] as number); edge++) yield edge;
}

/** Cycles of a kind, each shorter than or another than those before it; among them may be others that were met on the way. */
function cyclesOfKind(knots: Knots, kind: CycleKind, order: CycleOrder, budget: Budget): readonly Cycle[] {
  const { graph } = knots;
  const allowed = edgesOf(kind, order);
  const components = componentsOf(graph, allowed, budget);
  const ordering = order === '-realtime' ? inTime : inProcess;
  const hasReads = kind !== 'G0' && kind !== 'G1c';
  const pivots = hasReads ? antiDependencies : 1 << (order !== '' ? ordering : kind === 'G0' ? ww : wr);
  const search = {
    // The way back from the pivot of a G-single has no other anti-dependency.
    allowed: kind === 'G-single' ? allowed & ~antiDependencies : allowed,
    wanted: order !== '' && hasReads ? 1 << ordering : 0,
    wantsSecond:
      kind === 'G-nonadjacent' || kind === 'G2-item' ? antiDependencies : kind === 'G1c' && order !== '' ? 1 << wr : 0,
    isNonadjacent: kind === 'G-nonadjacent',
  };
  const cycles: Cycle[] = [];
  let wanted = 0;
  let tried = 0;
  for (let from = 0; from < graph.nodes; from++) {
    if (components.of[from] === alone) continue;
    for (const pivot of edgesFrom(graph, from)) {
      if (
        ((pivots >> (graph.kinds[pivot] as number)) & 1) === 0 ||
        components.of[graph.to[pivot] as number] !== components.of[from]
      )
        continue;
      if (wanted >= maxOfAKind && ++tried > maxPivots) return shortest(cycles, `${kind}${order}`);
      const back = wayBack(graph, { from, pivot, ...search }, budget);
      const met = back ? cyclesIn(knots, from, pivot, back) : [];
      cycles.push(...met);
      if (met.some(({ name }) => name === `${kind}${order}`)) wanted++;
    }
  }
  return shortest(cycles, `${kind}${order}`);
}

/** A few of the kind that was looked for, and one of each that was met beside it. */
function shortest(cycles: readonly Cycle[], wanted: CycleAnomaly): readonly Cycle[] {
  const sorted = [...cycles].sort((a, b) => a.steps.length - b.steps.length);
  const kept = new Map<string, Cycle>();
  const counts = new Map<CycleAnomaly, number>();
  for (const cycle of sorted) {
    const count = counts.get(cycle.name) ?? 0;
    if (kept.has(nameOf(cycle)) || count >= (cycle.name === wanted ? maxOfAKind : 1)) continue;
    counts.set(cycle.name, count + 1);
    kept.set(nameOf(cycle), cycle);
  }
  return [...kept.values()];
}

interface Search {
  readonly from: number;
  readonly pivot: number;
  readonly allowed: EdgeKinds;
  /** Edges of which the way back must have one, and one of these as well. */
  readonly wanted: EdgeKinds;
  readonly wantsSecond: EdgeKinds;
  /** No two anti-dependencies follow each other, the pivot among them. */
  readonly isNonadjacent: boolean;
}

/** Of a state on the way back: it has had a wanted edge, one of the second kind, and its last edge was an anti-dependency. */
const hadWanted = 1;
const hadSecond = 2;
const lastWasRead = 4;
const flagBits = 3;

/** The edges of the shortest way from the pivot's end to its beginning, passages counted as nothing. */
function wayBack(graph: Graph, search: Search, budget: Budget): readonly number[] | undefined {
  const { from, pivot, allowed, wanted, wantsSecond, isNonadjacent } = search;
  const { starts, to, kinds } = graph;
  const flagsAfter = (flags: number, kind: EdgeKind) => {
    const bit = 1 << kind;
    const had = flags | ((wanted & bit) !== 0 ? hadWanted : 0) | ((wantsSecond & bit) !== 0 ? hadSecond : 0);
    if (!isNonadjacent || kind === passed) return had;
    return kind === rw ? had | lastWasRead : had & ~lastWasRead;
  };
  const needed = (wanted === 0 ? 0 : hadWanted) | (wantsSecond === 0 ? 0 : hadSecond);
  const isThere = (state: number) =>
    state >> flagBits === from && (state & needed) === needed && (state & lastWasRead) === 0;
  const start = ((to[pivot] as number) << flagBits) | (isNonadjacent && kinds[pivot] === rw ? lastWasRead : 0);
  /** By state how it was reached: the state before, and the edge. */
  const before = new Map<number, readonly [state: number, edge: number]>([[start, [start, pivot]]]);
  let level = [start];
  while (level.length > 0) {
    const next: number[] = [];
    for (let i = 0; i < level.length; i++) {
      const state = level[i] as number;
      const cause = budget.spend();
      if (cause) throw new CheckStopped(cause);
      if (isThere(state) && state !== start) return edgesTo(state, start, before);
      const node = state >> flagBits;
      for (let edge = starts[node] as number; edge < (starts[node + 1] as number); edge++) {
        const kind = kinds[edge] as EdgeKind;
        if (((allowed >> kind) & 1) === 0) continue;
        const flags = state & ((1 << flagBits) - 1);
        if (isNonadjacent && kind === rw && (flags & lastWasRead) !== 0) continue;
        const reached = ((to[edge] as number) << flagBits) | flagsAfter(flags, kind);
        if (before.has(reached)) continue;
        before.set(reached, [state, edge]);
        (kind === passed ? level : next).push(reached);
      }
    }
    level = next;
  }
  return undefined;
}

function edgesTo(
  state: number,
  start: number,
  before: ReadonlyMap<number, readonly [state: number, edge: number]>,
): readonly number[] {
  const edges: number[] = [];
  for (let at = state; at !== start; ) {
    const [earlier, edge] = present(before.get(at), 'how a state was reached');
    edges.push(edge);
    at = earlier;
  }
  return edges.reverse();
}

/** The closed walk of a pivot and a way back, cut apart. */
function cyclesIn(
  { graph, original, transactions }: Knots,
  from: number,
  pivot: number,
  back: readonly number[],
): readonly Cycle[] {
  let begun = originalOf(original, from);
  const walk = [pivot, ...back].map((edge): CycleStep => {
    const to = originalOf(original, graph.to[edge] as number);
    const step = { from: begun, to, kind: graph.kinds[edge] as EdgeKind, why: graph.why[edge] as number };
    begun = to;
    return step;
  });
  return cyclesOfWalk(walk, transactions);
}

/**
 * A closed walk without its passages, cut where it meets a transaction again.
 *
 * @param walk begins at a transaction; nodes from `transactions` on are passages
 */
export function cyclesOfWalk(walk: readonly CycleStep[], transactions: number): readonly Cycle[] {
  const steps: CycleStep[] = [];
  // Where the first edge leads into a passage it goes on with the next.
  let begun = walk[0]?.from ?? 0;
  let meant: EdgeKind | undefined;
  for (const { to, kind, why } of walk) {
    if (kind !== passed) meant = kind;
    if (to >= transactions || meant === undefined) continue;
    steps.push({ from: begun, to, kind: meant, why });
    begun = to;
  }
  return cutApart(steps).map((cycle) => ({ name: classOf(cycle), steps: cycle }));
}

function originalOf(original: Int32Array, node: number): number {
  return original[node] as number;
}

function cutApart(walk: readonly CycleStep[]): readonly (readonly CycleStep[])[] {
  const cycles: CycleStep[][] = [];
  const open: CycleStep[] = [];
  for (const step of walk) {
    open.push(step);
    const start = open.findIndex(({ from }) => from === step.to);
    if (start !== -1) cycles.push(open.splice(start));
  }
  return cycles;
}

function classOf(steps: readonly CycleStep[]): CycleAnomaly {
  const kinds = steps.map(({ kind }) => kind);
  const order: CycleOrder = kinds.includes(inTime) ? '-realtime' : kinds.includes(inProcess) ? '-process' : '';
  const reads = kinds.filter((kind) => ((antiDependencies >> kind) & 1) === 1).length;
  if (reads === 0) return `${kinds.includes(wr) ? 'G1c' : 'G0'}${order}`;
  if (reads === 1) return `G-single${order}`;
  const isAdjacent = kinds.some((kind, i) => kind === rw && kinds[(i + 1) % kinds.length] === rw);
  return `${isAdjacent ? 'G2-item' : 'G-nonadjacent'}${order}`;
}

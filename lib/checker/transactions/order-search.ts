/**
 * Whether some order of the writes, of those that reads leave open, breaks nothing that a model promises. For every two chains
 * of a key it is decided which comes first, and what follows of it are edges of a graph that must stay without cycles. Where
 * both orders of two chains close one, the last decision that had a part in it is taken back (Prosser, "Hybrid algorithms for
 * the constraint satisfaction problem", 1993). Serializability of what only writes leave behind is NP-complete (Papadimitriou,
 * 1979), so a budget may end it.
 */
import { present } from '../../base/assert';
import { type Budget, CheckStopped } from '../core/budget';
import { alone, type Components, type Graph, rw } from './graph';
import { type GrowingEdge, GrowingGraph } from './growing-graph';
import { type Chain, edgesBetween } from './open-orders';
import type { RegisterVersions } from './register-versions';

/** Two chains of a key. */
interface Choice {
  /** Comes first in the order that is guessed. */
  readonly one: Chain;
  readonly other: Chain;
}

/** A choice of which each order closes a cycle, whatever was decided before it. */
export interface Dilemma extends Choice {
  /** The edges round the cycle where `one` comes first, and where the other does. */
  readonly oneFirst: readonly GrowingEdge[];
  readonly otherFirst: readonly GrowingEdge[];
}

export interface SearchedOrders {
  readonly versions: RegisterVersions;
  readonly orders: readonly (readonly Chain[])[];
  /** What is known, of the edges that count; it has no cycle. */
  readonly graph: Graph;
  /** Each node twice, as in `withoutAdjacent`: two anti-dependencies that follow each other make no cycle. */
  readonly isDoubled: boolean;
  /** The cycles of the order that was guessed: choices on those transactions are made first. */
  readonly guessed: Components;
}

/** More than these take more memory than they are worth. */
const maxChoices = 1_000_000;

/** Nothing where there is an order that closes no cycle. @throws CheckStopped once a limit is met */
export function dilemmaIn(searched: SearchedOrders, budget: Budget): Dilemma | undefined {
  const choices = choicesOf(searched);
  const search = new OrderSearch(searched, budget);
  const settled = search.settle(choices.urgent);
  return 'open' in settled ? search.decide([...settled.open, ...choices.others]) : settled;
}

function choicesOf({ versions, orders, guessed }: SearchedOrders) {
  const urgent: Choice[] = [];
  const others: Choice[] = [];
  const { elementTransactions } = versions.history;
  const isCaught = ({ head, tail, readers }: Chain) =>
    [elementTransactions.at(head), elementTransactions.at(tail), ...readers].some((each) => guessed.of[each] !== alone);
  for (const chains of orders) {
    const caught = chains.map(isCaught);
    for (const [i, one] of chains.entries()) {
      for (let k = i + 1; k < chains.length; k++) {
        (caught[i] && caught[k] ? urgent : others).push({ one, other: chains[k] as Chain });
        if (urgent.length + others.length > maxChoices) throw new CheckStopped('memory');
      }
    }
  }
  return { urgent, others };
}

class OrderSearch {
  readonly #searched: SearchedOrders;
  readonly #graph: GrowingGraph;

  constructor(searched: SearchedOrders, budget: Budget) {
    this.#searched = searched;
    this.#graph = new GrowingGraph(searched.graph, budget);
  }

  /** Decides what only one order is left for, until nothing follows of that any more. */
  settle(choices: readonly Choice[]): Dilemma | { readonly open: readonly Choice[] } {
    let open = choices;
    for (let before = -1; before !== open.length; ) {
      before = open.length;
      const left: Choice[] = [];
      for (const choice of open) {
        const dilemma = this.#settleOne(choice, left);
        if (dilemma) return dilemma;
      }
      open = left;
    }
    return { open };
  }

  #settleOne(choice: Choice, left: Choice[]): Dilemma | undefined {
    const edges = this.#graph.edges;
    const oneFirst = this.#put(choice, true, 0);
    if (!oneFirst) this.#graph.shrinkTo(edges);
    const otherFirst = this.#put(choice, false, 0);
    if (oneFirst && otherFirst) return { ...choice, oneFirst, otherFirst };
    if (!otherFirst && !oneFirst) {
      this.#graph.shrinkTo(edges);
      left.push(choice);
    } else if (otherFirst) this.#put(choice, true, 0);
    return undefined;
  }

  decide(choices: readonly Choice[]): Dilemma | undefined {
    /** By choice: how many edges there were before it, and how many of its orders were tried. */
    const edges: number[] = [];
    const tried = new Uint8Array(choices.length);
    /** By choice that some order failed of, on which earlier choices that depends. */
    const blamed = new Map<number, Set<number>>();
    let dilemma: Dilemma | undefined;
    for (let at = 0; at < choices.length; ) {
      const choice = choices[at] as Choice;
      if (tried[at] === 0) edges[at] = this.#graph.edges;
      const cycles: (readonly GrowingEdge[])[] = [];
      let isPut = false;
      while (!isPut && (tried[at] as number) < 2) {
        const cycle = this.#put(choice, tried[at] === 0, at + 1);
        tried[at] = (tried[at] as number) + 1;
        if (cycle) {
          cycles.push(cycle);
          blame(blamed, at, new Set(cycle.map(({ level }) => level)));
        } else isPut = true;
      }
      if (isPut) {
        at++;
        continue;
      }
      const [oneFirst, otherFirst] = cycles;
      if (oneFirst && otherFirst) dilemma = { ...choice, oneFirst, otherFirst };
      const causes = blamed.get(at) ?? new Set();
      if (causes.size === 0) return present(dilemma, 'a choice of which both orders failed');
      const back = Math.max(...causes) - 1;
      for (let later = back + 1; later <= at; later++) {
        tried[later] = 0;
        blamed.delete(later);
      }
      this.#graph.shrinkTo(edges[back] as number);
      blame(blamed, back, causes);
      at = back;
    }
    return undefined;
  }

  /** Puts one of two before the other; where that closes a cycle, it is taken back, and the cycle is given. */
  #put({ one, other }: Choice, isOneFirst: boolean, level: number): readonly GrowingEdge[] | undefined {
    const { versions, isDoubled, graph } = this.#searched;
    const [first, second] = isOneFirst ? [one, other] : [other, one];
    const before = this.#graph.edges;
    const half = graph.nodes / 2;
    for (const { from, to, kind } of edgesBetween(first, second, versions)) {
      const edge = { from, to, kind, why: second.head, level };
      const edges = !isDoubled
        ? [edge]
        : kind === rw
          ? [{ ...edge, to: to + half }]
          : [edge, { ...edge, from: from + half }];
      for (const each of edges) {
        const way = this.#graph.add(each);
        if (!way) continue;
        this.#graph.shrinkTo(before);
        return [each, ...way];
      }
    }
    return undefined;
  }
}

/** A choice is level 1 more than its place; level 0 is what is known, and is to blame for nothing. */
function blame(blamed: Map<number, Set<number>>, place: number, levels: ReadonlySet<number>): void {
  const known = blamed.get(place) ?? new Set();
  blamed.set(place, known);
  for (const level of levels) if (level !== 0 && level !== place + 1) known.add(level);
}

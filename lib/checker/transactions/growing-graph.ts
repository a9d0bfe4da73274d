/**
 * A graph without cycles to which edges are added and taken back: an edge that would close a cycle is refused, with the way
 * round. It keeps a topological order of its nodes, and looks only at those between the two ends of an edge that is against
 * it (Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", 2006).
 */
import { assert } from '../../base/assert';
import { IntColumn } from '../../base/column';
import { type Budget, CheckStopped } from '../core/budget';
import type { EdgeKind, Graph } from './graph';

const none = -1;

export interface GrowingEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
  readonly why: number;
  /** The decision that it stands for. */
  readonly level: number;
}

export class GrowingGraph {
  readonly #budget: Budget;
  readonly #from = new IntColumn();
  readonly #to = new IntColumn();
  readonly #kinds = new IntColumn();
  readonly #why = new IntColumn();
  readonly #levels = new IntColumn();
  /** By edge the one of the same beginning, or end, that was added before it. */
  readonly #beforeOut = new IntColumn();
  readonly #beforeIn = new IntColumn();
  /** By node the edge that was added last; `none` where there is none. */
  readonly #lastOut: Int32Array;
  readonly #lastIn: Int32Array;
  /** By node its place in the topological order. */
  readonly #places: Int32Array;
  /** By node, in which search it was met, and by which edge. */
  readonly #metIn: Int32Array;
  readonly #metBy: Int32Array;
  #searches = 0;

  /** @param base has no cycle; its edges are of level 0 */
  constructor(base: Graph, budget: Budget) {
    this.#budget = budget;
    this.#lastOut = new Int32Array(base.nodes).fill(none);
    this.#lastIn = new Int32Array(base.nodes).fill(none);
    this.#metIn = new Int32Array(base.nodes);
    this.#metBy = new Int32Array(base.nodes);
    this.#places = placesOf(base);
    for (let from = 0; from < base.nodes; from++) {
      for (let edge = base.starts[from] as number; edge < (base.starts[from + 1] as number); edge++)
        this.#push(from, base.to[edge] as number, base.kinds[edge] as EdgeKind, base.why[edge] as number, 0);
    }
  }

  get edges(): number {
    return this.#from.length;
  }

  /** Adds it, or, where it would close a cycle, gives the edges that lead from its end to its beginning. */
  add({ from, to, kind, why, level }: GrowingEdge): readonly GrowingEdge[] | undefined {
    if (from === to) return [];
    const [high, low] = [this.#places[from] as number, this.#places[to] as number];
    if (high > low) {
      const after = this.#reach(to, from, high);
      if (after === undefined) return this.#wayTo(from, to);
      this.#reorder(this.#reachBack(from, low), after);
    }
    this.#push(from, to, kind, why, level);
    return undefined;
  }

  /** Takes back all edges but the first ones. */
  shrinkTo(edges: number): void {
    for (let edge = this.edges - 1; edge >= edges; edge--) {
      this.#lastOut[this.#from.at(edge)] = this.#beforeOut.at(edge);
      this.#lastIn[this.#to.at(edge)] = this.#beforeIn.at(edge);
    }
    for (const column of [this.#from, this.#to, this.#kinds, this.#why, this.#levels, this.#beforeOut, this.#beforeIn])
      column.length = edges;
  }

  #push(from: number, to: number, kind: EdgeKind, why: number, level: number): void {
    const edge = this.#from.length;
    this.#from.push(from);
    this.#to.push(to);
    this.#kinds.push(kind);
    this.#why.push(why);
    this.#levels.push(level);
    this.#beforeOut.push(this.#lastOut[from] as number);
    this.#beforeIn.push(this.#lastIn[to] as number);
    this.#lastOut[from] = edge;
    this.#lastIn[to] = edge;
  }

  /** The nodes behind one, up to a place in the order; nothing where the goal is among them. */
  #reach(start: number, goal: number, upTo: number): readonly number[] | undefined {
    const search = ++this.#searches;
    const met = [start];
    this.#metIn[start] = search;
    for (let i = 0; i < met.length; i++) {
      for (let edge = this.#lastOut[met[i] as number] as number; edge !== none; edge = this.#beforeOut.at(edge)) {
        this.#spend();
        const node = this.#to.at(edge);
        if (this.#metIn[node] === search || (this.#places[node] as number) > upTo) continue;
        this.#metIn[node] = search;
        this.#metBy[node] = edge;
        if (node === goal) return undefined;
        met.push(node);
      }
    }
    return met;
  }

  #reachBack(start: number, downTo: number): readonly number[] {
    const search = ++this.#searches;
    const met = [start];
    this.#metIn[start] = search;
    for (let i = 0; i < met.length; i++) {
      for (let edge = this.#lastIn[met[i] as number] as number; edge !== none; edge = this.#beforeIn.at(edge)) {
        this.#spend();
        const node = this.#from.at(edge);
        if (this.#metIn[node] === search || (this.#places[node] as number) < downTo) continue;
        this.#metIn[node] = search;
        met.push(node);
      }
    }
    return met;
  }

  /** Those that come before an edge take the first of the places that they and those behind it had. */
  #reorder(before: readonly number[], after: readonly number[]): void {
    const byPlace = (nodes: readonly number[]) =>
      [...nodes].sort((a, b) => (this.#places[a] as number) - (this.#places[b] as number));
    const nodes = [...byPlace(before), ...byPlace(after)];
    const places = nodes.map((node) => this.#places[node] as number).sort((a, b) => a - b);
    for (const [i, node] of nodes.entries()) this.#places[node] = places[i] as number;
  }

  #wayTo(goal: number, start: number): readonly GrowingEdge[] {
    const way: GrowingEdge[] = [];
    for (let node = goal; node !== start; ) {
      const edge = this.#metBy[node] as number;
      way.push({
        from: this.#from.at(edge),
        to: this.#to.at(edge),
        kind: this.#kinds.at(edge) as EdgeKind,
        why: this.#why.at(edge),
        level: this.#levels.at(edge),
      });
      node = this.#from.at(edge);
    }
    return way.reverse();
  }

  #spend(): void {
    const cause = this.#budget.spend();
    if (cause) throw new CheckStopped(cause);
  }
}

/** Of each node its place in an order in which every edge goes forward (Kahn, 1962). */
function placesOf({ nodes, starts, to }: Graph): Int32Array {
  const entering = new Int32Array(nodes);
  for (const node of to) entering[node] = (entering[node] as number) + 1;
  const order = new IntColumn(nodes);
  for (let node = 0; node < nodes; node++) if (entering[node] === 0) order.push(node);
  const places = new Int32Array(nodes);
  for (let i = 0; i < order.length; i++) {
    const node = order.at(i);
    places[node] = i;
    for (let edge = starts[node] as number; edge < (starts[node + 1] as number); edge++) {
      const other = to[edge] as number;
      entering[other] = (entering[other] as number) - 1;
      if (entering[other] === 0) order.push(other);
    }
  }
  assert(order.length === nodes, 'the graph has no cycle');
  return places;
}

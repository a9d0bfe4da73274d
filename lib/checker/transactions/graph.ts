/**
 * Which transaction must come before which: a graph as columns of numbers, and its strongly connected components, in which
 * every cycle lies (Tarjan, "Depth-first search and linear graph algorithms", 1972, without recursion).
 *
 * Beside transactions there are *passages*, nodes that stand for nothing: they let n transactions come before m others with
 * n + m edges. What an edge into a passage means holds for those out of it, whose kind is `passed`.
 */
import { ByteColumn, IntColumn } from '../../base/column';
import { type Budget, CheckStopped } from '../core/budget';

/** It appended what the other one appended behind. */
export const ww = 0;
/** It appended what the other one read. */
export const wr = 1;
/** It read what the other one appended to. */
export const rw = 2;
/** The same process did it before the other one. */
export const inProcess = 3;
/** It ended before the other one began. */
export const inTime = 4;
/** Goes on from a passage. */
export const passed = 5;
/**
 * It read what the other one appended to, and appended to it as well; who was first, nobody saw. Where no update may be lost
 * it was this one, for in the other order it would have read what the other one overwrote: so for snapshot isolation this is
 * an order of writes, and for what is weaker an anti-dependency.
 */
export const update = 6;

export type EdgeKind =
  | typeof ww
  | typeof wr
  | typeof rw
  | typeof inProcess
  | typeof inTime
  | typeof passed
  | typeof update;

/** Kinds of edges, a bit each. */
export type EdgeKinds = number;

export function kindsOf(...kinds: readonly EdgeKind[]): EdgeKinds {
  return kinds.reduce<number>((all, kind) => all | (1 << kind), 1 << passed);
}

export class GraphBuilder {
  readonly #from: IntColumn;
  readonly #to: IntColumn;
  readonly #kinds: ByteColumn;
  readonly #why: IntColumn;
  nodes: number;

  /**
   * @param nodes there are already, numbered from 0 on
   * @param edges how many there will be, about
   */
  constructor(nodes: number, edges = 0) {
    this.nodes = nodes;
    this.#from = new IntColumn(edges);
    this.#to = new IntColumn(edges);
    this.#kinds = new ByteColumn(edges);
    this.#why = new IntColumn(edges);
  }

  passage(): number {
    return this.nodes++;
  }

  /** @param why whatever explains the edge to who made it */
  add(from: number, to: number, kind: EdgeKind, why: number): void {
    this.#from.push(from);
    this.#to.push(to);
    this.#kinds.push(kind);
    this.#why.push(why);
  }

  build(): Graph {
    const starts = new Int32Array(this.nodes + 1);
    const edges = this.#from.length;
    for (let edge = 0; edge < edges; edge++) {
      const after = this.#from.at(edge) + 1;
      starts[after] = (starts[after] as number) + 1;
    }
    for (let node = 0; node < this.nodes; node++) {
      starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
    }
    const next = starts.slice();
    const to = new Int32Array(edges);
    const kinds = new Uint8Array(edges);
    const why = new Int32Array(edges);
    for (let edge = 0; edge < edges; edge++) {
      const from = this.#from.at(edge);
      const place = next[from] as number;
      next[from] = place + 1;
      to[place] = this.#to.at(edge);
      kinds[place] = this.#kinds.at(edge);
      why[place] = this.#why.at(edge);
    }
    return { nodes: this.nodes, starts, to, kinds, why };
  }
}

/** The edges of a node are those from `starts[node]` up to `starts[node + 1]`. */
export interface Graph {
  readonly nodes: number;
  readonly starts: Int32Array;
  readonly to: Int32Array;
  readonly kinds: Uint8Array;
  readonly why: Int32Array;
}

/** By node the number of its component; of one that is in no cycle `alone`. */
export interface Components {
  readonly of: Int32Array;
  readonly count: number;
}

export const alone = -1;

/** By edges of these kinds alone. Law: no edge goes from a node to itself. @throws CheckStopped once a limit is met */
export function componentsOf({ nodes, starts, to, kinds }: Graph, allowed: EdgeKinds, budget: Budget): Components {
  const unseen = -1;
  const order = new Int32Array(nodes).fill(unseen);
  const low = new Int32Array(nodes);
  const of = new Int32Array(nodes).fill(alone);
  const isOpen = new Uint8Array(nodes);
  const nextEdge = starts.slice(0, nodes);
  const path = new IntColumn();
  const open = new IntColumn();
  let seen = 0;
  let count = 0;
  const enter = (node: number) => {
    order[node] = seen;
    low[node] = seen++;
    isOpen[node] = 1;
    path.push(node);
    open.push(node);
  };
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== unseen) continue;
    enter(root);
    while (path.length > 0) {
      spend(budget);
      const node = path.at(path.length - 1);
      const end = starts[node + 1] as number;
      let edge = nextEdge[node] as number;
      let entered = false;
      while (edge < end && !entered) {
        const other = to[edge] as number;
        const isAllowed = ((allowed >> (kinds[edge] as number)) & 1) === 1;
        edge++;
        if (!isAllowed) continue;
        if (order[other] === unseen) {
          enter(other);
          entered = true;
        } else if (isOpen[other] === 1) low[node] = Math.min(low[node] as number, order[other] as number);
      }
      nextEdge[node] = edge;
      if (entered) continue;
      path.length--;
      if (path.length > 0) {
        const before = path.at(path.length - 1);
        low[before] = Math.min(low[before] as number, low[node] as number);
      }
      if (low[node] !== order[node]) continue;
      const isCycle = open.at(open.length - 1) !== node;
      for (let member = none; member !== node; ) {
        member = open.at(open.length - 1);
        open.length--;
        isOpen[member] = 0;
        if (isCycle) of[member] = count;
      }
      if (isCycle) count++;
    }
  }
  return { of, count };
}

const none = -1;

function spend(budget: Budget): void {
  const cause = budget.spend();
  if (cause) throw new CheckStopped(cause);
}

/**
 * The graph in which a transaction that is entered by an anti-dependency is not left by one: a cycle there is one of the first
 * graph in which no two anti-dependencies follow each other, which is what snapshot isolation forbids (Cerone and Gotsman,
 * "Analysing snapshot isolation", 2016). Node n is n where it was entered otherwise, and n + nodes where it was entered so.
 */
export function withoutAdjacent({ nodes, starts, to, kinds }: Graph, allowed: EdgeKinds): Graph {
  const builder = new GraphBuilder(2 * nodes);
  for (let node = 0; node < nodes; node++) {
    for (let edge = starts[node] as number; edge < (starts[node + 1] as number); edge++) {
      const kind = kinds[edge] as EdgeKind;
      if (((allowed >> kind) & 1) === 0) continue;
      const other = to[edge] as number;
      if (kind === passed) {
        builder.add(node, other, passed, edge);
        builder.add(node + nodes, other + nodes, passed, edge);
      } else if (kind === rw) builder.add(node, other + nodes, kind, edge);
      else {
        builder.add(node, other, kind, edge);
        builder.add(node + nodes, other, kind, edge);
      }
    }
  }
  return builder.build();
}

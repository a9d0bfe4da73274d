/**
 * Who believed what during a run: the fold of its status entries. Nodes that lead at the same time are found as they
 * come, so that a page looks up what it draws however long the run is.
 *
 *     n1   ♛━━━━━━━━━━━━╸───────────
 *     n3   ──────────♛━━━━━━━━━━━━━━
 *     rivalry        ├──┤
 */
import type { RunEvent } from './entry';
import { type Belief, HighestIndex, NodeBeliefs } from './node-beliefs';

/** A node led, as it believed, from the time it first said so; it has no end while it leads. */
export interface Reign {
  readonly node: string;
  readonly term?: number;
  readonly start: number;
  end?: number;
}

/** More than one node led. It has no end while they do. */
export interface Rivalry {
  readonly start: number;
  end?: number;
  /** How many led at once, at most. */
  most: number;
}

/** A belief at a moment. */
export interface BeliefAt extends Belief {
  /** Since when it had been so. */
  readonly since: number;
  readonly index?: number;
  /** How many entries the node was behind; 0 when it was not. */
  readonly lag: number;
}

export class Beliefs {
  readonly nodes = new Map<string, NodeBeliefs>();
  /** In the order of their beginnings. */
  readonly reigns: Reign[] = [];
  readonly rivalries: Rivalry[] = [];
  readonly #highest = new HighestIndex();
  readonly #leading = new Map<string, Reign>();

  take({ time, nodes }: Pick<RunEvent & { type: 'status' }, 'time' | 'nodes'>): void {
    const reports = Object.entries(nodes);
    for (const [, report] of reports) {
      if (report !== 'unreachable' && report.index !== undefined) this.#highest.take(time, report.index);
    }
    for (const [node, report] of reports) {
      const known = this.nodes.get(node) ?? new NodeBeliefs(this.#highest);
      this.nodes.set(node, known);
      known.take(time, report);
      this.#follow(node, known.beliefs.at(-1), time);
    }
    this.#compare(time);
  }

  at(node: string, time: number): BeliefAt | undefined {
    const known = this.nodes.get(node);
    const place = known?.placeAt(time) ?? -1;
    const belief = known?.beliefs[place];
    if (!known || !belief) return undefined;
    const index = known.indexAt(time);
    return {
      ...belief,
      since: known.starts.at(place),
      lag: known.lagAt(time),
      ...(index === undefined ? {} : { index }),
    };
  }

  #follow(node: string, belief: Belief | undefined, time: number): void {
    const reign = this.#leading.get(node);
    const isLeader = belief?.role === 'leader';
    if (reign && isLeader && reign.term === belief.term) return;
    if (reign) {
      reign.end = time;
      this.#leading.delete(node);
    }
    if (!isLeader) return;
    const begun: Reign = { node, start: time, ...(belief.term === undefined ? {} : { term: belief.term }) };
    this.#leading.set(node, begun);
    this.reigns.push(begun);
  }

  #compare(time: number): void {
    const count = this.#leading.size;
    const last = this.rivalries.at(-1);
    const open = last?.end === undefined ? last : undefined;
    if (count < 2) {
      if (open) open.end = time;
    } else if (open) open.most = Math.max(open.most, count);
    else this.rivalries.push({ start: time, most: count });
  }
}

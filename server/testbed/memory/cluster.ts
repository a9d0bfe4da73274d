/**
 * A register replicated over a few objects, with leaders, a log and a network that can be cut. It follows the rules of
 * a majority and no others: what a majority's leader takes is committed and known at once on every node it reaches.
 *
 *     cut            n1 leads │ n1 still believes so            │ steps down
 *     n1, n2         ─────────┼───────── old values ────────────┼──────────
 *     n3, n4, n5              │ nobody │ n4 leads, new values
 *                             └election┘
 *
 * A node that is paused or killed talks to nobody, and a killed one does not go on believing that it leads. Neither loses
 * what it knows. Nothing runs in the background: who leads follows from the time at which it is asked.
 */
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { Grudge } from '@/lib/history/nemesis-value';
import { unionOf } from '@/lib/nemesis/grudge';
import type { NodeStatus } from '@/lib/protocol/node-status';

/** After this long without a majority's leader the majority elects another. */
export const electionMs = 300;

/** A leader without followers goes on believing for this long; longer than an election, as in the wild. */
const stepDownMs = 1500;

/** The pretend log of a node keeps its first lines; a long run has nothing new to say. */
const maxLogLines = 1000;

export type ProcessState = 'running' | 'paused' | 'killed';

export interface Committed {
  readonly index: number;
  readonly value: Json;
}

interface Node {
  readonly name: string;
  /** The last committed entry this node has heard of. */
  known: Committed;
  /** Until when it believes that it leads. */
  leadsUntil: number;
  /** Whom it last heard as leader, itself included, and until when. */
  follows: string;
  heardAt: number;
  /** The last election it knows of. */
  term: number;
  readonly log: string[];
}

export class MemoryCluster {
  readonly #nowMs: () => number;
  readonly #nodes: readonly Node[];
  /** Each under the id of the fault that holds it. */
  readonly #grudges = new Map<number, Grudge>();
  /** All of them together. */
  #grudge: Grudge = {};
  /** Of processes that do not run. */
  readonly #states = new Map<string, ProcessState>();
  #leader: Node;
  #leaderlessSince: number | undefined;
  #term = 0;
  #committed: Committed;
  /** What was committed before that. */
  #earlier: Committed;

  /** @param start the value that is there before anything is committed */
  constructor(names: readonly string[], nowMs: () => number, start: Json = null) {
    this.#nowMs = nowMs;
    this.#committed = { index: 0, value: start };
    this.#earlier = this.#committed;
    this.#nodes = names.map((name) => ({
      name,
      known: this.#committed,
      leadsUntil: 0,
      follows: name,
      heardAt: 0,
      term: 0,
      log: [],
    }));
    this.#leader = present(this.#nodes[0], 'a node');
    this.#elect(this.#leader);
  }

  get committed(): Committed {
    return this.#committed;
  }

  get earlier(): Committed {
    return this.#earlier;
  }

  /** What the node has, whatever the others have. */
  known(name: string): Committed {
    return this.#node(name).known;
  }

  /** What a node that believes it leads has, if this one is or reaches such a node. */
  believedByLeader(name: string): Committed | undefined {
    this.#settle();
    const node = this.#node(name);
    const now = this.#nowMs();
    const leader = [node, ...this.#nodes].find((other) => other.leadsUntil > now && this.#talk(node, other));
    return leader?.known;
  }

  /** Whether the node reaches a leader that a majority follows. */
  isServed(name: string): boolean {
    this.#settle();
    return this.#leaderlessSince === undefined && this.#talk(this.#node(name), this.#leader);
  }

  /** What the node believes. One that hears no leader waits as long as an election takes before it is a candidate. */
  status(name: string): NodeStatus {
    this.#settle();
    const node = this.#node(name);
    const { term, follows } = node;
    const now = this.#nowMs();
    const own = { term, index: node.known.index };
    if (node.leadsUntil > now) return { role: 'leader', leader: name, ...own };
    this.#hear(node);
    if (now - node.heardAt >= electionMs) return { role: 'candidate', ...own };
    return { role: 'follower', ...(follows === name ? {} : { leader: follows }), ...own };
  }

  /** Only for a node that is served. @returns the new entry */
  commit(value: Json): Committed {
    this.#earlier = this.#committed;
    this.#committed = { index: this.#committed.index + 1, value };
    this.#spread();
    return this.#committed;
  }

  /** Beside the grudges of other faults; in place of an earlier one under the same id. */
  cut(grudge: Grudge, id = 0): void {
    this.#settle();
    for (const node of this.#nodes) this.#hear(node);
    this.#grudges.set(id, grudge);
    this.#grudge = unionOf([...this.#grudges.values()]);
    const hated = Object.entries(grudge).filter(([, from]) => from.length > 0);
    for (const [name, from] of hated) this.#say(this.#node(name), `drops packets from ${from.join(', ')}`);
    this.#settle();
  }

  /** @param id of a fault; without one, of all */
  heal(id?: number): void {
    for (const healed of id === undefined ? [...this.#grudges.keys()] : [id]) {
      for (const name of Object.keys(this.#grudges.get(healed) ?? {})) this.#say(this.#node(name), 'is healed');
      this.#grudges.delete(healed);
    }
    this.#grudge = unionOf([...this.#grudges.values()]);
    this.#settle();
  }

  stateOf(name: string): ProcessState {
    return this.#states.get(name) ?? 'running';
  }

  setState(name: string, state: ProcessState): void {
    const node = this.#node(name);
    this.#settle();
    for (const other of this.#nodes) this.#hear(other);
    if (state === 'running') this.#states.delete(name);
    else this.#states.set(name, state);
    if (state === 'killed') node.leadsUntil = 0;
    this.#say(node, state === 'running' ? 'runs again' : `is ${state}`);
    this.#settle();
  }

  log(name: string): string {
    return this.#node(name)
      .log.map((line) => `${line}\n`)
      .join('');
  }

  /** Brings leadership up to the present moment. */
  #settle(): void {
    const now = this.#nowMs();
    if (this.#hasMajority(this.#leader)) {
      // One that stepped down must be elected again.
      if (this.#leader.leadsUntil <= now) this.#elect(this.#leader);
      this.#leaderlessSince = undefined;
      this.#leader.leadsUntil = Number.POSITIVE_INFINITY;
      this.#spread();
      return;
    }
    if (this.#leaderlessSince === undefined) {
      this.#leaderlessSince = now;
      if (this.stateOf(this.#leader.name) !== 'killed') this.#leader.leadsUntil = now + stepDownMs;
      this.#say(this.#leader, 'lost its majority');
    }
    if (now < this.#leaderlessSince + electionMs) return;
    const next = this.#nodes.find((node) => this.#hasMajority(node));
    if (next) this.#elect(next);
  }

  #elect(node: Node): void {
    this.#leader = node;
    this.#leaderlessSince = undefined;
    node.leadsUntil = Number.POSITIVE_INFINITY;
    this.#term++;
    this.#say(node, `became leader at index ${this.#committed.index}`);
    this.#spread();
  }

  /** Whom the leader reaches knows what is committed, and that it does not lead. */
  #spread(): void {
    const now = this.#nowMs();
    for (const node of this.#nodes) {
      if (!this.#talk(this.#leader, node)) continue;
      node.known = this.#committed;
      node.term = this.#term;
      node.follows = this.#leader.name;
      node.heardAt = now;
      if (node !== this.#leader) node.leadsUntil = 0;
    }
  }

  /** A node hears the leader it follows for as long as it reaches it and that one believes that it leads. */
  #hear(node: Node): void {
    const leader = this.#node(node.follows);
    if (this.#talk(node, leader)) node.heardAt = Math.max(node.heardAt, Math.min(this.#nowMs(), leader.leadsUntil));
  }

  #hasMajority(node: Node): boolean {
    return this.#nodes.filter((other) => this.#talk(node, other)).length * 2 > this.#nodes.length;
  }

  #talk(a: Node, b: Node): boolean {
    if (this.#states.has(a.name) || this.#states.has(b.name)) return false;
    return !this.#grudge[a.name]?.includes(b.name) && !this.#grudge[b.name]?.includes(a.name);
  }

  #node(name: string): Node {
    return present(
      this.#nodes.find((node) => node.name === name),
      `node ${name}`,
    );
  }

  #say(node: Node, message: string): void {
    if (node.log.length < maxLogLines) node.log.push(`${Math.round(this.#nowMs())} ms ${node.name} ${message}`);
  }
}

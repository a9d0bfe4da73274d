/**
 * All worlds of a prefix as a graph: every path from its root to an end is one linearization, and every linearization
 * is one path, so paths can be counted without being walked.
 *
 * A linearization is walked along the history: when an operation returns, the order is followed up to that operation,
 * no further; at the end of the prefix it is followed to its own end. That makes the path of an order unique. Nodes with
 * equal state and equal open operations are one node, which is what keeps the graph small.
 */
import { assert, present } from '../../../base/assert';
import type { Budget } from '../../core/budget';
import type { Call } from '../search/calls';
import { refused, type Steps } from '../search/steps';
import type { ExplanationContext } from './explanation-context';
import { callAt, isDone, type Prefix } from './prefix';
import { SlotSets } from './slot-sets';

/** Worlds are counted up to here; nobody steps through more, and the number keeps sums exact. */
export const worldCountLimit = 1_000_000;

/** Steps of the model; some tens of milliseconds, beyond which a person would rather see the verdict. */
const stepLimit = 60_000;

export interface WorldNode {
  readonly state: number;
  taken: number;
  /** Paths from the root, at most `worldCountLimit`. */
  paths: number;
  readonly parents: { readonly node: WorldNode; readonly call: Call }[];
}

const setRange = 2 ** 27;

/** Sets of slots as numbers: see slot-sets.ts. */
type Slots = Pick<SlotSets, 'empty' | 'has' | 'size' | 'add' | 'remove'>;

/** As many slots as a set below `setRange` has bits. */
const maskSlots = 27;

/** Sets of few slots need no table: they are their own bits. */
const masks: Slots = {
  empty: 0,
  has: (set, slot) => (set & (1 << slot)) !== 0,
  size: (set) => {
    let size = 0;
    for (let left = set; left !== 0; left &= left - 1) size++;
    return size;
  },
  add: (set, slot) => set | (1 << slot),
  remove: (set, slot) => set & ~(1 << slot),
};

type Layer = Map<number, WorldNode>;

/**
 * The nodes in which worlds of a prefix end, or undefined when there are too many to tell. `known` is one world: once as
 * many paths lead to a node of its path, that many worlds there are, and counting is over.
 */
export function worldEnds(known: readonly number[], context: ExplanationContext): WorldNode[] | undefined {
  return new WorldGraph(known, context).run();
}

class WorldGraph {
  readonly #prefix: Prefix;
  readonly #known: readonly number[];
  readonly #steps: Steps;
  readonly #budget: Budget;
  readonly #slots: Slots;
  readonly #open = new Map<Call, number>();
  readonly #freeSlots: number[] = [];
  #layer: Layer = new Map();
  readonly #stateCeiling: number;
  #stepsLeft = stepLimit;
  #knownNode: WorldNode;
  #knownTaken: number;

  constructor(known: readonly number[], { prefix, steps, budget, stateCeiling }: ExplanationContext) {
    this.#stateCeiling = stateCeiling;
    this.#prefix = prefix;
    this.#known = known;
    this.#steps = steps;
    this.#budget = budget;
    this.#knownTaken = onlyBeginning(prefix);
    this.#slots = maxOpen(prefix) <= maskSlots ? masks : new SlotSets();
    let state = steps.initial;
    for (let place = 0; place < this.#knownTaken; place++) {
      state = steps.step(state, callAt(prefix, place).classId);
      assert(state !== refused, 'the only order there is goes on');
    }
    this.#knownNode = { state, taken: this.#slots.empty, paths: 1, parents: [] };
    this.#put(this.#layer, this.#knownNode);
  }

  run(): WorldNode[] | undefined {
    const { at, end, calls, violating } = this.#prefix;
    for (let index = calls[this.#knownTaken]?.invoked ?? end; index < end; index++) {
      const event = at[index] ?? 0;
      const call = calls[Math.abs(event) - 1];
      if (!call || call === violating) continue;
      if (event > 0) this.#open.set(call, this.#freeSlots.pop() ?? this.#open.size);
      else if (!this.#advance(call)) return undefined;
    }
    return this.#advance(undefined) ? [...this.#layer.values()] : undefined;
  }

  /** Follows every order up to the call that returns, or, without one, to its end. */
  #advance(until: Call | undefined): boolean {
    const slot = until ? present(this.#open.get(until), 'open call') : -1;
    const arrived: Layer = new Map();
    const levels: Layer[] = [];
    for (const node of this.#layer.values()) {
      if (until && this.#slots.has(node.taken, slot)) {
        node.taken = this.#slots.remove(node.taken, slot);
        this.#put(arrived, node);
      } else {
        this.#put(levelOf(levels, this.#slots.size(node.taken)), node);
      }
    }
    for (let size = 0; size < levels.length; size++) {
      for (const node of levelOf(levels, size).values()) {
        if (!this.#expand(node, until, arrived, levels, size)) return false;
      }
    }
    if (until) {
      this.#open.delete(until);
      this.#freeSlots.push(slot);
      this.#layer = arrived;
    } else {
      this.#layer = new Map(levels.flatMap((level) => [...level]));
    }
    return true;
  }

  /** False when it is too much to walk, or enough. */
  #expand(node: WorldNode, until: Call | undefined, arrived: Layer, levels: Layer[], size: number): boolean {
    const onward = node === this.#knownNode ? this.#known[this.#knownTaken] : undefined;
    if (node === this.#knownNode && node.paths >= worldCountLimit) return false;
    for (const [call, slot] of this.#open) {
      if (this.#slots.has(node.taken, slot)) continue;
      if (this.#stepsLeft-- === 0 || this.#steps.stateCount > this.#stateCeiling) return false;
      if (this.#budget.spend() !== undefined) return false;
      const state = this.#steps.step(node.state, call.classId);
      if (state === refused) continue;
      const next =
        call === until
          ? this.#join(arrived, state, node.taken, node, call)
          : this.#join(levelOf(levels, size + 1), state, this.#slots.add(node.taken, slot), node, call);
      if (call.invoked !== onward) continue;
      this.#knownNode = next;
      this.#knownTaken++;
    }
    return true;
  }

  #join(layer: Layer, state: number, taken: number, from: WorldNode, call: Call): WorldNode {
    const known = layer.get(state * setRange + taken);
    const node = known ?? { state, taken, paths: 0, parents: [] };
    if (!known) this.#put(layer, node);
    node.paths = Math.min(worldCountLimit, node.paths + from.paths);
    node.parents.push({ node: from, call });
    return node;
  }

  #put(layer: Layer, node: WorldNode): void {
    const key = node.state * setRange + node.taken;
    assert(!layer.has(key), 'a node of the layer is new');
    layer.set(key, node);
  }
}

/** The most calls that are open at a time. */
function maxOpen({ at, end, open }: Prefix): number {
  let now = 0;
  let most = 0;
  for (let index = 0; index < end; index++) {
    const event = at[index] ?? 0;
    now += Math.sign(event);
    most = Math.max(most, now);
  }
  return Math.max(most, open.length);
}

function levelOf(levels: Layer[], size: number): Layer {
  while (levels.length <= size) levels.push(new Map());
  return present(levels[size], 'level');
}

/** How many operations at the beginning are over before any other begins: there is one order for them. */
export function onlyBeginning(prefix: Prefix): number {
  const { calls } = prefix;
  let count = 0;
  for (let call = calls[0]; call && isDone(prefix, call); call = calls[++count]) {
    if (call.returned > (calls[count + 1]?.invoked ?? prefix.end)) break;
  }
  return count;
}

/**
 * Every order that ends in the node, one at a time, without the only beginning; each is a path back to the root, so none
 * leads nowhere.
 */
export function* ordersTo(end: WorldNode): Generator<number[]> {
  const stack: { readonly node: WorldNode; next: number }[] = [{ node: end, next: 0 }];
  const reversed: number[] = [];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    if (top.node.parents.length === 0 && top.next++ === 0) yield [...reversed].reverse();
    const parent = top.node.parents[top.next++];
    if (parent) {
      reversed.push(parent.call.invoked);
      stack.push({ node: parent.node, next: 0 });
    } else {
      stack.pop();
      reversed.pop();
    }
  }
}

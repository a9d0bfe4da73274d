/**
 * For tests: the search without its shortcuts, on plain objects, to be compared where brute force no longer ends. It
 * goes event by event as packed/automaton.ts does, and holds every configuration that the history so far
 * allows, with nothing free, no frugality and no window. When an operation returns, each configuration that has not taken it takes open operations until it has; those that cannot
 * are dropped. None left: the history is not linearizable, and the operation that returned is the one that cannot be.
 *
 * What is not explored, and why nothing is lost:
 * - An open operation that only reads is taken as soon as the state fits. It changes nothing, so in any order in which
 *   it comes later it can be moved up to here.
 * - Of equal open operations the one that returns first is taken first (see plain-open-calls.fixture.ts).
 * - Crashed operations are counted by class, and more used is never better (see plain-configurations.fixture.ts).
 * - A crashed operation that would leave the state as it is is not taken: it need not happen at all. Nor is one followed
 *   by an operation that leads to the same state without it; what can be reached without it is at least as good.
 */
import type { Budget, CheckProgress, StopCause } from '../../core/budget';
import { type Call, eventsOf } from '../search/calls';
import { refused, type Steps } from '../search/steps';
import { type Configuration, ConfigurationSet, orderOf, type Path, Tables } from './plain-configurations.fixture';
import { OpenCalls } from './plain-open-calls.fixture';

export type SearchResult =
  | { readonly kind: 'linearizable'; readonly order: number[] }
  | { readonly kind: 'stuck'; readonly call: Call; readonly ends: readonly End[] }
  | { readonly kind: 'stopped'; readonly cause: StopCause; readonly progress: CheckProgress };

/** A state in which the prefix can end, and one order that leads there, with as few crashed operations as possible. */
export interface End {
  readonly state: number;
  readonly order: readonly number[];
}

/** No crashed operation is waiting for its effect to be seen. */
const seen = -1;

export function plainSearch(calls: readonly Call[], steps: Steps, budget: Budget): SearchResult {
  return new Search(steps, budget).run(calls);
}

class Search {
  readonly #steps: Steps;
  readonly #budget: Budget;
  readonly #tables = new Tables();
  readonly #open = new OpenCalls();
  #current: ConfigurationSet;
  #searched: ConfigurationSet;
  #done = 0;
  #total = 0;
  readonly #progress = (): CheckProgress => ({
    done: this.#done,
    total: this.#total,
    configurations: this.#current.size + this.#searched.size,
  });

  constructor(steps: Steps, budget: Budget) {
    this.#steps = steps;
    this.#budget = budget;
    this.#current = this.#emptySet();
    this.#searched = this.#emptySet();
    const { slots, bags } = this.#tables;
    this.#current.add({
      state: steps.initial,
      taken: slots.empty,
      used: bags.empty,
      path: undefined,
      unseenFrom: seen,
      isDominated: false,
    });
  }

  run(calls: readonly Call[]): SearchResult {
    const events = eventsOf(calls);
    this.#total = events.length;
    for (const { kind, call } of events) {
      const cause = kind === 'call' ? this.#begin(call) : this.#finish(call);
      if (cause !== undefined) return { kind: 'stopped', cause, progress: this.#progress() };
      if (this.#current.size === 0) return { kind: 'stuck', call, ends: this.#ends() };
      this.#done++;
    }
    const [survivor] = this.#current;
    return { kind: 'linearizable', order: orderOf(survivor?.path) };
  }

  /** A call opens. One that only reads is taken at once where it fits. */
  #begin(call: Call): StopCause | undefined {
    const opened = this.#open.open(call);
    if (!opened || !call.isReadOnly) return this.#budget.spend(this.#progress);
    const next = this.#emptySet();
    for (const held of this.#current) {
      const cause = this.#budget.spend(this.#progress);
      if (cause !== undefined) return cause;
      next.add(this.#steps.step(held.state, call.classId) === refused ? held : this.#take(held, call, opened.slot));
    }
    this.#current = next;
    return undefined;
  }

  /** A call returns: from here on every configuration has taken it. */
  #finish(call: Call): StopCause | undefined {
    const slot = this.#open.slotOf(call);
    const next = this.#emptySet();
    const queue: Configuration[] = [];
    this.#searched = this.#emptySet();
    const settle = (reached: Configuration) => {
      if (this.#tables.slots.has(reached.taken, slot)) next.add(this.#release(reached, slot));
      else if (this.#searched.add(reached)) queue.push(reached);
    };
    for (const held of this.#current) settle(held);
    // The queue grows while it is walked.
    for (const from of queue) {
      if (from.isDominated) continue;
      const cause = this.#expand(from, settle);
      if (cause !== undefined) return cause;
    }
    this.#current = next;
    if (next.size > 0) {
      this.#open.close(call);
      this.#searched = this.#emptySet();
    }
    return undefined;
  }

  /** Every configuration that is one operation further. */
  #expand(from: Configuration, settle: (reached: Configuration) => void): StopCause | undefined {
    const { slots, bags } = this.#tables;
    for (const [classId, equals] of this.#open.updates) {
      const cause = this.#budget.spend(this.#progress);
      if (cause !== undefined) return cause;
      const state = this.#steps.step(from.state, classId);
      if (state === refused || this.#isWasted(from, classId, state)) continue;
      const first = equals.find((other) => !slots.has(from.taken, other.slot));
      if (!first) continue;
      const taken = slots.add(from.taken, first.slot);
      settle(this.#read({ ...from, state, taken, path: { call: first.call, before: from.path }, unseenFrom: seen }));
    }
    for (const [classId, equals] of this.#open.crashed) {
      const cause = this.#budget.spend(this.#progress);
      if (cause !== undefined) return cause;
      const state = this.#steps.step(from.state, classId);
      if (state === refused || state === from.state || this.#isWasted(from, classId, state)) continue;
      const crashed = equals[bags.count(from.used, classId)];
      if (!crashed) continue;
      const used = bags.add(from.used, classId);
      const path = { call: crashed, before: from.path };
      settle(this.#read({ ...from, state, used, path, unseenFrom: from.state }));
    }
    return undefined;
  }

  /** Whether the crashed operation taken last made no difference to this step. */
  #isWasted({ unseenFrom }: Configuration, classId: number, state: number): boolean {
    return unseenFrom !== seen && this.#steps.step(unseenFrom, classId) === state;
  }

  /** Takes every open read that fits the state. */
  #read(reached: Configuration): Configuration {
    let { taken, path } = reached;
    for (const [classId, equals] of this.#open.reads) {
      if (this.#steps.step(reached.state, classId) === refused) continue;
      for (const { call, slot } of equals) {
        if (this.#tables.slots.has(taken, slot)) continue;
        taken = this.#tables.slots.add(taken, slot);
        path = { call, before: path };
      }
    }
    return taken === reached.taken ? reached : { ...reached, taken, path, unseenFrom: seen };
  }

  #take(held: Configuration, call: Call, slot: number): Configuration {
    const path: Path = { call, before: held.path };
    return { ...held, taken: this.#tables.slots.add(held.taken, slot), path };
  }

  #release(reached: Configuration, slot: number): Configuration {
    return { ...reached, taken: this.#tables.slots.remove(reached.taken, slot), unseenFrom: seen, isDominated: false };
  }

  /** All that was searched before no configuration was left, one for each state. */
  #ends(): End[] {
    const best = new Map<number, Configuration>();
    for (const reached of this.#searched) {
      const known = best.get(reached.state);
      if (!known || this.#rank(reached) < this.#rank(known)) best.set(reached.state, reached);
    }
    return [...best.values()].map(({ state, path }) => ({ state, order: orderOf(path) }));
  }

  /** Fewest crashed operations first, then fewest operations ahead of their completion. */
  #rank({ used, taken }: Configuration): number {
    return this.#tables.bags.size(used) * 2 ** 20 + this.#tables.slots.size(taken);
  }

  #emptySet(): ConfigurationSet {
    return new ConfigurationSet(this.#tables.bags);
  }
}

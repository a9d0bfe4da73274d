/**
 * Configurations: what is known about the system after part of a history. One stands for a state, the open operations
 * it has already taken, and the crashed operations it has used up; the path says in which order it took them all.
 *
 * Law: with equal state and equal open operations, a configuration that used a smaller bag of crashed operations can do
 * whatever the other can. Only the least ones are kept (an antichain).
 */
import { Bags } from '../explain/bags';
import { SlotSets } from '../explain/slot-sets';
import type { Call } from '../search/calls';

/** A linked list, newest first, shared between the configurations that came from one another. */
export interface Path {
  readonly call: Call;
  readonly before: Path | undefined;
}

export interface Configuration {
  readonly state: number;
  /** Slots of the open operations taken. */
  readonly taken: number;
  /** Bag of the classes of crashed operations used. */
  readonly used: number;
  readonly path: Path | undefined;
  /** The state before the last operation, if that was a crashed one whose effect nothing has seen yet; else -1. */
  readonly unseenFrom: number;
  isDominated: boolean;
}

/** Tables shared by all configurations of one check. */
export class Tables {
  readonly slots = new SlotSets();
  readonly bags = new Bags();
}

/** Room for the number of a set in a key; states take the rest of the 53 bits. */
const setRange = 2 ** 27;

export class ConfigurationSet {
  readonly #bags: Bags;
  readonly #groups = new Map<number, Configuration[]>();
  size = 0;

  constructor(bags: Bags) {
    this.#bags = bags;
  }

  /** Adds unless one that is as good is there; those that are worse go. */
  add(candidate: Configuration): boolean {
    const key = candidate.state * setRange + candidate.taken;
    const group = this.#groups.get(key);
    if (!group) {
      this.#groups.set(key, [candidate]);
      this.size++;
      return true;
    }
    for (const other of group) if (this.#bags.isWithin(other.used, candidate.used)) return false;
    let kept = 0;
    for (const other of group) {
      other.isDominated = this.#bags.isWithin(candidate.used, other.used);
      if (!other.isDominated) group[kept++] = other;
    }
    this.size += kept + 1 - group.length;
    group.length = kept;
    group.push(candidate);
    return true;
  }

  *[Symbol.iterator](): Iterator<Configuration> {
    for (const group of this.#groups.values()) yield* group;
  }
}

/** The order in which a path took its operations, as indexes of their invocations. */
export function orderOf(path: Path | undefined): number[] {
  const order: number[] = [];
  for (let step = path; step; step = step.before) order.push(step.call.invoked);
  return order.reverse();
}

/**
 * Whether it is worth while to take an operation whose effect another would hide: only where something can follow in the
 * state it leads to that would not follow in just any.
 */

import type { BagTable } from './bag-table';
import type { ConfigurationSet } from './configuration-set';
import { CrashedLeads, everywhere } from './crashed-leads';
import type { OpenOperations } from './open-operations';
import type { Steps } from './steps';

export class Lookahead {
  /** Whether a way was left out that costs more crashed operations than another to the same state. */
  hasDropped = false;
  /** Whether no crashed operation is taken from here on, because others go on without. */
  isWithoutCrashed = false;
  readonly #open: OpenOperations;
  readonly #bags: BagTable;
  readonly #leads: CrashedLeads;
  readonly #hasRelaxedCrashes: boolean;
  readonly #isWidthBounded: boolean;

  constructor(open: OpenOperations, steps: Steps, bags: BagTable, hasRelaxedCrashes: boolean, isWidthBounded: boolean) {
    this.#open = open;
    this.#bags = bags;
    this.#leads = new CrashedLeads(open, steps);
    this.#hasRelaxedCrashes = hasRelaxedCrashes;
    this.#isWidthBounded = isWidthBounded;
  }

  isWorthwhile(state: number, set: ConfigurationSet, at: number): boolean {
    return this.#isSeen(state, set, at) || this.#isLeading(state, set, at);
  }

  /** Whether an open operation that is not taken can follow, and is not blind. */
  #isSeen(state: number, { slots }: ConfigurationSet, at: number): boolean {
    const open = this.#open;
    const from = at * 2 * open.words;
    for (let word = 0; word < open.words; word++) {
      const waiting = open.readsAt(state, word) | open.othersAt(state, word);
      if ((waiting & ~(slots[from + word] as number)) !== 0) return true;
    }
    return false;
  }

  /** Whether crashed operations that are not blind lead from the state to one in which something can follow. */
  #isLeading(state: number, set: ConfigurationSet, at: number): boolean {
    if (this.isWithoutCrashed || this.#open.crashed.length === 0) return false;
    const leads = this.#leads.from(state);
    if (leads === everywhere) return true;
    for (let left = leads; left !== 0; left &= left - 1) {
      const target = 31 - Math.clz32(left & -left);
      if (this.#isSeen(target, set, at) && !this.#isNearer(target, set.bags[at] as number)) return true;
    }
    return false;
  }

  /** Whether a crashed blind operation leads to the state at once; then nothing is better. */
  #isNearer(state: number, bag: number): boolean {
    if (!this.#isWidthBounded && !this.#hasRelaxedCrashes) return false;
    const place = this.#leads.blindTo(state);
    if (place < 0) return false;
    if (this.#hasRelaxedCrashes) return true;
    if (this.#bags.count(bag, place) >= (this.#open.crashed[place]?.calls.length ?? 0)) return false;
    this.hasDropped = true;
    return true;
  }
}

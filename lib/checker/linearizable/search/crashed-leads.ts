/**
 * Where crashed operations lead: from each state, the states that those which are not blind reach, one after another,
 * and for each state the blind one that leads there from everywhere.
 */

import type { OpenOperations } from './open-operations';
import { refused, type Steps } from './steps';

/** States are kept as bits of one word. */
const stateLimit = 31;

/** Somewhere: there are too many states to know. */
export const everywhere = -1;

export class CrashedLeads {
  readonly #open: OpenOperations;
  readonly #steps: Steps;
  #version = -1;
  #stateCount = 0;
  /** By state, as bits; the state itself only where a circle leads back to it. */
  #targets: number[] = [];
  /** By state, the place among the crashed classes, or -1. */
  #blind: number[] = [];

  constructor(open: OpenOperations, steps: Steps) {
    this.#open = open;
    this.#steps = steps;
  }

  from(state: number): number {
    if (this.#open.crashedOthers.length === 0) return 0;
    this.#refresh();
    return this.#steps.stateCount > stateLimit ? this.#anyFrom(state) : (this.#targets[state] ?? 0);
  }

  blindTo(state: number): number {
    this.#refresh();
    return this.#blind[state] ?? -1;
  }

  /** Whether one of them leads anywhere at all. */
  #anyFrom(state: number): number {
    const leads = this.#open.crashedOthers.some((place) => {
      const next = this.#steps.step(state, this.#open.crashed[place]?.classId ?? 0);
      return next !== refused && next !== state;
    });
    return leads ? everywhere : 0;
  }

  #refresh(): void {
    const steps = this.#steps;
    const open = this.#open;
    if (this.#version === open.crashedVersion && this.#stateCount === steps.stateCount) return;
    // Asking for a step may make a new state; then all is asked again.
    do {
      this.#stateCount = steps.stateCount;
      this.#version = open.crashedVersion;
      if (this.#stateCount > stateLimit) return;
      this.#ask();
    } while (this.#stateCount !== steps.stateCount);
    for (let through = 0; through < this.#stateCount; through++) {
      for (let state = 0; state < this.#stateCount; state++) {
        const targets = this.#targets[state] as number;
        if (((targets >>> through) & 1) === 1) this.#targets[state] = targets | (this.#targets[through] as number);
      }
    }
  }

  #ask(): void {
    const steps = this.#steps;
    const open = this.#open;
    const stateCount = this.#stateCount;
    this.#targets = new Array<number>(stateCount).fill(0);
    this.#blind = new Array<number>(stateCount).fill(-1);
    for (const [place, { classId, target }] of open.crashed.entries()) {
      if (target >= 0) {
        this.#blind[target] = place;
        continue;
      }
      for (let state = 0; state < stateCount; state++) {
        const next = steps.step(state, classId);
        if (next !== refused && next !== state) this.#targets[state] = (this.#targets[state] as number) | (1 << next);
      }
    }
  }
}

/**
 * A stretch of a prefix that ends with the violating operation. The past before it is cut away by allowing more:
 * the stretch may begin in any state that the operations invoked before it could have left, taken as often as one likes,
 * and an operation open at its beginning may still take effect in it, or not. What is contradictory under these terms
 * is contradictory in the whole history.
 *
 *     ··· cut away ···│ 1 ▬w 4▬▬   ▬r 4▬
 *            0 ▬▬w 3▬▬│▬▬         ▬r 1▬✗
 *                     from
 */
import type { Call } from '../search/calls';
import { refused, type Steps } from '../search/steps';
import { callAt, type Prefix } from './prefix';

/** Stands for every state there may be, where there are too many to hold one by one. */
export const anyState = -3;

/** A state for each of a few hundred values; held one by one they cost as many configurations. */
const stateLimit = 256;

/** Classes times states that are tried to find the states: some milliseconds. */
const closureLimit = 100_000;

export interface Window {
  /** States in which the stretch may begin; `anyState` alone where they are too many. */
  readonly initials: readonly number[];
  /** Places in the prefix of the calls that return within the window or at its end, in order of invocation. */
  readonly places: readonly number[];
  readonly calls: readonly Call[];
  /** Begin and return of the calls above in order: index + 1, or −(index + 1). Those open at the beginning come first. */
  readonly events: readonly number[];
  /** Classes of the calls that do not return, each with the event before which it may first take effect. */
  readonly lasting: readonly { readonly classId: number; readonly from: number }[];
}

/** The states that are within reach before a moment, as one list in the order in which they come into reach. */
export class Reach {
  readonly #states: number[] = [];
  readonly #since: number[] = [];
  /** Whether there are more states than can be held; operations that are used again and again find no end of them. */
  readonly isEndless: boolean;

  constructor({ calls }: Prefix, steps: Steps) {
    const available: number[] = [];
    const known = new Set<number>();
    const reached = new Set<number>();
    let stepsLeft = closureLimit;
    const reach = (state: number, since: number) => {
      if (reached.has(state)) return;
      reached.add(state);
      this.#states.push(state);
      this.#since.push(since);
      for (const classId of available) follow(state, classId, since);
    };
    const follow = (state: number, classId: number, since: number) => {
      if (stepsLeft-- <= 0 || this.#states.length > stateLimit) return;
      const next = steps.step(state, classId);
      if (next !== refused) reach(next, since);
    };
    reach(steps.initial, -1);
    for (const { classId, invoked, isReadOnly } of calls) {
      if (isReadOnly || known.has(classId)) continue;
      if (stepsLeft <= 0 || this.#states.length > stateLimit) break;
      known.add(classId);
      available.push(classId);
      for (const state of [...this.#states]) follow(state, classId, invoked);
    }
    this.isEndless = stepsLeft <= 0 || this.#states.length > stateLimit;
  }

  /** The states in which a window may begin at a place of the history. */
  before(from: number): readonly number[] {
    if (from === 0) return this.#states.slice(0, 1);
    if (this.isEndless) return [anyState];
    const end = this.#since.findIndex((since) => since >= from);
    return end < 0 ? this.#states : this.#states.slice(0, end);
  }
}

/** The window from a place of the history to the end of the prefix, the violating operation among its calls. */
export function windowFrom(prefix: Prefix, initials: readonly number[], from: number): Window {
  const { at, end } = prefix;
  const done: number[] = [];
  for (let index = end; index >= from; index--) {
    const event = at[index] ?? 0;
    if (event < 0) done.push(-event - 1);
  }
  return windowOf(prefix, initials, done, prefix.open, from);
}

/** A window of some calls: those that return in it, and those that do not return, which may take effect in it. */
export function windowOf(
  prefix: Prefix,
  initials: readonly number[],
  returning: readonly number[],
  open: readonly number[],
  from: number,
): Window {
  const { at, end } = prefix;
  const places = [...returning].sort((a, b) => a - b);
  const indexes = new Map(places.map((place, index) => [place, index]));
  const events: number[] = [];
  const lasting: { readonly classId: number; readonly from: number }[] = [];
  const begin = (place: number) => {
    const index = indexes.get(place);
    if (index !== undefined) events.push(index + 1);
  };
  for (const place of places) if (callAt(prefix, place).invoked < from) begin(place);
  const later = new Set<number>();
  for (const place of open) {
    const { classId, invoked, isReadOnly } = callAt(prefix, place);
    if (isReadOnly) continue;
    if (invoked < from) lasting.push({ classId, from: 0 });
    else later.add(place);
  }
  for (let index = from; index <= end; index++) {
    const event = at[index] ?? 0;
    if (event === 0) continue;
    const place = Math.abs(event) - 1;
    const known = indexes.get(place);
    if (event < 0 && known !== undefined) events.push(-known - 1);
    else if (event > 0 && later.has(place))
      lasting.push({ classId: callAt(prefix, place).classId, from: events.length });
    else if (event > 0) begin(place);
  }
  return { initials, places, calls: places.map((place) => callAt(prefix, place)), events, lasting };
}

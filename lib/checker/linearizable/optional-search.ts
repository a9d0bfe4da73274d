/**
 * Is there a linearization of a window in which a few operations must take effect, and every other one may take effect
 * once between its invocation and its completion, or not at all? An optional read is simply left out; a crashed operation
 * is optional for ever.
 *
 * It is just-in-time linearization again (see search.ts), and cheap, because few operations are mandatory: they alone
 * multiply configurations. An optional operation that returns was used before, or is used now, or never.
 *
 * Unless it counts, an optional operation may be used any number of times while it is open. That allows more, so what is
 * contradictory then is so by the definition too, and there is nothing to remember of what was used.
 */
import { assert } from '../../base/assert';
import type { Budget } from '../budget';
import { Bags } from './bags';
import type { Call } from './calls';
import { Frontier } from './frontier';
import { refused, type Steps } from './steps';
import { anyState, type Window } from './window';

/** Slots are bits of a number that must stay positive. */
const slotLimit = 30;

const noCall = -1;
const noSlot = -1;
const noPath = -1;

/** One operation taken: at which event of the window, which call of it (none: a crashed one), and the state it left. */
export interface Taken {
  readonly event: number;
  readonly index: number | undefined;
  readonly classId: number;
  readonly state: number;
}

export type Answer =
  | { readonly kind: 'contradiction' }
  /** An order, and the state in which it begins. */
  | { readonly kind: 'possible'; readonly initial: number; readonly order: readonly Taken[] }
  | { readonly kind: 'undecided' };

/** Steps of the model that may still be taken, shared by all searches for one explanation. */
export interface Allowance {
  steps: number;
}

interface Open {
  readonly index: number;
  readonly call: Call;
  readonly slot: number;
}

export class OptionalSearch {
  private readonly window: Window;
  private readonly steps: Steps;
  private readonly isBlind: (classId: number) => boolean;
  private readonly budget: Budget;
  private readonly allowance: Allowance;
  private readonly bags = new Bags();
  private current = new Frontier(this.bags);
  private next = new Frontier(this.bags);
  private readonly searched = new Frontier(this.bags);
  private isCounting = false;
  /** The call that returns at the moment; it is taken last of all. */
  private closing = noCall;
  private event = 0;
  private mandatory: Open[] = [];
  private mandatoryReads: Open[] = [];
  private optional: Open[] = [];
  private readonly lasting = new Map<number, number>();
  private freeTaken = 0;
  private freeUsed = 0;
  private slots: number[] = [];
  private pathBefore: number[] = [];
  private pathTaken: (Taken | number)[] = [];

  constructor(
    window: Window,
    steps: Steps,
    isBlind: (classId: number) => boolean,
    budget: Budget,
    allowance: Allowance,
  ) {
    this.window = window;
    this.steps = steps;
    this.isBlind = isBlind;
    this.budget = budget;
    this.allowance = allowance;
  }

  /** `isMandatory` by the index of a call in the window. */
  run(isMandatory: (index: number) => boolean, isCounting: boolean): Answer {
    this.reset(isCounting);
    const { events, calls, lasting } = this.window;
    let lastingPassed = 0;
    for (this.event = 0; this.event < events.length; this.event++) {
      for (let one = lasting[lastingPassed]; one && one.from <= this.event; one = lasting[++lastingPassed]) {
        this.lasting.set(one.classId, (this.lasting.get(one.classId) ?? 0) + 1);
      }
      const event = events[this.event] ?? 0;
      const index = Math.abs(event) - 1;
      const call = calls[index];
      assert(call, 'an event is of a call');
      const isNeeded = isMandatory(index);
      if (!isNeeded && call.isReadOnly) continue;
      const isPossible = event > 0 ? this.begin(index, call, isNeeded) : this.finish(index, call, isNeeded);
      if (!isPossible || this.allowance.steps <= 0) return { kind: 'undecided' };
      if (this.current.size === 0) return { kind: 'contradiction' };
    }
    return this.witness();
  }

  /** The states in which orders of the window can end, once `run` has found one. */
  finalStates(): ReadonlySet<number> | undefined {
    this.searched.clear();
    for (let from = 0; from < this.current.size; from++) this.settle(this.current, from);
    if (!this.explore(() => undefined)) return undefined;
    return new Set(this.searched.state.slice(0, this.searched.size));
  }

  private reset(isCounting: boolean): void {
    this.isCounting = isCounting;
    this.closing = noCall;
    this.mandatory = [];
    this.mandatoryReads = [];
    this.optional = [];
    this.lasting.clear();
    this.slots = this.window.calls.map(() => noSlot);
    this.freeTaken = 2 ** slotLimit - 1;
    this.freeUsed = 2 ** slotLimit - 1;
    this.pathBefore = [];
    this.pathTaken = [];
    this.current.clear();
    for (const state of this.window.initials) this.current.add(state, 0, 0, this.bags.empty, this.root(state));
  }

  /** A mandatory operation without a slot cannot be followed; an optional one is then as good as endless. */
  private begin(index: number, call: Call, isNeeded: boolean): boolean {
    const free = isNeeded ? this.freeTaken : this.freeUsed;
    const hasSlot = free !== 0 && (isNeeded || this.isCounting);
    const slot = hasSlot ? 31 - Math.clz32(free) : noSlot;
    if (isNeeded && slot === noSlot) return false;
    this.slots[index] = slot;
    if (isNeeded) this.freeTaken &= ~(1 << slot);
    else if (hasSlot) this.freeUsed &= ~(1 << slot);
    const list = isNeeded ? (call.isReadOnly ? this.mandatoryReads : this.mandatory) : this.optional;
    const place = list.findIndex((other) => other.call.returned > call.returned);
    list.splice(place < 0 ? list.length : place, 0, { index, call, slot });
    if (isNeeded && call.isReadOnly) this.readAll();
    return true;
  }

  /** Of a read that begins, every configuration that fits takes it. */
  private readAll(): void {
    this.next.clear();
    const { current, next } = this;
    for (let from = 0; from < current.size; from++) {
      if (current.isSuperfluous[from]) continue;
      const state = current.state[from] ?? 0;
      this.arrive(
        next,
        state,
        current.taken[from] ?? 0,
        current.used[from] ?? 0,
        current.bag[from] ?? 0,
        current.path[from] ?? 0,
      );
    }
    this.exchange();
  }

  private finish(index: number, call: Call, isNeeded: boolean): boolean {
    const slot = this.slots[index] ?? noSlot;
    const list = isNeeded ? (call.isReadOnly ? this.mandatoryReads : this.mandatory) : this.optional;
    const closing = list.findIndex((other) => other.index === index);
    assert(closing >= 0, 'a call that returns is open');
    // Another endless one of its class goes on for it.
    const isLeft = (other: Open) =>
      other.index !== index && other.slot === noSlot && other.call.classId === call.classId;
    const isIdle = !isNeeded && slot === noSlot && this.optional.some(isLeft);
    if (!isIdle && !this.pass(index, call, isNeeded, slot)) return false;
    list.splice(closing, 1);
    if (slot !== noSlot && isNeeded) this.freeTaken |= 1 << slot;
    if (slot !== noSlot && !isNeeded) this.freeUsed |= 1 << slot;
    return true;
  }

  /** Every configuration that is possible behind the return of a call. */
  private pass(index: number, call: Call, isNeeded: boolean, slot: number): boolean {
    const { current, next, searched } = this;
    const bit = slot === noSlot ? 0 : 1 << slot;
    next.clear();
    searched.clear();
    for (let from = 0; from < current.size; from++) {
      if (current.isSuperfluous[from]) continue;
      const taken = current.taken[from] ?? 0;
      const used = current.used[from] ?? 0;
      const isTaken = ((isNeeded ? taken : used) & bit) !== 0;
      if (isTaken || !isNeeded) {
        const path = current.path[from] ?? 0;
        next.add(
          current.state[from] ?? 0,
          isNeeded ? taken & ~bit : taken,
          isNeeded ? used : used & ~bit,
          current.bag[from] ?? 0,
          path,
        );
      }
      if (!isTaken) this.settle(current, from);
    }
    this.closing = index;
    const isDone = this.explore((from) => {
      const before = searched.state[from] ?? 0;
      const state = this.stepOf(before, call.classId);
      if (state === refused || (!isNeeded && state === before)) return;
      const path = this.extend(searched.path[from] ?? 0, index, call.classId, state);
      this.arrive(next, state, searched.taken[from] ?? 0, searched.used[from] ?? 0, searched.bag[from] ?? 0, path);
    });
    this.closing = noCall;
    this.exchange();
    return isDone;
  }

  private settle(frontier: Frontier, from: number): void {
    if (frontier.isSuperfluous[from]) return;
    this.searched.add(
      frontier.state[from] ?? 0,
      frontier.taken[from] ?? 0,
      frontier.used[from] ?? 0,
      frontier.bag[from] ?? 0,
      frontier.path[from] ?? 0,
    );
  }

  /** Walks all that can be reached without the closing call, and shows each to the visitor. False: out of steps. */
  private explore(visit: (from: number) => void): boolean {
    // The frontier grows while it is walked.
    for (let from = 0; from < this.searched.size; from++) {
      if (this.searched.isSuperfluous[from]) continue;
      if (this.allowance.steps <= 0 || this.budget.spend() !== undefined) return false;
      visit(from);
      this.takeMandatory(from);
      this.takeOptional(from);
      this.takeLasting(from);
    }
    return true;
  }

  private takeMandatory(from: number): void {
    const { searched, mandatory } = this;
    const taken = searched.taken[from] ?? 0;
    for (const [place, { index, call, slot }] of mandatory.entries()) {
      if (index === this.closing || (taken & (1 << slot)) !== 0) continue;
      if (hasEarlierEqual(mandatory, place, taken)) continue;
      const state = this.stepOf(searched.state[from] ?? 0, call.classId);
      if (state === refused) continue;
      const path = this.extend(searched.path[from] ?? 0, index, call.classId, state);
      this.arrive(searched, state, taken | (1 << slot), searched.used[from] ?? 0, searched.bag[from] ?? 0, path);
    }
  }

  private takeOptional(from: number): void {
    const { searched, optional } = this;
    const used = searched.used[from] ?? 0;
    const before = searched.state[from] ?? 0;
    for (const [place, { index, call, slot }] of optional.entries()) {
      if (index === this.closing) continue;
      const bit = slot === noSlot ? 0 : 1 << slot;
      if ((used & bit) !== 0 || hasEarlierEqual(optional, place, used)) continue;
      const state = this.stepOf(before, call.classId);
      if (state === refused || state === before) continue;
      const path = this.extend(searched.path[from] ?? 0, index, call.classId, state);
      this.arrive(searched, state, searched.taken[from] ?? 0, used | bit, searched.bag[from] ?? 0, path);
    }
  }

  private takeLasting(from: number): void {
    const { searched, bags } = this;
    const before = searched.state[from] ?? 0;
    const bag = searched.bag[from] ?? 0;
    for (const [classId, count] of this.lasting) {
      const state = this.stepOf(before, classId);
      if (state === refused || state === before) continue;
      if (this.isCounting && bags.count(bag, classId) >= count) continue;
      const path = this.extend(searched.path[from] ?? 0, undefined, classId, state);
      const after = this.isCounting ? bags.add(bag, classId) : bag;
      this.arrive(searched, state, searched.taken[from] ?? 0, searched.used[from] ?? 0, after, path);
    }
  }

  /** Adds a configuration once it has taken every mandatory read that fits: a read changes nothing, so early is best. */
  private arrive(frontier: Frontier, state: number, taken: number, used: number, bag: number, path: number): void {
    let all = taken;
    let last = path;
    for (const { index, call, slot } of this.mandatoryReads) {
      if (index === this.closing || (all & (1 << slot)) !== 0 || this.stepOf(state, call.classId) === refused) continue;
      all |= 1 << slot;
      last = this.extend(last, index, call.classId, state);
    }
    frontier.add(state, all, used, bag, last);
  }

  private stepOf(state: number, classId: number): number {
    this.allowance.steps--;
    return stepFrom(state, classId, this.steps, this.isBlind);
  }

  private exchange(): void {
    [this.current, this.next] = [this.next, this.current];
  }

  private root(state: number): number {
    this.pathBefore.push(noPath);
    return this.pathTaken.push(state) - 1;
  }

  private extend(before: number, index: number | undefined, classId: number, state: number): number {
    this.pathBefore.push(before);
    return this.pathTaken.push({ event: this.event, index, classId, state }) - 1;
  }

  private witness(): Answer {
    const order: Taken[] = [];
    for (let step = this.current.path[0] ?? noPath; ; step = this.pathBefore[step] ?? noPath) {
      const taken = this.pathTaken[step];
      assert(taken !== undefined, 'a path has a beginning');
      if (typeof taken === 'number') return { kind: 'possible', initial: taken, order: order.reverse() };
      order.push(taken);
    }
  }
}

/** A blind operation leads to one state from all; of any other nothing is known, and all is allowed. */
export function stepFrom(state: number, classId: number, steps: Steps, isBlind: (classId: number) => boolean): number {
  if (state !== anyState) return steps.step(state, classId);
  return isBlind(classId) ? steps.step(steps.initial, classId) : anyState;
}

/** Whether an equal operation that returns earlier is still to be taken; then that one is taken first. */
function hasEarlierEqual(open: readonly Open[], place: number, taken: number): boolean {
  const classId = open[place]?.call.classId;
  for (let earlier = 0; earlier < place; earlier++) {
    const other = open[earlier];
    if (!other || other.call.classId !== classId) continue;
    if (other.slot === noSlot || (taken & (1 << other.slot)) === 0) return true;
  }
  return false;
}

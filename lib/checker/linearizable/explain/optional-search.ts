/**
 * Is there a linearization of a window in which a few operations must take effect, and every other one may take effect
 * once between its invocation and its completion, or not at all? An optional read is simply left out; a crashed operation
 * is optional for ever.
 *
 * It is just-in-time linearization again (see packed/automaton.ts), and cheap, because few operations are mandatory: they alone
 * multiply configurations. An optional operation that returns was used before, or is used now, or never.
 *
 * Unless it counts, an optional operation may be used any number of times while it is open. That allows more, so what is
 * contradictory then is so by the definition too, and there is nothing to remember of what was used.
 */
import { assert } from '../../../base/assert';
import type { Budget } from '../../core/budget';
import type { Call } from '../search/calls';
import { refused, type Steps } from '../search/steps';
import { Bags } from './bags';
import { Frontier } from './frontier';
import { anyState, type Window } from './history-window';

/** Slots are bits of a number that must stay positive. */
const slotLimit = 30;

const noCall = -1;
const noSlot = -1;
const noPath = -1;

/** One operation taken: at which event of the window, which call of it (-1: a lasting one), and the state it left. */
export interface Taken {
  readonly event: number;
  readonly index: number;
  readonly classId: number;
  readonly state: number;
}

/** An order, and the state in which it begins. */
export interface Possible {
  readonly kind: 'possible';
  readonly initial: number;
  readonly order: readonly Taken[];
}

export type Answer = Possible | { readonly kind: 'contradiction' } | { readonly kind: 'undecided' };

export interface Question {
  readonly window: Window;
  /** By the index of a call in the window. */
  readonly isMandatory: (index: number) => boolean;
  readonly isCounting: boolean;
  /** Steps of the model; beyond them it stays undecided. */
  readonly stepLimit: number;
}

interface Open {
  readonly index: number;
  readonly call: Call;
  readonly slot: number;
}

interface Step extends Taken {
  readonly before: number;
}

/** Made once and asked often: its arrays are filled again for each question. */
export class OptionalSearch {
  readonly #steps: Steps;
  readonly #isBlind: (classId: number) => boolean;
  readonly #budget: Budget;
  readonly #bags = new Bags();
  #current = new Frontier(this.#bags);
  #next = new Frontier(this.#bags);
  readonly #searched = new Frontier(this.#bags);
  #isCounting = false;
  readonly #stateCeiling: number;
  #stepLimit = 0;
  #stepsLeft = 0;
  #event = 0;
  /** The call that returns at the moment; it is taken last of all. */
  #closing = noCall;
  #mandatory: Open[] = [];
  #mandatoryReads: Open[] = [];
  #optional: Open[] = [];
  readonly #lasting = new Map<number, number>();
  #freeTaken = 0;
  #freeUsed = 0;
  readonly #path: Step[] = [];

  /** @param stateCeiling states of the model that may be known at most; what would need more stays undecided */
  constructor(steps: Steps, isBlind: (classId: number) => boolean, budget: Budget, stateCeiling: number) {
    this.#steps = steps;
    this.#stateCeiling = stateCeiling;
    this.#isBlind = isBlind;
    this.#budget = budget;
  }

  ask(question: Question): Answer {
    return this.#run(question) ?? this.#witnessTo(this.#current, 0);
  }

  /** For each state in which orders of the window can end, one of them; undefined when it is too much. */
  endsOf(question: Question): readonly Possible[] | undefined {
    if (this.#run(question)) return undefined;
    this.#searched.clear();
    for (let from = 0; from < this.#current.size; from++) this.#settle(this.#current, from);
    if (!this.#explore(() => undefined)) return undefined;
    const byState = new Map<number, number>();
    for (let at = this.#searched.size - 1; at >= 0; at--) byState.set(this.#searched.state[at] ?? 0, at);
    return [...byState.values()].map((at) => this.#witnessTo(this.#searched, at));
  }

  /** The steps that the last question took. */
  get stepsTaken(): number {
    return this.#stepLimit - this.#stepsLeft;
  }

  /** Nothing when there is an order. */
  #run({ window, isMandatory, isCounting, stepLimit }: Question): Exclude<Answer, Possible> | undefined {
    this.#reset(window, isCounting, stepLimit);
    const { events, calls, lasting } = window;
    let lastingPassed = 0;
    for (this.#event = 0; this.#event <= events.length; this.#event++) {
      for (let one = lasting[lastingPassed]; one && one.from <= this.#event; one = lasting[++lastingPassed]) {
        this.#lasting.set(one.classId, (this.#lasting.get(one.classId) ?? 0) + 1);
      }
      const event = events[this.#event];
      if (event === undefined) break;
      const index = Math.abs(event) - 1;
      const call = calls[index];
      assert(call, 'an event is of a call');
      const isNeeded = isMandatory(index);
      if (!isNeeded && call.isReadOnly) continue;
      const isPossible = event > 0 ? this.#begin(index, call, isNeeded) : this.#finish(index, call, isNeeded);
      if (!isPossible || this.#stepsLeft <= 0) return { kind: 'undecided' };
      if (this.#current.size === 0) return { kind: 'contradiction' };
    }
    return undefined;
  }

  #reset({ initials }: Window, isCounting: boolean, stepLimit: number): void {
    this.#isCounting = isCounting;
    this.#stepLimit = stepLimit;
    this.#stepsLeft = stepLimit;
    this.#closing = noCall;
    this.#mandatory = [];
    this.#mandatoryReads = [];
    this.#optional = [];
    this.#lasting.clear();
    this.#freeTaken = 2 ** slotLimit - 1;
    this.#freeUsed = 2 ** slotLimit - 1;
    this.#path.length = 0;
    this.#current.clear();
    for (const state of initials) {
      this.#path.push({ event: 0, index: noCall, classId: noCall, state, before: noPath });
      if (this.#current.add(state, 0, 0, this.#bags.empty))
        this.#current.path[this.#current.size - 1] = this.#path.length - 1;
    }
  }

  /** A mandatory operation without a slot cannot be followed; an optional one is then as good as endless. */
  #begin(index: number, call: Call, isNeeded: boolean): boolean {
    const free = isNeeded ? this.#freeTaken : this.#freeUsed;
    const hasSlot = free !== 0 && (isNeeded || this.#isCounting);
    if (isNeeded && !hasSlot) return false;
    const slot = hasSlot ? 31 - Math.clz32(free) : noSlot;
    if (isNeeded) this.#freeTaken &= ~(1 << slot);
    else if (hasSlot) this.#freeUsed &= ~(1 << slot);
    const list = this.#listOf(call, isNeeded);
    const place = list.findIndex((other) => other.call.returned > call.returned);
    list.splice(place < 0 ? list.length : place, 0, { index, call, slot });
    if (isNeeded && call.isReadOnly) this.#readAll();
    return true;
  }

  #listOf(call: Call, isNeeded: boolean): Open[] {
    if (!isNeeded) return this.#optional;
    return call.isReadOnly ? this.#mandatoryReads : this.#mandatory;
  }

  /** Of a read that begins, every configuration that fits takes it. */
  #readAll(): void {
    const current = this.#current;
    const next = this.#next;
    next.clear();
    for (let from = 0; from < current.size; from++) {
      if (current.isSuperfluous[from]) continue;
      const state = current.state[from] ?? 0;
      this.#arrive(
        next,
        current,
        from,
        state,
        current.taken[from] ?? 0,
        current.used[from] ?? 0,
        current.bag[from] ?? 0,
      );
    }
    this.#exchange();
  }

  #finish(index: number, call: Call, isNeeded: boolean): boolean {
    const list = this.#listOf(call, isNeeded);
    const closing = list.findIndex((other) => other.index === index);
    const opened = list[closing];
    assert(opened, 'a call that returns is open');
    // Another endless one of its class goes on for it.
    const isLeft = (other: Open) =>
      other !== opened && other.slot === noSlot && other.call.classId === opened.call.classId;
    const isIdle = !isNeeded && opened.slot === noSlot && this.#optional.some(isLeft);
    if (!isIdle && !this.#pass(opened, isNeeded)) return false;
    list.splice(closing, 1);
    if (opened.slot === noSlot) return true;
    if (isNeeded) this.#freeTaken |= 1 << opened.slot;
    else this.#freeUsed |= 1 << opened.slot;
    return true;
  }

  /** Every configuration that is possible behind the return of a call. */
  #pass(opened: Open, isNeeded: boolean): boolean {
    const current = this.#current;
    const next = this.#next;
    const searched = this.#searched;
    const { index, slot } = opened;
    const { classId } = opened.call;
    const bit = slot === noSlot ? 0 : 1 << slot;
    next.clear();
    searched.clear();
    for (let from = 0; from < current.size; from++) {
      if (current.isSuperfluous[from]) continue;
      const state = current.state[from] ?? 0;
      const taken = current.taken[from] ?? 0;
      const used = current.used[from] ?? 0;
      const bag = current.bag[from] ?? 0;
      const isTaken = ((isNeeded ? taken : used) & bit) !== 0;
      if (isNeeded ? isTaken : true) {
        const isNew = next.add(state, isNeeded ? taken & ~bit : taken, isNeeded ? used : used & ~bit, bag);
        if (isNew) next.path[next.size - 1] = current.path[from] ?? noPath;
      }
      if (!isTaken) this.#settle(current, from);
    }
    this.#closing = index;
    const isDone = this.#explore((from) => {
      const before = searched.state[from] ?? 0;
      const state = this.#stepOf(before, classId);
      if (state === refused || (!isNeeded && state === before)) return;
      const { taken, used, bag } = searched;
      this.#arrive(next, searched, from, state, taken[from] ?? 0, used[from] ?? 0, bag[from] ?? 0, index, classId);
    });
    this.#closing = noCall;
    this.#exchange();
    return isDone;
  }

  #settle(frontier: Frontier, from: number): void {
    if (frontier.isSuperfluous[from]) return;
    const { state, taken, used, bag, path } = frontier;
    const isNew = this.#searched.add(state[from] ?? 0, taken[from] ?? 0, used[from] ?? 0, bag[from] ?? 0);
    if (isNew) this.#searched.path[this.#searched.size - 1] = path[from] ?? noPath;
  }

  /** Walks all that can be reached without the closing call, and shows each to the visitor. False: out of steps. */
  #explore(visit: (from: number) => void): boolean {
    // The frontier grows while it is walked.
    for (let from = 0; from < this.#searched.size; from++) {
      if (this.#searched.isSuperfluous[from]) continue;
      if (this.#stepsLeft <= 0 || this.#budget.spend() !== undefined) return false;
      visit(from);
      this.#takeMandatory(from);
      this.#takeOptional(from);
      this.#takeLasting(from);
    }
    return true;
  }

  #takeMandatory(from: number): void {
    const searched = this.#searched;
    const mandatory = this.#mandatory;
    const taken = searched.taken[from] ?? 0;
    for (const [place, { index, call, slot }] of mandatory.entries()) {
      if (index === this.#closing || (taken & (1 << slot)) !== 0 || hasEarlierEqual(mandatory, place, taken)) continue;
      const state = this.#stepOf(searched.state[from] ?? 0, call.classId);
      if (state === refused) continue;
      const { used, bag } = searched;
      const after = taken | (1 << slot);
      this.#arrive(searched, searched, from, state, after, used[from] ?? 0, bag[from] ?? 0, index, call.classId);
    }
  }

  #takeOptional(from: number): void {
    const searched = this.#searched;
    const optional = this.#optional;
    const used = searched.used[from] ?? 0;
    const before = searched.state[from] ?? 0;
    for (const [place, { index, call, slot }] of optional.entries()) {
      const bit = slot === noSlot ? 0 : 1 << slot;
      if (index === this.#closing || (used & bit) !== 0 || hasEarlierEqual(optional, place, used)) continue;
      const state = this.#stepOf(before, call.classId);
      if (state === refused || state === before) continue;
      const { taken, bag } = searched;
      this.#arrive(searched, searched, from, state, taken[from] ?? 0, used | bit, bag[from] ?? 0, index, call.classId);
    }
  }

  #takeLasting(from: number): void {
    const searched = this.#searched;
    const bags = this.#bags;
    const before = searched.state[from] ?? 0;
    const bag = searched.bag[from] ?? 0;
    for (const [classId, count] of this.#lasting) {
      const state = this.#stepOf(before, classId);
      if (state === refused || state === before) continue;
      if (this.#isCounting && bags.count(bag, classId) >= count) continue;
      const after = this.#isCounting ? bags.add(bag, classId) : bag;
      const { taken, used } = searched;
      this.#arrive(searched, searched, from, state, taken[from] ?? 0, used[from] ?? 0, after, noCall, classId);
    }
  }

  /**
   * Adds the configuration that a step from another leads to, once it has taken every mandatory read that fits: a read
   * changes nothing, so early is best. Without a class there is no step, and reads alone are taken.
   */
  #arrive(
    to: Frontier,
    source: Frontier,
    from: number,
    state: number,
    taken: number,
    used: number,
    bag: number,
    index = noCall,
    classId = noCall,
  ): void {
    let all = taken;
    for (const read of this.#mandatoryReads) {
      const bit = 1 << read.slot;
      if (read.index === this.#closing || (all & bit) !== 0) continue;
      if (this.#stepOf(state, read.call.classId) !== refused) all |= bit;
    }
    if (!to.add(state, all, used, bag)) return;
    const target = to.size - 1;
    let before = source.path[from] ?? noPath;
    if (classId !== noCall) before = this.#path.push({ event: this.#event, index, classId, state, before }) - 1;
    for (const read of this.#mandatoryReads) {
      if ((all & ~taken & (1 << read.slot)) === 0) continue;
      const step = { event: this.#event, index: read.index, classId: read.call.classId, state, before };
      before = this.#path.push(step) - 1;
    }
    to.path[target] = before;
  }

  #stepOf(state: number, classId: number): number {
    this.#stepsLeft--;
    const next = stepFrom(state, classId, this.#steps, this.#isBlind);
    if (this.#steps.stateCount > this.#stateCeiling) this.#stepsLeft = 0;
    return next;
  }

  #exchange(): void {
    [this.#current, this.#next] = [this.#next, this.#current];
  }

  #witnessTo(frontier: Frontier, at: number): Possible {
    const order: Taken[] = [];
    let step = this.#path[frontier.path[at] ?? noPath];
    for (; step && step.before !== noPath; step = this.#path[step.before]) order.push(step);
    assert(step, 'a path has a beginning');
    return { kind: 'possible', initial: step.state, order: order.reverse() };
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

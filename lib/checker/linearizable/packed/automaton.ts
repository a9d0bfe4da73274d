/**
 * The search for a linearization, event by event (just-in-time linearization: Gavin Lowe, "Testing for
 * linearizability", 2017; after Wing and Gong, 1993). It holds the configurations that the history so far allows. When an
 * operation returns, each configuration that has not taken it takes open operations until it has; those that cannot are
 * dropped. None left: the history is not linearizable, and the operation that returned is the one that cannot be.
 *
 * What is not explored, and why nothing is lost:
 * - An open operation that only reads is taken as soon as the state fits. It changes nothing, so in any order in which
 *   it comes later it can be moved up to here.
 * - A blind operation whose state nobody would see before the next blind one is not taken: it becomes free (see
 *   configuration-set.ts).
 * - Of equal open operations the one that returns first is taken first: exchanging two of them keeps an order legal.
 * - Crashed operations are counted by class, and more used is never better. One that changes nothing, or whose state
 *   nobody would see, is not taken: it need not happen at all.
 */
import type { Budget } from '../../budget';
import type { CheckProgress } from '../../verdict';
import { refused, type Steps } from '../steps';
import { BagTable, emptyBag } from './bag-table';
import { ConfigurationSet } from './configuration-set';
import { CrashedLeads, everywhere } from './crashed-leads';
import { OpenOperations, slotKind } from './open-operations';
import { noPath, PathLog } from './path-log';
import { never, type Schedule, timeOf } from './schedule';

export interface Effort {
  /** Configurations kept from one event to the next, the most promising ones; infinite for all. */
  readonly width: number;
  /** Whether a crashed operation may take effect any number of times: finds no orders, but what it refutes is refuted. */
  readonly isRelaxed: boolean;
  /** Whether nobody will ask for the orders, which are most of the memory. */
  readonly isOrderless?: boolean;
}

/** How many configurations a narrow search looks at for each that it may keep. */
const detours = 8;

/**
 * How many more crashed operations than the most frugal way a narrow search lets another way use: where there are plenty,
 * none, for the most frugal way will find what it needs; where they are scarce it matters which are left.
 */
const extravagance = 2;

/** Plenty: this many, and this many times as many as were used. */
const plentyAtLeast = 16;
const plentyTimes = 3;

/** A model takes its time, the more the larger its states are; a step from the table takes none. */
export const stepsPerAsking = 64;

export interface ScheduleSize {
  /** Operations that return and are open at once, at most. */
  readonly slots: number;
  readonly crashedClasses: number;
}

/** Where a search enters the schedule. */
export interface Start {
  readonly event: number;
  readonly states: readonly number[];
}

export class Automaton {
  /** The event at which a configuration was first left out for want of width; infinite while none was. */
  droppedAt = Number.POSITIVE_INFINITY;
  /** Events passed. */
  done = 0;
  readonly schedule: Schedule;
  readonly open: OpenOperations;
  readonly log = new PathLog();
  current: ConfigurationSet;
  /** All that were looked at when the last operation returned and had not been taken. */
  searched: ConfigurationSet;
  private spare: ConfigurationSet;
  private readonly steps: Steps;
  private readonly bags: BagTable;
  private readonly effort: Effort;
  /** What it may use from here on. */
  budget: Budget;
  /** Whether somebody wants to know the orders. */
  private readonly isLogged: boolean;
  private readonly size: ScheduleSize;
  private readonly candidate: Int32Array;
  private readonly words: number;
  /** Places in `searched` that are to be expanded, by how many more crashed operations than the lowest they used. */
  private readonly levels: number[][] = [];
  private lowest = 0;
  private readonly leads: CrashedLeads;

  constructor(
    schedule: Schedule,
    steps: Steps,
    size: ScheduleSize,
    effort: Effort,
    budget: Budget,
    start: Start | Automaton = { event: 0, states: [steps.initial] },
  ) {
    this.schedule = schedule;
    this.steps = steps;
    this.size = size;
    const model = start instanceof Automaton ? start : undefined;
    this.bags = model ? model.bags.copy() : new BagTable(size.crashedClasses);
    this.effort = effort;
    this.isLogged = !effort.isRelaxed && effort.isOrderless !== true;
    this.open = model ? model.open.copy() : new OpenOperations(schedule, steps, size.slots);
    this.words = this.open.words;
    this.leads = new CrashedLeads(this.open, steps);
    const make = () => new ConfigurationSet(this.words, this.open.reads, this.bags, Number.isFinite(effort.width));
    this.current = make();
    this.searched = make();
    this.spare = make();
    this.candidate = new Int32Array(2 * this.words);
    this.budget = budget;
    if (start instanceof Automaton) {
      this.done = start.done;
      this.droppedAt = start.droppedAt;
      this.current.copyFrom(start.current);
    } else {
      this.enter(start);
    }
  }

  /** One that goes on by itself from here. It knows no orders. */
  fork(budget: Budget): Automaton {
    this.bags.compact(this.current.bags, this.current.length);
    return new Automaton(this.schedule, this.steps, this.size, { ...this.effort, isOrderless: true }, budget, this);
  }

  readonly progress = (): CheckProgress => ({
    done: this.done,
    total: this.schedule.events.length,
    configurations: this.current.size + this.searched.size,
  });

  /** Begins in any of the states; what is open by then may have been taken or not, whichever is better. */
  private enter({ event, states }: Start): void {
    const { schedule, open, candidate, words } = this;
    this.done = event;
    if (event > 0) {
      const time = timeOf(schedule, event);
      for (let call = 0; call < schedule.length && (schedule.invoked[call] as number) < time; call++) {
        const returned = schedule.returned[call] as number;
        if (returned === never) open.crash(call);
        else if (returned >= time) open.open(call);
      }
      for (let word = 0; word < words; word++) candidate[word] = open.reads[word] as number;
      for (let place = 0; place < open.updateCount; place++) {
        const slot = open.updates[place] as number;
        const word = words + (slot >>> 5);
        candidate[word] = (candidate[word] as number) | (1 << (slot & 31));
      }
    }
    for (const state of states) this.current.add(state, candidate, 0, emptyBag, noPath);
  }

  /** `stuck`: no configuration is left, and `searched` holds all that there were. `stopped`: a limit was met. */
  advance(): 'passed' | 'stuck' | 'stopped' {
    const event = this.schedule.events[this.done] as number;
    const call = event >>> 1;
    if ((event & 1) === 1) {
      const met = this.finish(call);
      if (met !== 'passed') return met;
    } else if (this.schedule.returned[call] === never) {
      this.open.crash(call);
      this.bags.widen(this.open.crashed.length);
    } else {
      this.begin(call);
    }
    this.done++;
    if (this.log.isFull) this.log.compact(this.current.paths, this.current.length);
    if (this.bags.isFull) this.bags.compact(this.current.bags, this.current.length);
    return 'passed';
  }

  /** A call opens. One that only reads is taken at once where it fits. */
  private begin(call: number): void {
    const slot = this.open.open(call);
    if (this.open.kinds[slot] !== slotKind.read) return;
    const { current } = this;
    const classId = this.schedule.classes[call] as number;
    const word = slot >>> 5;
    const bit = 1 << (slot & 31);
    for (let at = 0; at < current.length; at++) {
      if (current.dominated[at] === 1) continue;
      if (this.steps.step(current.states[at] as number, classId) === refused) continue;
      const place = at * 2 * this.words + word;
      current.slots[place] = (current.slots[place] as number) | bit;
      if (this.isLogged) current.paths[at] = this.log.add(current.paths[at] as number, call, this.done);
    }
  }

  /** A call returns: from here on every configuration has taken it. */
  private finish(call: number): 'passed' | 'stuck' | 'stopped' {
    const { current, searched, words, candidate } = this;
    const slot = this.open.slotOf(call);
    const word = slot >>> 5;
    const bit = 1 << (slot & 31);
    const next = this.spare;
    next.clear();
    searched.clear();
    for (let at = 0; at < current.length; at++) {
      if (current.dominated[at] === 1) continue;
      const from = at * 2 * words;
      const isTaken = ((current.slots[from + word] as number) & bit) !== 0;
      const isFree = ((current.slots[from + words + word] as number) & bit) !== 0;
      const state = current.states[at] as number;
      const bag = current.bags[at] as number;
      const path = current.paths[at] as number;
      if (isTaken || isFree) {
        for (let i = 0; i < 2 * words; i++) candidate[i] = current.slots[from + i] as number;
        candidate[word] = (candidate[word] as number) & ~bit;
        candidate[words + word] = (candidate[words + word] as number) & ~bit;
        next.add(state, candidate, 0, bag, path);
      }
      if (!isTaken) searched.add(state, current.slots, from, bag, path);
    }
    if (!this.search(slot, next)) return 'stopped';
    if (searched.hasDropped || next.hasDropped) {
      searched.hasDropped = false;
      next.hasDropped = false;
      this.drop();
    }
    if (next.size === 0) return 'stuck';
    this.open.close(slot);
    this.spare = current;
    this.current = next;
    if (next.size > this.effort.width) this.narrow();
    return 'passed';
  }

  /** Those that used the fewest crashed operations come first: the others are detours, which a narrow search bounds. */
  private search(slot: number, next: ConfigurationSet): boolean {
    const { searched, levels, bags } = this;
    const weight = 1 + ((this.open.updateCount * this.words) >>> 5);
    let asked = this.steps.asked;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < searched.length; at++) lowest = Math.min(lowest, bags.size(searched.bags[at] as number));
    this.lowest = lowest;
    for (let at = 0; at < searched.length; at++) this.enqueue(at);
    for (let level = 0; level < levels.length; level++) {
      const queue = levels[level] as number[];
      for (let i = 0; i < queue.length; i++) {
        const at = queue[i] as number;
        if (searched.dominated[at] === 1) continue;
        if (this.isDetour(level, next)) {
          this.drop();
          break;
        }
        this.expand(at, slot, next);
        const work = weight + ((searched.work + next.work) >>> 5) + (this.steps.asked - asked) * stepsPerAsking;
        asked = this.steps.asked;
        searched.work = 0;
        next.work = 0;
        if (this.budget.spend(this.progress, work) !== undefined) {
          for (const left of levels) left.length = 0;
          return false;
        }
      }
      queue.length = 0;
    }
    return true;
  }

  private isDetour(level: number, next: ConfigurationSet): boolean {
    if (next.size === 0 || !Number.isFinite(this.effort.width)) return false;
    return (
      level > next.leastBag - this.lowest + this.allowance() || this.searched.length >= this.effort.width * detours
    );
  }

  private allowance(): number {
    const isPlenty = this.open.crashedCount >= plentyAtLeast + plentyTimes * this.lowest;
    return isPlenty ? 0 : extravagance;
  }

  private enqueue(at: number): void {
    const level = this.bags.size(this.searched.bags[at] as number) - this.lowest;
    while (this.levels.length <= level) this.levels.push([]);
    this.levels[level]?.push(at);
  }

  /** Every configuration that is one operation further, until the one in the slot is taken. */
  private expand(at: number, last: number, next: ConfigurationSet): void {
    const { searched, open, steps, words } = this;
    const { updates, updateCount, kinds, calls } = open;
    const state = searched.states[at] as number;
    const from = at * 2 * words;
    let groupClass = -1;
    let hasUntaken = false;
    let hasFree = false;
    for (let i = 0; i < updateCount; i++) {
      const slot = updates[i] as number;
      const call = calls[slot] as number;
      const classId = this.schedule.classes[call] as number;
      if (classId !== groupClass) {
        groupClass = classId;
        hasUntaken = false;
        hasFree = false;
      }
      const word = slot >>> 5;
      const bit = 1 << (slot & 31);
      if (((searched.slots[from + word] as number) & bit) !== 0) continue;
      if (((searched.slots[from + words + word] as number) & bit) !== 0) {
        if (hasUntaken || hasFree) continue;
        hasFree = true;
      } else {
        if (hasUntaken) continue;
        hasUntaken = true;
      }
      const state2 = steps.step(state, classId);
      if (state2 === refused) continue;
      const isBlind = kinds[slot] === slotKind.blind;
      if (slot !== last && isBlind && !this.isSeen(state2, at) && !this.isLeading(state2, at)) continue;
      this.copy(at);
      this.candidate[word] = (this.candidate[word] as number) | bit;
      this.candidate[words + word] = (this.candidate[words + word] as number) & ~bit;
      if (isBlind) this.free();
      this.settle(at, state2, searched.bags[at] as number, call, last, next);
    }
    const bag = searched.bags[at] as number;
    const { crashed } = open;
    for (let place = 0; place < crashed.length; place++) {
      const group = crashed[place] as (typeof crashed)[number];
      const state2 = steps.step(state, group.classId);
      if (state2 === refused || state2 === state) continue;
      const used = this.effort.isRelaxed ? 0 : this.bags.count(bag, place);
      if (used >= group.calls.length) continue;
      if (!this.isSeen(state2, at) && !this.isLeading(state2, at)) continue;
      this.copy(at);
      if (group.isBlind) this.free();
      const bag2 = this.effort.isRelaxed ? bag : this.bags.plusOne(bag, place);
      this.settle(at, state2, bag2, group.calls[used] as number, last, next);
    }
  }

  private copy(at: number): void {
    const { candidate, searched, words } = this;
    const from = at * 2 * words;
    for (let i = 0; i < 2 * words; i++) candidate[i] = searched.slots[from + i] as number;
  }

  /** A blind operation was taken: every other that is open may have happened just before. */
  private free(): void {
    const { candidate, words, open } = this;
    for (let word = 0; word < words; word++) {
      const untaken = (open.blind[word] as number) & ~(candidate[word] as number);
      candidate[words + word] = (candidate[words + word] as number) | untaken;
    }
  }

  /** Takes the reads that fit the candidate's state, and keeps the candidate where it is new. */
  private settle(at: number, state: number, bag: number, call: number, last: number, next: ConfigurationSet): void {
    const { candidate, searched, words, open } = this;
    for (let word = 0; word < words; word++) {
      candidate[word] = (candidate[word] as number) | open.readsAt(state, word);
    }
    const word = last >>> 5;
    const bit = 1 << (last & 31);
    const isDone = ((candidate[word] as number) & bit) !== 0;
    let set = searched;
    if (isDone) {
      candidate[word] = (candidate[word] as number) & ~bit;
      set = next;
    }
    const place = set.add(state, candidate, 0, bag, noPath);
    if (place < 0) return;
    if (!isDone) this.enqueue(place);
    if (!this.isLogged) return;
    let path = this.log.add(searched.paths[at] as number, call, this.done);
    for (let w = 0; w < words; w++) {
      const after = (candidate[w] as number) | (w === word && isDone ? bit : 0);
      let news = after & ~(searched.slots[at * 2 * words + w] as number) & (open.reads[w] as number);
      while (news !== 0) {
        const lowest = news & -news;
        news ^= lowest;
        path = this.log.add(path, open.calls[(w << 5) + 31 - Math.clz32(lowest)] as number, this.done);
      }
    }
    set.paths[place] = path;
  }

  /** Whether an open operation that is not taken can follow in the state, and would not follow in just any. */
  private isSeen(state: number, at: number): boolean {
    const { searched, open, words } = this;
    const from = at * 2 * words;
    for (let word = 0; word < words; word++) {
      const waiting = open.readsAt(state, word) | open.othersAt(state, word);
      if ((waiting & ~(searched.slots[from + word] as number)) !== 0) return true;
    }
    return false;
  }

  /** Whether crashed operations that are not blind lead from the state to one in which something can follow. */
  private isLeading(state: number, at: number): boolean {
    if (this.open.crashed.length === 0) return false;
    const leads = this.leads.from(state);
    if (leads === 0) return false;
    if (leads === everywhere) return true;
    let left = leads;
    while (left !== 0) {
      const lowest = left & -left;
      left ^= lowest;
      const target = 31 - Math.clz32(lowest);
      if (!this.isSeen(target, at)) continue;
      // A crashed blind operation leads there at once, and nothing is better.
      if (Number.isFinite(this.effort.width) || this.effort.isRelaxed) {
        if (this.hasBlindTo(target, this.searched.bags[at] as number)) {
          if (!this.effort.isRelaxed) this.drop();
          continue;
        }
      }
      return true;
    }
    return false;
  }

  private hasBlindTo(state: number, bag: number): boolean {
    const place = this.leads.blindTo(state);
    if (place < 0) return false;
    return this.effort.isRelaxed || this.bags.count(bag, place) < (this.open.crashed[place]?.calls.length ?? 0);
  }

  /** Keeps the configurations that used the fewest crashed operations, and of equal ones those that took the fewest. */
  private narrow(): void {
    this.drop();
    const { current } = this;
    const places: number[] = [];
    for (let at = 0; at < current.length; at++) if (current.dominated[at] === 0) places.push(at);
    places.sort((a, b) => this.rank(current, a) - this.rank(current, b));
    const kept = this.spare;
    kept.clear();
    for (const at of places.slice(0, this.effort.width)) {
      const bag = current.bags[at] as number;
      kept.add(current.states[at] as number, current.slots, at * 2 * this.words, bag, current.paths[at] as number);
    }
    this.spare = current;
    this.current = kept;
  }

  /** Low is promising. */
  rank(set: ConfigurationSet, at: number): number {
    let taken = 0;
    for (let word = 0; word < this.words; word++) {
      taken += bitCount((set.slots[at * 2 * this.words + word] as number) & ~(this.open.reads[word] as number));
    }
    return this.bags.size(set.bags[at] as number) * 2 ** 16 + taken;
  }

  private drop(): void {
    this.droppedAt = Math.min(this.droppedAt, this.done);
  }
}

function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

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
 * - Crashed operations are counted by class, and more used is never better. One whose state nobody would see is not
 *   taken: it need not happen at all. Nor is one that leaves the state as it is, unless it is blind and another blind one
 *   is open: then it may hide that one.
 *
 *       4 ▬w 4▬  ▬▬w 3▬▬▬▬▬▬▬▬▬▬▬▬▬        4, 3, 4 again, and the cas: without the crashed
 *         ▬w 4▬×···                       write, 3 could not happen between
 *           ▬▬cas 4→1▬▬▬▬▬▬▬▬▬▬▬▬▬
 *                       ▬r 1▬   ▬r 1▬
 */
import { present } from '../../../base/assert';
import type { Budget, CheckProgress } from '../../core/budget';
import { BagTable, emptyBag } from './bag-table';
import { ConfigurationSet } from './configuration-set';
import { allowance, detours, type Effort, manyBlind, type ScheduleSize, type Start, stepsPerAsking } from './effort';
import { Lookahead } from './lookahead';
import { type CrashedClass, OpenOperations, slotKind } from './open-operations';
import { noPath, PathLog } from './path-log';
import { rankOf, topRanked } from './ranking';
import { never, type Schedule, timeOf } from './schedule';
import { refused, type Steps } from './steps';

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
  #spare: ConfigurationSet;
  readonly #steps: Steps;
  readonly #bags: BagTable;
  readonly #effort: Effort;
  /** What it may use from here on. */
  budget: Budget;
  /** Whether somebody wants to know the orders. */
  readonly #isLogged: boolean;
  readonly #size: ScheduleSize;
  readonly #candidate: Int32Array;
  readonly #words: number;
  /** Places in `searched` that are to be expanded, by how many more crashed operations than the lowest they used. */
  readonly #levels: number[][] = [];
  #lowest = 0;
  readonly #lookahead: Lookahead;

  constructor(
    schedule: Schedule,
    steps: Steps,
    size: ScheduleSize,
    effort: Effort,
    budget: Budget,
    start: Start | Automaton = { event: 0, states: [steps.initial] },
  ) {
    this.schedule = schedule;
    this.#steps = steps;
    this.#size = size;
    const model = start instanceof Automaton ? start : undefined;
    this.#bags = model ? model.#bags.copy() : new BagTable(size.crashedClasses);
    this.#effort = effort;
    this.#isLogged = !effort.hasRelaxedCrashes && effort.isWithoutPaths !== true;
    this.open = model ? model.open.copy() : new OpenOperations(schedule, steps, size.slots);
    this.#words = this.open.words;
    const isWidthBounded = Number.isFinite(effort.width);
    this.#lookahead = new Lookahead(this.open, steps, this.#bags, effort.hasRelaxedCrashes, isWidthBounded);
    const make = () => new ConfigurationSet(this.#words, this.open.reads, this.#bags, isWidthBounded);
    this.current = make();
    this.searched = make();
    this.#spare = make();
    this.#candidate = new Int32Array(2 * this.#words);
    this.budget = budget;
    if (start instanceof Automaton) {
      this.done = start.done;
      this.droppedAt = start.droppedAt;
      this.current.copyFrom(start.current);
    } else {
      this.#enter(start);
    }
  }

  /** One that goes on by itself from here. It knows no orders. */
  fork(budget: Budget): Automaton {
    this.#bags.compact(this.current.bags, this.current.length);
    return new Automaton(
      this.schedule,
      this.#steps,
      this.#size,
      { ...this.#effort, isWithoutPaths: true },
      budget,
      this,
    );
  }

  readonly progress = (): CheckProgress => ({
    done: this.done,
    total: this.schedule.events.length,
    configurations: this.current.size + this.searched.size,
  });

  /** Begins in any of the states; what is open by then may have been taken or not, whichever is better. */
  #enter({ event, states }: Start): void {
    const { schedule, open } = this;
    const candidate = this.#candidate;
    const words = this.#words;
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
      const met = this.#finish(call);
      if (met !== 'passed') return met;
    } else if (this.schedule.returned[call] === never) {
      this.open.crash(call);
      this.#bags.widen(this.open.crashed.length);
    } else {
      this.#begin(call);
    }
    this.done++;
    if (this.log.isFull) this.log.compact(this.current.paths, this.current.length);
    if (this.#bags.isFull) this.#bags.compact(this.current.bags, this.current.length);
    return 'passed';
  }

  /** A call opens. One that only reads is taken at once where it fits. */
  #begin(call: number): void {
    const slot = this.open.open(call);
    if (this.open.kinds[slot] !== slotKind.read) return;
    const { current } = this;
    const classId = this.schedule.classes[call] as number;
    const word = slot >>> 5;
    const bit = 1 << (slot & 31);
    for (let at = 0; at < current.length; at++) {
      if (current.dominated[at] === 1) continue;
      if (this.#steps.step(current.states[at] as number, classId) === refused) continue;
      const place = at * 2 * this.#words + word;
      current.slots[place] = (current.slots[place] as number) | bit;
      if (this.#isLogged) current.paths[at] = this.log.add(current.paths[at] as number, call, this.done);
    }
  }

  /** A call returns: from here on every configuration has taken it. */
  #finish(call: number): 'passed' | 'stuck' | 'stopped' {
    const { current, searched } = this;
    const words = this.#words;
    const candidate = this.#candidate;
    const slot = this.open.slotOf(call);
    const word = slot >>> 5;
    const bit = 1 << (slot & 31);
    const next = this.#spare;
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
    if (!this.#search(slot, next)) return 'stopped';
    if (searched.hasDropped || next.hasDropped || this.#lookahead.hasDropped) {
      searched.hasDropped = false;
      next.hasDropped = false;
      this.#lookahead.hasDropped = false;
      this.#drop();
    }
    if (next.size === 0) return 'stuck';
    this.open.close(slot);
    this.#spare = current;
    this.current = next;
    if (next.size > this.#effort.width) this.#narrow();
    return 'passed';
  }

  /** Those that used the fewest crashed operations come first: the others are detours, which a narrow search bounds. */
  #search(slot: number, next: ConfigurationSet): boolean {
    const { searched } = this;
    const levels = this.#levels;
    const bags = this.#bags;
    const weight = 1 + ((this.open.updateCount * this.#words) >>> 5);
    let asked = this.#steps.asked;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < searched.length; at++) lowest = Math.min(lowest, bags.size(searched.bags[at] as number));
    this.#lowest = lowest;
    for (let at = 0; at < searched.length; at++) this.#enqueue(at);
    for (let level = 0; level < levels.length; level++) {
      const queue = levels[level] as number[];
      for (let i = 0; i < queue.length; i++) {
        const at = queue[i] as number;
        if (searched.dominated[at] === 1) continue;
        if (this.#isDetour(level, next)) {
          this.#drop();
          break;
        }
        // Whoever takes a crashed operation stands on the next level.
        const isWithoutCrashed = this.#isDetour(level + 1, next);
        if (isWithoutCrashed && this.open.crashed.length > 0) this.#drop();
        this.#lookahead.isWithoutCrashed = isWithoutCrashed;
        this.#expand(at, slot, next);
        if (!isWithoutCrashed) this.#expandCrashed(at, slot, next);
        const work = weight + ((searched.work + next.work) >>> 5) + (this.#steps.asked - asked) * stepsPerAsking;
        asked = this.#steps.asked;
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

  #isDetour(level: number, next: ConfigurationSet): boolean {
    if (next.size === 0 || !Number.isFinite(this.#effort.width)) return false;
    const furthest = next.minBag - this.#lowest + allowance(this.open.crashedCount, this.#lowest);
    return level > furthest || this.searched.length >= this.#effort.width * detours;
  }

  #enqueue(at: number): void {
    const level = this.#bags.size(this.searched.bags[at] as number) - this.#lowest;
    while (this.#levels.length <= level) this.#levels.push([]);
    this.#levels[level]?.push(at);
  }

  /** Every configuration that is one operation further, until the one in the slot is taken. */
  #expand(at: number, last: number, next: ConfigurationSet): void {
    const { searched, open } = this;
    const steps = this.#steps;
    const words = this.#words;
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
      if (slot !== last && isBlind && !this.#lookahead.isWorthwhile(state2, searched, at)) continue;
      this.#copy(at);
      this.#candidate[word] = (this.#candidate[word] as number) | bit;
      this.#candidate[words + word] = (this.#candidate[words + word] as number) & ~bit;
      if (isBlind) this.#free();
      this.#settle(at, state2, searched.bags[at] as number, call, last, next);
    }
  }

  /** The same with crashed operations. */
  #expandCrashed(at: number, last: number, next: ConfigurationSet): void {
    const { crashedOthers, crashedBlind } = this.open;
    for (let i = 0; i < crashedOthers.length; i++) this.#takeCrashed(at, crashedOthers[i] as number, last, next);
    if (crashedBlind.length > manyBlind && crashedOthers.length === 0) {
      this.#takeWanted(at, last, next);
      return;
    }
    for (let i = 0; i < crashedBlind.length; i++) this.#takeCrashed(at, crashedBlind[i] as number, last, next);
  }

  /** Of many crashed blind operations only those whose state an open operation is waiting for are looked at. */
  #takeWanted(at: number, last: number, next: ConfigurationSet): void {
    const { searched, open } = this;
    const words = this.#words;
    const used = new Set<number>();
    for (let slot = 0; slot < words << 5; slot++) {
      const kind = open.kinds[slot];
      if (kind !== slotKind.read && kind !== slotKind.other) continue;
      const taken = searched.slots[at * 2 * words + (slot >>> 5)] as number;
      if (((taken >>> (slot & 31)) & 1) === 1) continue;
      for (const place of open.wantedBy(slot)) {
        if (used.has(place)) continue;
        used.add(place);
        this.#takeCrashed(at, place, last, next);
      }
    }
  }

  #takeCrashed(at: number, place: number, last: number, next: ConfigurationSet): void {
    const { searched, open } = this;
    const bags = this.#bags;
    const effort = this.#effort;
    const group = open.crashed[place] as CrashedClass;
    const { target, calls } = group;
    const state = searched.states[at] as number;
    const reached = target >= 0 ? target : this.#steps.step(state, group.classId);
    if (reached === refused || (reached === state && !(target >= 0 && this.#canHideOne(at, last)))) return;
    const bag = searched.bags[at] as number;
    const used = effort.hasRelaxedCrashes ? 0 : bags.count(bag, place);
    if (used >= calls.length || !this.#lookahead.isWorthwhile(reached, searched, at)) return;
    this.#copy(at);
    if (target >= 0) this.#free();
    this.#settle(
      at,
      reached,
      effort.hasRelaxedCrashes ? bag : bags.plusOne(bag, place),
      calls[used] as number,
      last,
      next,
    );
  }

  /** Whether a blind operation is open that would become free. The one that returns does not: it is taken in any case. */
  #canHideOne(at: number, last: number): boolean {
    const { searched, open } = this;
    const words = this.#words;
    const from = at * 2 * words;
    for (let word = 0; word < words; word++) {
      const settled = (searched.slots[from + word] as number) | (searched.slots[from + words + word] as number);
      const closing = word === last >>> 5 ? 1 << (last & 31) : 0;
      if (((open.blind[word] as number) & ~settled & ~closing) !== 0) return true;
    }
    return false;
  }

  #copy(at: number): void {
    const { searched } = this;
    const candidate = this.#candidate;
    const words = this.#words;
    const from = at * 2 * words;
    for (let i = 0; i < 2 * words; i++) candidate[i] = searched.slots[from + i] as number;
  }

  /** A blind operation was taken: every other that is open may have happened just before. */
  #free(): void {
    const { open } = this;
    const candidate = this.#candidate;
    const words = this.#words;
    for (let word = 0; word < words; word++) {
      const untaken = (open.blind[word] as number) & ~(candidate[word] as number);
      candidate[words + word] = (candidate[words + word] as number) | untaken;
    }
  }

  /** Takes the reads that fit the candidate's state, and keeps the candidate where it is new. */
  #settle(at: number, state: number, bag: number, call: number, last: number, next: ConfigurationSet): void {
    const { searched, open } = this;
    const candidate = this.#candidate;
    const words = this.#words;
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
    if (!isDone) this.#enqueue(place);
    if (!this.#isLogged) return;
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

  #narrow(): void {
    this.#drop();
    const { current } = this;
    const kept = this.#spare;
    kept.clear();
    for (const at of topRanked(current, this.#effort.width, this.#bags, this.open.reads)) {
      const bag = current.bags[at] as number;
      kept.add(current.states[at] as number, current.slots, at * 2 * this.#words, bag, current.paths[at] as number);
    }
    this.#spare = current;
    this.current = kept;
  }

  /** The place of the most promising configuration. */
  best(): number {
    const [at] = topRanked(this.current, 1, this.#bags, this.open.reads);
    return present(at, 'configuration');
  }

  /** Low is promising. */
  rank(set: ConfigurationSet, at: number): number {
    return rankOf(set, at, this.#bags, this.open.reads);
  }

  #drop(): void {
    this.droppedAt = Math.min(this.droppedAt, this.done);
  }
}

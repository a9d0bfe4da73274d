/**
 * The operations that are open at a moment of the history, each in a slot, and which of them the model accepts in which
 * state. Crashed operations are open for ever, so they have no slot but are counted by class.
 */

import { never, type Schedule } from './schedule';
import { refused, type Steps } from './steps';

/** Rows of states up to here follow every change; later ones are made anew when they are asked for. */
const followedStates = 64;

const wordBits = 5;

const noTarget = -1;

/** What the operation in a slot is. */
export const slotKind = { empty: 0, read: 1, blind: 2, other: 3 } as const;

export interface CrashedClass {
  readonly classId: number;
  /** The state that a blind one leads to from everywhere; less than 0 for the others. */
  readonly target: number;
  /** In the order of their invocations. */
  readonly calls: number[];
}

export class OpenOperations {
  readonly words: number;
  /** Which slots hold reads, and which hold blind operations, a bit each. */
  readonly reads: Int32Array;
  readonly blind: Int32Array;
  /** By slot. */
  readonly calls: Int32Array;
  readonly kinds: Uint8Array;
  /** Slots of operations that are no reads, by class, and of equal ones the earliest return first. */
  readonly updates: Int32Array;
  updateCount = 0;
  readonly crashed: CrashedClass[] = [];
  /** Crashed calls in all. */
  crashedCount = 0;
  /** Counts the classes of crashed operations. */
  crashedVersion = 0;
  /** Places of the classes in `crashed`, by kind. */
  readonly crashedBlind: number[] = [];
  readonly crashedOthers: number[] = [];
  /** For a class of operations, the crashed blind ones in whose state the model accepts it, as far as they were tried. */
  readonly #wanted = new Map<number, { readonly places: number[]; tried: number }>();
  readonly #crashedPlaces = new Map<number, number>();
  readonly #steps: Steps;
  readonly #schedule: Schedule;
  /** Shared with copies: each writes only of the calls that it opens, and reads only of those. */
  #slotOfCall: Int32Array;
  readonly #freeSlots: Int32Array;
  #freeCount = 0;
  #slotCount = 0;
  /** For each state the open reads, and the open updates that are not blind, that the model accepts in it. */
  #readRows: Int32Array;
  #otherRows: Int32Array;
  /** The version for which a row holds; 0 means that it was never made. */
  #rowVersions: Int32Array;
  #version = 1;

  /** `slots` is how many operations that return are open at once, at most. */
  constructor(schedule: Schedule, steps: Steps, slots: number) {
    this.#steps = steps;
    this.#schedule = schedule;
    this.#slotOfCall = new Int32Array(schedule.length);
    this.words = Math.max(1, (slots + 31) >>> wordBits);
    this.reads = new Int32Array(this.words);
    this.blind = new Int32Array(this.words);
    this.calls = new Int32Array(this.words << wordBits);
    this.kinds = new Uint8Array(this.words << wordBits);
    this.updates = new Int32Array(this.words << wordBits);
    this.#freeSlots = new Int32Array(this.words << wordBits);
    this.#readRows = new Int32Array(8 * this.words);
    this.#otherRows = new Int32Array(8 * this.words);
    this.#rowVersions = new Int32Array(8);
  }

  /** The same operations, open for somebody else. */
  copy(): OpenOperations {
    const copy = new OpenOperations(this.#schedule, this.#steps, this.words << wordBits);
    copy.#slotOfCall = this.#slotOfCall;
    copy.reads.set(this.reads);
    copy.blind.set(this.blind);
    copy.calls.set(this.calls);
    copy.kinds.set(this.kinds);
    copy.updates.set(this.updates);
    copy.updateCount = this.updateCount;
    copy.#freeSlots.set(this.#freeSlots);
    copy.#freeCount = this.#freeCount;
    copy.#slotCount = this.#slotCount;
    copy.crashedCount = this.crashedCount;
    copy.crashedVersion = this.crashedVersion;
    for (const [place, group] of this.crashed.entries()) {
      copy.crashed.push({ ...group, calls: group.calls.slice() });
      copy.#crashedPlaces.set(group.classId, place);
    }
    copy.crashedBlind.push(...this.crashedBlind);
    copy.crashedOthers.push(...this.crashedOthers);
    return copy;
  }

  /** Whether one more operation finds a slot. */
  get hasRoom(): boolean {
    return this.#freeCount > 0 || this.#slotCount < this.words << wordBits;
  }

  /** Opens a call that returns, and gives its slot. */
  open(call: number): number {
    const slot = this.#freeCount > 0 ? (this.#freeSlots[--this.#freeCount] as number) : this.#slotCount++;
    const classId = this.#schedule.classes[call] as number;
    const word = slot >>> wordBits;
    const bit = 1 << (slot & 31);
    this.calls[slot] = call;
    if (call >= this.#slotOfCall.length) this.#growCalls(call);
    this.#slotOfCall[call] = slot;
    let rows: Int32Array | undefined;
    if (this.#steps.isReadOnly(classId)) {
      this.kinds[slot] = slotKind.read;
      this.reads[word] = (this.reads[word] as number) | bit;
      rows = this.#readRows;
    } else {
      this.#insert(slot, classId, call);
      if (this.#steps.isBlind(classId)) {
        this.kinds[slot] = slotKind.blind;
        this.blind[word] = (this.blind[word] as number) | bit;
      } else {
        this.kinds[slot] = slotKind.other;
        rows = this.#otherRows;
      }
    }
    if (rows) this.#follow(rows, classId, word, bit);
    return slot;
  }

  slotOf(call: number): number {
    return this.#slotOfCall[call] as number;
  }

  close(slot: number): void {
    const word = slot >>> wordBits;
    const mask = ~(1 << (slot & 31));
    const kind = this.kinds[slot];
    this.kinds[slot] = slotKind.empty;
    this.#freeSlots[this.#freeCount++] = slot;
    this.reads[word] = (this.reads[word] as number) & mask;
    this.blind[word] = (this.blind[word] as number) & mask;
    if (kind !== slotKind.read) this.#remove(slot);
    if (kind === slotKind.blind) return;
    const rows = kind === slotKind.read ? this.#readRows : this.#otherRows;
    const followed = Math.min(this.#rowVersions.length, followedStates);
    for (let at = word; at < followed * this.words; at += this.words) rows[at] = (rows[at] as number) & mask;
    this.#version++;
  }

  /** Counts a crashed call. */
  crash(call: number): void {
    this.crashedCount++;
    const classId = this.#schedule.classes[call] as number;
    const place = this.#crashedPlaces.get(classId);
    if (place !== undefined) {
      this.crashed[place]?.calls.push(call);
      return;
    }
    this.#crashedPlaces.set(classId, this.crashed.length);
    const isBlind = this.#steps.isBlind(classId);
    const target = isBlind ? this.#steps.step(this.#steps.initial, classId) : noTarget;
    (isBlind ? this.crashedBlind : this.crashedOthers).push(this.crashed.length);
    this.crashed.push({ classId, target, calls: [call] });
    this.crashedVersion++;
  }

  /** Places of the crashed blind operations that lead to a state in which the operation in the slot is accepted. */
  wantedBy(slot: number): readonly number[] {
    const classId = this.#schedule.classes[this.calls[slot] as number] as number;
    let wanted = this.#wanted.get(classId);
    if (!wanted) {
      wanted = { places: [], tried: 0 };
      this.#wanted.set(classId, wanted);
    }
    for (; wanted.tried < this.crashedBlind.length; wanted.tried++) {
      const place = this.crashedBlind[wanted.tried] as number;
      const { target } = this.crashed[place] as CrashedClass;
      if (this.#steps.step(target, classId) !== refused) wanted.places.push(place);
    }
    return wanted.places;
  }

  /** A word of the open reads that fit the state. */
  readsAt(state: number, word: number): number {
    this.#refresh(state);
    return this.#readRows[state * this.words + word] as number;
  }

  /** A word of the open updates that the model accepts in the state and that are not blind. */
  othersAt(state: number, word: number): number {
    this.#refresh(state);
    return this.#otherRows[state * this.words + word] as number;
  }

  #growCalls(call: number): void {
    const larger = new Int32Array(2 * call + 64);
    larger.set(this.#slotOfCall);
    this.#slotOfCall = larger;
  }

  #insert(slot: number, classId: number, call: number): void {
    const { classes, returned } = this.#schedule;
    let place = this.updateCount++;
    for (; place > 0; place--) {
      const other = this.updates[place - 1] as number;
      const otherCall = this.calls[other] as number;
      const otherClass = classes[otherCall] as number;
      if (otherClass < classId) break;
      if (otherClass === classId && (returned[otherCall] as number) < (returned[call] as number)) break;
      this.updates[place] = other;
    }
    this.updates[place] = slot;
  }

  #remove(slot: number): void {
    let place = 0;
    while (this.updates[place] !== slot) place++;
    this.updateCount--;
    for (; place < this.updateCount; place++) this.updates[place] = this.updates[place + 1] as number;
  }

  /** Enters an operation that was opened into the rows that follow. */
  #follow(rows: Int32Array, classId: number, word: number, bit: number): void {
    const followed = Math.min(this.#rowVersions.length, followedStates);
    for (let state = 0; state < followed; state++) {
      if (this.#rowVersions[state] === 0 || this.#steps.step(state, classId) === refused) continue;
      const at = state * this.words + word;
      rows[at] = (rows[at] as number) | bit;
    }
    this.#version++;
  }

  #refresh(state: number): void {
    if (state >= this.#rowVersions.length) this.#growRows(state);
    const made = this.#rowVersions[state] as number;
    if (made === this.#version || (made !== 0 && state < followedStates)) return;
    this.#rowVersions[state] = this.#version;
    const start = state * this.words;
    this.#readRows.fill(0, start, start + this.words);
    this.#otherRows.fill(0, start, start + this.words);
    for (let slot = 0; slot < this.#slotCount; slot++) {
      const kind = this.kinds[slot];
      if (kind !== slotKind.read && kind !== slotKind.other) continue;
      const classId = this.#schedule.classes[this.calls[slot] as number] as number;
      if (this.#steps.step(state, classId) === refused) continue;
      const rows = kind === slotKind.read ? this.#readRows : this.#otherRows;
      const at = start + (slot >>> wordBits);
      rows[at] = (rows[at] as number) | (1 << (slot & 31));
    }
  }

  #growRows(state: number): void {
    const capacity = Math.max(2 * this.#rowVersions.length, state + 1);
    const larger = (column: Int32Array, length: number) => {
      const grown = new Int32Array(length);
      grown.set(column);
      return grown;
    };
    this.#readRows = larger(this.#readRows, capacity * this.words);
    this.#otherRows = larger(this.#otherRows, capacity * this.words);
    this.#rowVersions = larger(this.#rowVersions, capacity);
  }
}

/** The most operations that return and are open at once. */
export function peakConcurrency({ events, returned }: Schedule): number {
  let current = 0;
  let peak = 0;
  for (const event of events) {
    if ((event & 1) === 1) current--;
    else if (returned[event >>> 1] !== never) current++;
    if (current > peak) peak = current;
  }
  return peak;
}

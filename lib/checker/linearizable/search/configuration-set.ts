/**
 * Configurations in typed arrays, none of which is as good as another. A configuration is a state, what it has done with
 * each open operation, and the crashed operations that it has used.
 *
 * An open operation sits in a slot, and is one of three things to a configuration: **taken**, **not taken**, or **free**:
 * whichever of the two turns out to be better. A blind operation (a write) becomes free when another blind one is taken
 * while it is open, because it may have happened just before, unseen. That one letter stands for what would else be two
 * configurations for every write that is open, and keeps the sets small however many clients there are.
 *
 * Law: a configuration with free slots stands for every choice of taken and not taken in them.
 */
import type { BagTable } from './bag-table';

/** The slots that hold operations that only read, a bit each; shared by the sets of one search and kept by it. */
export type SlotMask = Int32Array;

/** Arrays of so few numbers lie in the heap, where making them costs nothing. */
const initialCapacity = 16;

/** Where the list of a state ends. */
const none = -1;

export class ConfigurationSet {
  /** Words of 32 slots each. A configuration holds this many for taken, then as many for free. */
  readonly words: number;
  states = new Int32Array(initialCapacity);
  slots: Int32Array;
  bags = new Int32Array(initialCapacity);
  paths = new Int32Array(initialCapacity);
  /** 1 where another one, added later, is better. */
  dominated = new Uint8Array(initialCapacity);
  /** All that were added, the dominated among them. */
  length = 0;
  /** Those that are not dominated. */
  size = 0;
  /** The fewest crashed operations that one of them used; infinite where there are none. */
  minBag = Number.POSITIVE_INFINITY;
  readonly #reads: SlotMask;
  readonly #bagTable: BagTable;
  /** Whether of two alike the one that used fewer crashed operations is enough, whichever they were. */
  readonly #isWidthBounded: boolean;
  /** Comparisons made, in words; a measure of work. */
  work = 0;
  /** Whether one was left out that might have gone on where those that are left cannot. */
  hasDropped = false;
  /** Lists of equal state. The head counts only where the stamp is this generation's. */
  #heads = new Int32Array(initialCapacity);
  #stamps = new Int32Array(initialCapacity);
  #next = new Int32Array(initialCapacity);
  #generation = 1;

  constructor(words: number, reads: SlotMask, bagTable: BagTable, isWidthBounded: boolean) {
    this.words = words;
    this.#reads = reads;
    this.#bagTable = bagTable;
    this.#isWidthBounded = isWidthBounded;
    this.slots = new Int32Array(initialCapacity * 2 * words);
  }

  clear(): void {
    this.length = 0;
    this.size = 0;
    this.minBag = Number.POSITIVE_INFINITY;
    this.#generation++;
  }

  /**
   * Adds unless one that is as good is there; those that are worse are marked.
   *
   * @param slots - the words of the candidate, taken and then free, at `at`
   * @returns its place, or -1
   */
  add(state: number, slots: Int32Array, at: number, bag: number, path: number): number {
    if (state >= this.#heads.length) this.#growStates(state);
    const head = this.#stamps[state] === this.#generation ? (this.#heads[state] as number) : none;
    for (let other = head; other !== none; other = this.#next[other] as number) {
      this.work += this.words;
      if (this.dominated[other] === 1) continue;
      const otherBag = this.bags[other] as number;
      const otherAt = other * 2 * this.words;
      const good = compare(this.slots, otherAt, slots, at, this.words, this.#reads);
      if ((good & firstIsAsGood) !== 0 && this.#isBagAsGood(otherBag, bag)) return -1;
      if ((good & secondIsAsGood) !== 0 && this.#isBagAsGood(bag, otherBag)) {
        this.dominated[other] = 1;
        this.size--;
      }
    }
    const place = this.length++;
    if (place >= this.states.length) this.#grow();
    this.states[place] = state;
    this.bags[place] = bag;
    this.paths[place] = path;
    this.dominated[place] = 0;
    const width = 2 * this.words;
    for (let word = 0; word < width; word++) this.slots[place * width + word] = slots[at + word] as number;
    this.#next[place] = head;
    this.#heads[state] = place;
    this.#stamps[state] = this.#generation;
    this.size++;
    this.#bagTable.keep(bag);
    this.minBag = Math.min(this.minBag, this.#bagTable.size(bag));
    return place;
  }

  /** Takes over what another one holds. */
  copyFrom(other: ConfigurationSet): void {
    this.clear();
    for (let at = 0; at < other.length; at++) {
      if (other.dominated[at] === 1) continue;
      const bag = other.bags[at] as number;
      this.add(other.states[at] as number, other.slots, at * 2 * this.words, bag, other.paths[at] as number);
    }
  }

  #isBagAsGood(a: number, b: number): boolean {
    if (a === b || this.#bagTable.isWithin(a, b)) return true;
    if (!this.#isWidthBounded || this.#bagTable.size(a) > this.#bagTable.size(b)) return false;
    this.hasDropped = true;
    return true;
  }

  #grow(): void {
    const capacity = 2 * this.states.length;
    this.states = enlarged(this.states, capacity);
    this.bags = enlarged(this.bags, capacity);
    this.paths = enlarged(this.paths, capacity);
    this.#next = enlarged(this.#next, capacity);
    this.slots = enlarged(this.slots, capacity * 2 * this.words);
    const dominated = new Uint8Array(capacity);
    dominated.set(this.dominated);
    this.dominated = dominated;
  }

  #growStates(state: number): void {
    const capacity = Math.max(2 * this.#heads.length, state + 1);
    this.#heads = enlarged(this.#heads, capacity);
    this.#stamps = enlarged(this.#stamps, capacity);
  }
}

const firstIsAsGood = 1;
const secondIsAsGood = 2;

/** Which of two can do whatever the other can, as far as the open operations go: neither, one, or both. */
function compare(a: Int32Array, atA: number, b: Int32Array, atB: number, words: number, reads: SlotMask): number {
  let lackOfA = 0;
  let lackOfB = 0;
  for (let word = 0; word < words; word++) {
    const read = reads[word] as number;
    const takenA = a[atA + word] as number;
    const takenB = b[atB + word] as number;
    const freeA = a[atA + words + word] as number;
    const freeB = b[atB + words + word] as number;
    const unlike = (takenA ^ takenB) & ~read;
    // An update is the same for both, or free for the better; a read that the other has taken, the better has too.
    lackOfA |= ((unlike | freeB) & ~freeA) | (takenB & ~takenA & read);
    lackOfB |= ((unlike | freeA) & ~freeB) | (takenA & ~takenB & read);
  }
  return (lackOfA === 0 ? firstIsAsGood : 0) | (lackOfB === 0 ? secondIsAsGood : 0);
}

function enlarged(column: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(column);
  return larger;
}

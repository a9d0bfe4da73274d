/**
 * How many crashed operations of each class a configuration has used. Which of several equal ones it used does not
 * matter, and having used fewer is never worse.
 *
 * A bag is a row of counts, one for each class. The row behind the last is a scratch one: `plusOne` fills it, and
 * `keep` makes it a bag, so that a candidate that is refused leaves nothing behind.
 */
import type { Schedule } from './schedule';
import { never } from './schedule';

/** The bag of nothing. */
export const emptyBag = 0;

const initialCells = 128;

/** Rows are thrown out only when there are many, in cells. */
const minCells = 2 ** 18;

export class BagTable {
  /** Classes in the order in which the first of each was invoked. */
  #classes: number;
  #rows: Int32Array;
  #sizes: Int32Array;
  #length = 1;
  #compactAt: number;

  constructor(classes: number) {
    this.#classes = classes;
    const capacity = Math.max(2, Math.ceil(initialCells / Math.max(1, classes)));
    this.#rows = new Int32Array(capacity * classes);
    this.#sizes = new Int32Array(capacity);
    this.#compactAt = Math.ceil(minCells / Math.max(1, classes));
  }

  /** A table with the same bags. */
  copy(): BagTable {
    const copy = new BagTable(this.#classes);
    copy.#rows = this.#rows.slice();
    copy.#sizes = this.#sizes.slice();
    copy.#length = this.#length;
    copy.#compactAt = this.#compactAt;
    return copy;
  }

  /** Makes room for more classes. */
  widen(classes: number): void {
    if (classes <= this.#classes) return;
    const wide = Math.max(classes, 2 * this.#classes);
    const rows = new Int32Array(this.#sizes.length * wide);
    for (let bag = 0; bag < this.#length; bag++) {
      rows.set(this.#rows.subarray(bag * this.#classes, (bag + 1) * this.#classes), bag * wide);
    }
    this.#rows = rows;
    this.#classes = wide;
  }

  count(bag: number, place: number): number {
    return this.#rows[bag * this.#classes + place] as number;
  }

  size(bag: number): number {
    return this.#sizes[bag] as number;
  }

  /** The bag with one more of a class; to be kept before the next is made. */
  plusOne(bag: number, place: number): number {
    if (this.#length >= this.#sizes.length) this.#grow();
    const rows = this.#rows;
    const classes = this.#classes;
    const length = this.#length;
    rows.copyWithin(length * classes, bag * classes, (bag + 1) * classes);
    const cell = length * classes + place;
    rows[cell] = (rows[cell] as number) + 1;
    this.#sizes[length] = (this.#sizes[bag] as number) + 1;
    return length;
  }

  keep(bag: number): void {
    if (bag === this.#length) this.#length++;
  }

  /** Whether the first bag uses nothing that the second does not use as often. */
  isWithin(inner: number, outer: number): boolean {
    if (inner === outer || inner === emptyBag) return true;
    if ((this.#sizes[inner] as number) > (this.#sizes[outer] as number)) return false;
    const rows = this.#rows;
    const classes = this.#classes;
    const a = inner * classes;
    const b = outer * classes;
    for (let place = 0; place < classes; place++) {
      if ((rows[a + place] as number) > (rows[b + place] as number)) return false;
    }
    return true;
  }

  get isFull(): boolean {
    return this.#length >= this.#compactAt;
  }

  /** Keeps the bags of the first `count` configurations and renumbers them in place. */
  compact(bags: Int32Array, count: number): void {
    const rows = this.#rows;
    const sizes = this.#sizes;
    const classes = this.#classes;
    const length = this.#length;
    const kept = new Int32Array(length);
    for (let i = 0; i < count; i++) kept[bags[i] as number] = 1;
    kept[emptyBag] = 1;
    let place = 0;
    for (let bag = 0; bag < length; bag++) {
      if (kept[bag] === 0) continue;
      rows.copyWithin(place * classes, bag * classes, (bag + 1) * classes);
      sizes[place] = sizes[bag] as number;
      kept[bag] = place++;
    }
    for (let i = 0; i < count; i++) bags[i] = kept[bags[i] as number] as number;
    this.#length = place;
    this.#compactAt = Math.max(Math.ceil(minCells / Math.max(1, classes)), 2 * place);
  }

  #grow(): void {
    const capacity = 2 * this.#sizes.length;
    const rows = new Int32Array(capacity * this.#classes);
    rows.set(this.#rows);
    this.#rows = rows;
    const sizes = new Int32Array(capacity);
    sizes.set(this.#sizes);
    this.#sizes = sizes;
  }
}

export function crashedClassCount({ classes, returned }: Schedule): number {
  const crashed = new Set<number>();
  for (let call = 0; call < classes.length; call++) {
    if (returned[call] === never) crashed.add(classes[call] as number);
  }
  return crashed.size;
}

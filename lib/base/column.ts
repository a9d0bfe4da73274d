/**
 * Columns of numbers that grow at their end: a million of them take a few megabytes, where a million objects take a
 * hundred.
 */

import { assert } from './assert';

type NumberArray = Float64Array | Int32Array | Uint8Array;

const minCapacity = 64;

/**
 * Each kind of column pushes and reads by itself, so that the engine compiles that for one kind of array: five times as
 * fast. An index beyond the end is a mistake of the caller and is not checked.
 */
abstract class Column<A extends NumberArray> {
  /** Longer than the column; what lies behind its end means nothing. Replaced when it grows, so never kept. */
  values: A;
  length = 0;

  /** @param expected how long it will be, where that is known: growing on the way there takes time and memory */
  constructor(expected = 0) {
    this.values = this.make(Math.max(Math.ceil(expected), minCapacity));
  }

  protected abstract make(capacity: number): A;

  /** Pushes many at once. */
  append(values: ArrayLike<number>): void {
    this.reserve(this.length + values.length);
    this.values.set(values, this.length);
    this.length += values.length;
  }

  protected reserve(length: number): void {
    if (length <= this.values.length) return;
    const larger = this.make(Math.max(length, 2 * this.values.length));
    larger.set(this.values.subarray(0, this.length));
    this.values = larger;
  }
}

export class FloatColumn extends Column<Float64Array> {
  push(value: number): void {
    if (this.length === this.values.length) this.reserve(this.length + 1);
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index] as number;
  }

  protected make(capacity: number): Float64Array {
    return new Float64Array(capacity);
  }
}

export class IntColumn extends Column<Int32Array> {
  push(value: number): void {
    if (this.length === this.values.length) this.reserve(this.length + 1);
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index] as number;
  }

  put(index: number, value: number): void {
    this.values[index] = value;
  }

  /** Those after it take the places from 0 on. */
  dropFirst(count: number): void {
    this.values.copyWithin(0, count, this.length);
    this.length -= count;
  }

  protected make(capacity: number): Int32Array {
    return new Int32Array(capacity);
  }
}

export class ByteColumn extends Column<Uint8Array> {
  push(value: number): void {
    if (this.length === this.values.length) this.reserve(this.length + 1);
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index] as number;
  }

  put(index: number, value: number): void {
    this.values[index] = value;
  }

  protected make(capacity: number): Uint8Array {
    return new Uint8Array(capacity);
  }
}

export type WholeNumbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/**
 * Whole numbers from 0 up to 2³² - 1, each as wide as the largest so far asks for; while all are 0 they take no room. Most
 * are small, and memory that is written for the first time costs more than all that is done with it.
 */
export class NarrowColumn {
  length = 0;
  /** May be shorter than the column: what lies behind its end is 0. */
  #values: Uint8Array | Uint16Array | Uint32Array = new Uint8Array(0);
  #max = largestByte;
  readonly #expected: number;

  /** @param expected as in any column */
  constructor(expected = 0) {
    this.#expected = Math.ceil(expected);
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** Its numbers as one array of its length, which shares the memory of the column where it can. */
  toArray(): WholeNumbers {
    const values = this.#values;
    if (this.length <= values.length) return values.subarray(0, this.length);
    const padded = new Uint32Array(this.length);
    padded.set(values);
    return padded;
  }

  push(value: number): void {
    const index = this.length++;
    if (value === 0) return;
    if (value > this.#max || index >= this.#values.length) this.#makeRoom(index + 1, value);
    this.#values[index] = value;
  }

  /** Pushes many at once, or as many zeros. */
  append(values: WholeNumbers | number): void {
    const start = this.length;
    this.length += typeof values === 'number' ? values : values.length;
    const largest = typeof values === 'number' ? 0 : largestOf(values);
    if (typeof values === 'number' || largest === 0) return;
    if (largest > this.#max || this.length > this.#values.length) this.#makeRoom(this.length, largest);
    this.#values.set(values, start);
  }

  /** Pushes other numbers for many: of a number its place in `others`. */
  appendMapped(values: WholeNumbers, others: Uint32Array): void {
    const start = this.length;
    this.length += values.length;
    const largest = others.reduce((most, other) => Math.max(most, other), 0);
    if (largest === 0) return;
    if (largest > this.#max || this.length > this.#values.length) this.#makeRoom(this.length, largest);
    const own = this.#values;
    for (let place = 0; place < values.length; place++) {
      own[start + place] = others[values[place] as number] as number;
    }
  }

  #makeRoom(length: number, largest: number): void {
    assert(largest < 2 ** 32, `${largest} is less than 2³²`);
    const known = this.#values;
    const capacity =
      length <= known.length ? known.length : Math.max(length, this.#expected, 2 * known.length, minCapacity);
    this.#max = Math.max(this.#max, largest <= largestByte ? largestByte : largest <= 0xffff ? 0xffff : 0xffffffff);
    const Kind = this.#max === largestByte ? Uint8Array : this.#max === 0xffff ? Uint16Array : Uint32Array;
    this.#values = new Kind(capacity);
    this.#values.set(known);
  }
}

const largestByte = 0xff;

/** At most; an array that is narrow already was made so because it must. */
function largestOf(values: WholeNumbers): number {
  if (values instanceof Uint8Array) return largestByte;
  if (values instanceof Uint16Array) return 0xffff;
  let largest = 0;
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    if (value > largest) largest = value;
  }
  return largest;
}

/** How many of the first `length` values, which rise, are less than `bound`. */
export function countBelow(values: Float64Array | Int32Array, length: number, bound: number): number {
  return countBelowBetween(values, 0, length, bound);
}

/** The same where it is known to be at least `from`, and likely to be near (Bentley and Yao's search, 1976). */
export function countBelowFrom(values: Float64Array | Int32Array, from: number, length: number, bound: number): number {
  let step = 1;
  let low = from;
  while (low + step < length && (values[low + step] as number) < bound) {
    low += step;
    step *= 2;
  }
  return countBelowBetween(values, low, Math.min(length, low + step + 1), bound);
}

function countBelowBetween(values: Float64Array | Int32Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A dictionary-encoded column: each distinct value is kept once, in the order in which it first occurred, and the column
 * holds numbers. The number of a value is its index in the dictionary plus one, and 0 encodes "absent".
 */
import { NarrowColumn, type WholeNumbers } from './column';
import type { Json } from './json';
import { jsonKey } from './json-key';

const absent = 0;

export class DictionaryColumn<T extends Json> {
  readonly dictionary: T[] = [];
  readonly #numbers: NarrowColumn;
  readonly #known = new Map<string | number, number>();
  /** An invocation and its completion often have the very same value, which then needs no look-up. */
  #last: T | undefined;
  #lastNumber = absent;

  /** @param expected as in any column */
  constructor(expected = 0) {
    this.#numbers = new NarrowColumn(expected);
  }

  push(value: T | undefined): void {
    if (value !== this.#last) {
      this.#lastNumber = value === undefined ? absent : this.#numberOf(value);
      this.#last = value;
    }
    this.#numbers.push(this.#lastNumber);
  }

  /** Numbers of another column, with the dictionary that they refer to. */
  append(numbers: WholeNumbers, dictionary: readonly T[], from = 0, to = numbers.length): void {
    const own = Uint32Array.from([absent, ...dictionary.map((value) => this.#numberOf(value))]);
    if (dictionary.length === 0) this.#numbers.append(to - from);
    else if (own.every((number, index) => number === index)) this.#numbers.append(numbers.subarray(from, to));
    else this.#numbers.appendMapped(numbers.subarray(from, to), own);
  }

  at(index: number): T | undefined {
    return this.dictionary[this.#numbers.at(index) - 1];
  }

  /** The number of the value at a place; 0 where it is absent. */
  numberAt(index: number): number {
    return this.#numbers.at(index);
  }

  /** The numbers alone, for a column that takes no more values. */
  numbers(): WholeNumbers {
    return this.#numbers.toArray();
  }

  #numberOf(value: T): number {
    const key = jsonKey(value);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = this.dictionary.push(value);
    this.#known.set(key, number);
    return number;
  }
}

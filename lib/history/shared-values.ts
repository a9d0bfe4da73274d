/**
 * Equal small values as one object. A history of a million compare-and-sets has a handful of different arguments, and an
 * array for each of them would take more memory than the ops.
 */
import { isJsonArray, type Json } from '../base/json';

/** More different values than this are not worth a place in a table. */
const most = 65_536;

/** Two numbers below this have a key of their own among the numbers that are held exactly. */
const numberLimit = 2 ** 26;

/** A class because the table lives as long as a file is read. */
export class SharedValues {
  readonly #pairs = new Map<number, Json>();
  readonly #texts = new Map<string, string>();

  /** The value itself, or one that is equal to it. */
  of(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (value === null || typeof value !== 'object' || !isJsonArray(value) || value.length !== 2) return value;
    const [first, second] = value;
    if (!isSmall(first) || !isSmall(second)) return value;
    return shared(this.#pairs, first * numberLimit + second, value);
  }

  text(text: string): string {
    return shared(this.#texts, text, text);
  }
}

function shared<K, V>(table: Map<K, V>, key: K, value: V): V {
  const known = table.get(key);
  if (known !== undefined) return known;
  if (table.size < most) table.set(key, value);
  return value;
}

function isSmall(value: Json | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value < numberLimit && Number.isInteger(value);
}

/**
 * Sets of slots as numbers. An open operation sits in a slot while it is open, so a set of open operations is a set of
 * slots; sets recur all through a search, and as numbers they are compared, stored and changed at no cost.
 */
import { present } from '../../../base/assert';

export class SlotSets {
  readonly empty: number;
  readonly #words: Uint32Array[] = [];
  readonly #sizes: number[] = [];
  readonly #ids = new Map<string, number>();
  readonly #toggled: number[][] = [];

  constructor() {
    this.empty = this.#intern(new Uint32Array(0), 0);
  }

  has(set: number, slot: number): boolean {
    const word = this.#words[set]?.[slot >>> 5] ?? 0;
    return ((word >>> (slot & 31)) & 1) === 1;
  }

  size(set: number): number {
    return present(this.#sizes[set], 'set');
  }

  add(set: number, slot: number): number {
    return this.has(set, slot) ? set : this.#toggle(set, slot);
  }

  remove(set: number, slot: number): number {
    return this.has(set, slot) ? this.#toggle(set, slot) : set;
  }

  #toggle(set: number, slot: number): number {
    const row = present(this.#toggled[set], 'set');
    const known = row[slot];
    if (known !== undefined && known >= 0) return known;
    const before = present(this.#words[set], 'set');
    const after = new Uint32Array(Math.max(before.length, (slot >>> 5) + 1));
    after.set(before);
    after[slot >>> 5] = (after[slot >>> 5] ?? 0) ^ (1 << (slot & 31));
    const id = this.#intern(after, this.size(set) + (this.has(set, slot) ? -1 : 1));
    while (row.length <= slot) row.push(-1);
    row[slot] = id;
    return id;
  }

  #intern(words: Uint32Array, size: number): number {
    let end = words.length;
    while (end > 0 && words[end - 1] === 0) end--;
    const trimmed = words.subarray(0, end);
    const key = trimmed.join();
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#words.length;
    this.#ids.set(key, id);
    this.#words.push(trimmed);
    this.#sizes.push(size);
    this.#toggled.push([]);
    return id;
  }
}

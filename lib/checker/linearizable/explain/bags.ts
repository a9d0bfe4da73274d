/**
 * Bags of classes as numbers: how many crashed operations of each class a configuration has used. Which of several
 * equal ones it used does not matter, and having used fewer is never worse.
 */
import { present } from '../../../base/assert';

export class Bags {
  readonly empty: number;
  /** Sorted classes, one entry for each use. */
  readonly #uses: (readonly number[])[] = [];
  readonly #ids = new Map<string, number>();
  readonly #added: Map<number, number>[] = [];

  constructor() {
    this.empty = this.#intern([]);
  }

  count(bag: number, classId: number): number {
    let count = 0;
    for (const used of present(this.#uses[bag], 'bag')) if (used === classId) count++;
    return count;
  }

  size(bag: number): number {
    return present(this.#uses[bag], 'bag').length;
  }

  add(bag: number, classId: number): number {
    const row = present(this.#added[bag], 'bag');
    const known = row.get(classId);
    if (known !== undefined) return known;
    const id = this.#intern([...present(this.#uses[bag], 'bag'), classId].sort((a, b) => a - b));
    row.set(classId, id);
    return id;
  }

  /** Whether the first bag uses nothing that the second does not use as often. */
  isWithin(inner: number, outer: number): boolean {
    if (inner === outer || inner === this.empty) return true;
    const a = present(this.#uses[inner], 'bag');
    const b = present(this.#uses[outer], 'bag');
    if (a.length >= b.length) return false;
    let found = 0;
    for (const used of b) if (found < a.length && a[found] === used) found++;
    return found === a.length;
  }

  #intern(uses: readonly number[]): number {
    const key = uses.join();
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#uses.length;
    this.#ids.set(key, id);
    this.#uses.push(uses);
    this.#added.push(new Map());
    return id;
  }
}

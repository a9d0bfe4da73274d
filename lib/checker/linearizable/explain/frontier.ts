/**
 * The configurations of an optional search (see optional-search.ts) at one moment, in flat arrays that are filled again
 * and again. A configuration that may still do whatever another can, and more, makes the other superfluous.
 */
import { assert } from '../../../base/assert';
import type { Bags } from './bags';

/** Most searches hold a dozen configurations; lists behind equal hashes stay short up to some thousands. */
const bucketCount = 256;

const nothing = -1;

export class Frontier {
  readonly state: number[] = [];
  /** Slots of the open mandatory operations taken. */
  readonly taken: number[] = [];
  /** Slots of the open optional operations used. */
  readonly used: number[] = [];
  /** Bag of the classes used of operations that never return. */
  readonly bag: number[] = [];
  /** Step of the path that led here. */
  readonly path: number[] = [];
  readonly isSuperfluous: boolean[] = [];
  size = 0;
  readonly #bags: Bags;
  readonly #next: number[] = [];
  readonly #buckets = new Int32Array(bucketCount).fill(nothing);

  constructor(bags: Bags) {
    this.#bags = bags;
  }

  clear(): void {
    if (this.size === 0) return;
    this.size = 0;
    this.#buckets.fill(nothing);
  }

  /** Adds as the last unless one that is as good is there; says whether it did. Its path is set by whoever adds. */
  add(state: number, taken: number, used: number, bag: number): boolean {
    const bucket = (Math.imul(state + 4, 0x9e3779b1) ^ Math.imul(taken + 1, 0x85ebca6b)) >>> 24;
    assert(bucket < bucketCount, 'a hash has a bucket');
    for (let other = this.#buckets[bucket] ?? nothing; other !== nothing; other = this.#next[other] ?? nothing) {
      if (this.state[other] !== state || this.taken[other] !== taken || this.isSuperfluous[other]) continue;
      const otherUsed = this.used[other] ?? 0;
      const otherBag = this.bag[other] ?? 0;
      if ((otherUsed & ~used) === 0 && this.#bags.isWithin(otherBag, bag)) return false;
      if ((used & ~otherUsed) === 0 && this.#bags.isWithin(bag, otherBag)) this.isSuperfluous[other] = true;
    }
    const index = this.size++;
    this.state[index] = state;
    this.taken[index] = taken;
    this.used[index] = used;
    this.bag[index] = bag;
    this.isSuperfluous[index] = false;
    this.#next[index] = this.#buckets[bucket] ?? nothing;
    this.#buckets[bucket] = index;
    return true;
  }
}

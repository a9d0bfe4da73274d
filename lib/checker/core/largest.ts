/** The largest few of very many things, found in one pass; all are counted. What came first comes first among equals. */
import { present } from '../../base/assert';
import { maxExamples, type Sample } from './sample';

export class Largest<T> {
  readonly #sizeOf: (thing: T) => number;
  readonly #most: number;
  #kept: T[] = [];
  #total = 0;
  /** As large as the smallest that is sure to be shown; what comes later must be larger. */
  #tooSmall = Number.NEGATIVE_INFINITY;

  constructor(sizeOf: (thing: T) => number, most = maxExamples) {
    this.#sizeOf = sizeOf;
    this.#most = most;
  }

  add(thing: T): void {
    this.#total++;
    const size = this.#sizeOf(thing);
    if (size <= this.#tooSmall) return;
    this.#kept.push(thing);
    // Twice as many are let in, so that sorting costs each of them a few comparisons.
    if (this.#kept.length < 2 * this.#most) return;
    this.#kept = this.#sorted();
    this.#tooSmall = this.#sizeOf(present(this.#kept.at(-1), 'the smallest'));
  }

  sample(): Sample<T> {
    return { shown: this.#sorted(), total: this.#total };
  }

  #sorted(): T[] {
    return [...this.#kept].sort((a, b) => this.#sizeOf(b) - this.#sizeOf(a)).slice(0, this.#most);
  }
}

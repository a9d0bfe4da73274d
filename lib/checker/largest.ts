/** The largest few of very many things, found in one pass; all are counted. What came first comes first among equals. */
import { mostExamples, type Sample } from './sample';

export class Largest<T> {
  private readonly sizeOf: (thing: T) => number;
  private readonly most: number;
  private kept: T[] = [];
  private total = 0;

  constructor(sizeOf: (thing: T) => number, most = mostExamples) {
    this.sizeOf = sizeOf;
    this.most = most;
  }

  add(thing: T): void {
    this.total++;
    this.kept.push(thing);
    // Twice as many are let in, so that sorting costs each of them a few comparisons.
    if (this.kept.length >= 2 * this.most) this.kept = this.sorted();
  }

  sample(): Sample<T> {
    return { shown: this.sorted(), total: this.total };
  }

  private sorted(): T[] {
    return [...this.kept].sort((a, b) => this.sizeOf(b) - this.sizeOf(a)).slice(0, this.most);
  }
}

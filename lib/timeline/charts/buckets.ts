/**
 * How many operations completed in each stretch of a run, counted as they come: the minimap shows the whole run at once,
 * and must not go through a million operations for it. All stretches are equally long, a power of two; when the run
 * outgrows them, each two become one, so that taking an op costs the same however long the run is.
 *
 *     │2│0│1│3│ full, and an op comes behind the end      →      │2│4│1│ │ stretches of twice the length
 */
import { type OpColumns, typeNumbers } from '../../history/op-columns';
import type { RunState } from '../../protocol/run-state';
import { type Outcome, outcomes } from './completions';

/** More than a screen has pixels to tell them apart; a power of two. */
const bucketCount = 4096;

/** A quarter of a millisecond: the shortest axis there is, of a second, is full of them. */
const firstBucketNanos = 2 ** 18;

/** Law: the counts of all buckets add up to the completions taken, before and after they are folded. */
export class Buckets {
  /** How long each is; the k-th begins at k times this. */
  nanos = firstBucketNanos;
  /** Up to the last that holds anything. */
  length = 0;
  readonly counts: Readonly<Record<Outcome, Int32Array>> = {
    ok: new Int32Array(bucketCount),
    fail: new Int32Array(bucketCount),
    info: new Int32Array(bucketCount),
  };
  #taken = 0;

  take(time: number, outcome: Outcome): void {
    // A history from elsewhere may hold any number.
    const within = Math.min(Math.max(0, time), Number.MAX_SAFE_INTEGER);
    while (within >= this.nanos * bucketCount) this.#fold();
    const bucket = Math.floor(within / this.nanos);
    this.counts[outcome][bucket] = (this.counts[outcome][bucket] as number) + 1;
    this.length = Math.max(this.length, bucket + 1);
  }

  /** Takes what the run has beyond the ops that were taken before. */
  grow({ ops, operations }: Pick<RunState, 'ops' | 'operations'>): void {
    for (; this.#taken < ops.length; this.#taken++) {
      if (ops.types.values[this.#taken] === typeNumbers.invoke) continue;
      const place = operations.placeOf(this.#taken);
      if (place === undefined || operations.completionOf(place) !== this.#taken) continue;
      const outcome = operations.outcomeOf(place);
      if (outcome !== 'open') this.take(ops.times.at(this.#taken), outcome);
    }
  }

  #fold(): void {
    for (const outcome of outcomes) {
      const counts = this.counts[outcome];
      for (let to = 0; to < bucketCount / 2; to++) {
        counts[to] = (counts[2 * to] as number) + (counts[2 * to + 1] as number);
      }
      counts.fill(0, bucketCount / 2);
    }
    this.nanos *= 2;
    this.length = Math.ceil(this.length / 2);
  }
}

/** The ops of a run are one object as long as it grows, and what was counted of them goes with them. */
const known = new WeakMap<OpColumns, Buckets>();

export function bucketsOf(state: Pick<RunState, 'ops' | 'operations'>): Buckets {
  const buckets = known.get(state.ops) ?? new Buckets();
  known.set(state.ops, buckets);
  buckets.grow(state);
  return buckets;
}

/**
 * How the operations of a plan's load come: one after another from each client, with a pause (closed), or at a rate that
 * waits for none of them (open).
 */
import { fork, type Random, randomFrom } from '../base/random';
import { arrivals, arrivalTimes } from '../generator/arrivals';
import { type Generator, nanos } from '../generator/generator';
import { delay } from '../generator/pace';
import { isClientOp, type Op } from '../history/op';
import type { Plan } from './plan';

type Loaded = Pick<Plan, 'load' | 'seed'>;

export function paceOf({ load, seed }: Loaded): (inner: Generator) => Generator {
  const { kind, delaySeconds, ratePerSecond } = load;
  if (kind === 'closed') return (inner) => delay(delaySeconds, inner);
  return (inner) => arrivals(ratePerSecond, sourceOf(seed), inner);
}

/** Between two operations of one client, on average and where nothing is slow. */
export function pauseSeconds({ kind, delaySeconds, concurrency, ratePerSecond }: Plan['load']): number {
  return kind === 'closed' ? delaySeconds : concurrency / ratePerSecond;
}

export interface ArrivalCount {
  readonly scheduled: number;
  /** Found every client waiting, so that no operation began. */
  readonly passed: number;
}

/** Counts what became of the arrivals of an open load, op by op. */
export class Arrivals {
  readonly #limit: number;
  readonly #scheduledTimes: Iterator<number, void>;
  /** The first that is not counted; undefined behind the time limit. */
  #next: number | undefined;
  #scheduled = 0;
  #begun = 0;
  #isOver = false;

  constructor({ load, seed }: Loaded) {
    this.#limit = nanos(load.timeLimitSeconds);
    this.#scheduledTimes = arrivalTimes(load.ratePerSecond, sourceOf(seed), this.#limit)[Symbol.iterator]();
    this.#advance();
  }

  add(op: Op): void {
    if (!isClientOp(op) || op.type !== 'invoke') return;
    const arrival = op.extra?.arrival;
    if (typeof arrival !== 'number') this.#isOver = true;
    // The load begins a little after the clock does, and so it may end a little after the limit.
    else if (arrival < this.#limit) this.#begin(arrival);
  }

  /** All of them once the last operations have begun, which come of themselves; until then up to the last that began. */
  count(): ArrivalCount {
    if (this.#isOver) this.#countTo(Number.POSITIVE_INFINITY);
    return { scheduled: this.#scheduled, passed: this.#scheduled - this.#begun };
  }

  #begin(arrival: number): void {
    this.#countTo(arrival);
    this.#begun++;
  }

  #countTo(time: number): void {
    while (this.#next !== undefined && this.#next <= time) {
      this.#scheduled++;
      this.#advance();
    }
  }

  #advance(): void {
    const { value } = this.#scheduledTimes.next();
    this.#next = value ?? undefined;
  }
}

/** Undefined for a closed load. */
export function arrivalsIn(plan: Loaded, history: Iterable<Op>): ArrivalCount | undefined {
  if (plan.load.kind === 'closed') return undefined;
  const arrivals = new Arrivals(plan);
  for (const op of history) arrivals.add(op);
  return arrivals.count();
}

function sourceOf(seed: number): Random {
  return fork(randomFrom(seed), 'arrivals');
}

/**
 * An open load: operations arrive at a rate of their own, as those of many people do, and wait for nobody.
 *
 *     closed   ├ op ┤ pause ├ op ───── slow ─────┤ pause ├ op ┤      whoever waits asks nothing meanwhile
 *     open     ├ op ┤  ├ op ───── slow ──────┤ ├ op ┤                arrives, whatever has become of the others
 *                   ├ op ┤  ├ op ──── slow ──┤    ├ op ┤
 *
 * An arrival that finds no thread free passes, and nothing is done in its place. When each is depends on nothing but the
 * source, and each operation says for which it began; so those that passed can be counted afterwards (`arrivalTimes`).
 */
import { drawUnit, type Random } from '../base/random';
import { due, exhausted, type Generator, nanos, passOn, pending } from './generator';

/** Operations of the inner generator at random moments, independent of each other, so many a second (a Poisson process). */
export function arrivals(perSecond: number, source: Random, inner: Generator): Generator {
  return arriving(perSecond, firstArrival(perSecond, source), inner);
}

/** The moments of all arrivals before a time, in nanoseconds since the start of the test. */
export function* arrivalTimes(perSecond: number, source: Random, before: number): Iterable<number> {
  let arrival = firstArrival(perSecond, source);
  while (arrival.at < before) {
    yield arrival.at;
    arrival = nextArrival(perSecond, arrival);
  }
}

interface Arrival {
  /** Nanoseconds since the start of the test. */
  readonly at: number;
  /** Of the gap behind it. */
  readonly source: Random;
}

function firstArrival(perSecond: number, source: Random): Arrival {
  return nextArrival(perSecond, { at: 0, source });
}

/** Gaps are distributed exponentially: how long ago the last arrival was tells nothing of the next. */
function nextArrival(perSecond: number, { at, source }: Arrival): Arrival {
  const { value, next } = drawUnit(source);
  return { at: at + Math.max(1, nanos(-Math.log(1 - value) / perSecond)), source: next };
}

function arriving(perSecond: number, arrival: Arrival, inner: Generator): Generator {
  const self: Generator = {
    next(context) {
      if (arrival.at > context.time) return pending(self, arrival.at);
      const next = inner.next(context);
      const following = nextArrival(perSecond, arrival);
      if (next.kind === 'exhausted') return exhausted;
      if (next.kind === 'op') {
        return due({ ...next.op, arrival: arrival.at }, arriving(perSecond, following, next.generator));
      }
      const later = arriving(perSecond, firstAfter(perSecond, following, context.time), next.generator);
      return later.next(context);
    },
    update: (event) => passOn(self, inner, event, (updated) => arriving(perSecond, arrival, updated)),
  };
  return self;
}

/** Those that are due and find nobody pass together. */
function firstAfter(perSecond: number, first: Arrival, time: number): Arrival {
  let arrival = first;
  while (arrival.at <= time) arrival = nextArrival(perSecond, arrival);
  return arrival;
}

/**
 * Where operations come from: the leaves of every generator. Each gives its operation to the thread that has been free
 * the longest, and waits while there is none.
 */
import { isJsonEqual, type Json } from '../base/json';
import { mapSame } from '../base/map-same';
import type { Draw, Random } from '../base/random';
import { drawInt } from '../base/random';
import { due, exhausted, type Generator, type Next, passOn, pending, rewrap } from './generator';

/** What to do, before anyone is chosen to do it. */
export interface Task {
  readonly f: string;
  readonly value: Json;
}

/** The same task, endlessly. */
export function repeat(f: string, value: Json = null): Generator {
  const generator: Generator = {
    next({ free: [thread] }) {
      return thread === undefined ? pending(generator) : due({ thread, f, value }, generator);
    },
    update: () => generator,
  };
  return generator;
}

/** The same function with the whole numbers from 0 on, each once. */
export function count(f: string, from = 0): Generator {
  const generator: Generator = {
    next({ free: [thread] }) {
      return thread === undefined ? pending(generator) : due({ thread, f, value: from }, count(f, from + 1));
    },
    update: () => generator,
  };
  return generator;
}

/** The operations of a generator, all on one of many objects; it hears of no others. */
export function onKey(key: Json, inner: Generator): Generator {
  const self: Generator = {
    next(context) {
      const next = inner.next(context);
      const wrap = (successor: Generator) => onKey(key, successor);
      if (next.kind !== 'op') return rewrap(next, wrap);
      return due({ ...next.op, key }, wrap(next.generator));
    },
    update(event) {
      const isMine = isJsonEqual(event.op.key ?? null, key);
      return isMine ? passOn(self, inner, event, (updated) => onKey(key, updated)) : self;
    },
  };
  return self;
}

/** One random task after another. */
export function random(source: Random, draw: (source: Random) => Draw<Task>): Generator {
  const generator: Generator = {
    next({ free: [thread] }) {
      if (thread === undefined) return pending(generator);
      const { value: task, next } = draw(source);
      return due({ thread, f: task.f, value: task.value }, random(next, draw));
    },
    update: () => generator,
  };
  return generator;
}

/** Each time one of the generators, all equally likely; one that is exhausted leaves the draw. */
export function mix(source: Random, generators: readonly Generator[]): Generator {
  return weightedMix(
    source,
    generators.map((generator) => ({ weight: 1, generator })),
  );
}

/** A generator and its share of the draws: a whole number, where 0 is never. */
export interface Share {
  readonly weight: number;
  readonly generator: Generator;
}

/** Each time one of the generators, as likely as its weight says; one that is exhausted leaves the draw. */
export function weightedMix(source: Random, shares: readonly Share[]): Generator {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const { value: ticket, next: rest } = drawInt(source, total);
  const chosen = placeOf(ticket, shares);
  const self: Generator = {
    next(context): Next {
      const share = shares[chosen];
      if (share === undefined) return exhausted;
      const next = share.generator.next(context);
      if (next.kind === 'exhausted') return weightedMix(rest, without(shares, chosen)).next(context);
      // While it waits the choice stands, so that waiting does not shift the draws.
      const following = next.kind === 'op' ? rest : source;
      return rewrap(next, (generator) => weightedMix(following, shares.with(chosen, withGenerator(share, generator))));
    },
    update(event) {
      const updated = mapSame(shares, (share) => withGenerator(share, share.generator.update(event)));
      return updated === shares ? self : weightedMix(source, updated);
    },
  };
  return self;
}

function withGenerator(share: Share, generator: Generator): Share {
  return share.generator === generator ? share : { weight: share.weight, generator };
}

/** The share that holds the ticket, when each has as many tickets as it weighs. */
function placeOf(ticket: number, shares: readonly Share[]): number {
  let end = 0;
  return shares.findIndex(({ weight }) => {
    end += weight;
    return ticket < end;
  });
}

function without(shares: readonly Share[], index: number): readonly Share[] {
  return shares.filter((_, i) => i !== index);
}

/** At most so many operations of a generator. */
export function limit(most: number, inner: Generator): Generator {
  const self: Generator = {
    next(context) {
      if (most <= 0) return exhausted;
      const next = inner.next(context);
      const left = next.kind === 'op' ? most - 1 : most;
      return rewrap(next, (successor) => limit(left, successor));
    },
    update: (event) => passOn(self, inner, event, (updated) => limit(most, updated)),
  };
  return self;
}

/** A single operation of a generator. */
export function once(inner: Generator): Generator {
  return limit(1, inner);
}

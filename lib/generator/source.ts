/**
 * Where operations come from: the leaves of every generator. Each gives its operation to the thread that has been free
 * the longest, and waits while there is none.
 */
import type { Json } from '../base/json';
import type { Draw, Random } from '../base/random';
import { drawInt } from '../base/random';
import { due, exhausted, type Generator, type Next, passOn, pending, rewrap } from './generator';

/** What to do, before anyone is chosen to do it. */
export interface Task {
  readonly f: string;
  readonly value: Json;
}

/** The same task for ever. */
export function repeat(f: string, value: Json = null): Generator {
  const generator: Generator = {
    next({ free: [thread] }) {
      return thread === undefined ? pending(generator) : due({ thread, f, value }, generator);
    },
    update: () => generator,
  };
  return generator;
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
  const { value: chosen, next: rest } = drawInt(source, generators.length);
  const self: Generator = {
    next(context): Next {
      const generator = generators[chosen];
      if (generator === undefined) return exhausted;
      const next = generator.next(context);
      if (next.kind === 'exhausted') return mix(rest, without(generators, chosen)).next(context);
      // While it waits the choice stands, so that waiting does not shift the draws.
      const following = next.kind === 'op' ? rest : source;
      return rewrap(next, (inner) => mix(following, generators.with(chosen, inner)));
    },
    update(event) {
      const updated = generators.map((generator) => generator.update(event));
      return updated.every((generator, i) => generator === generators[i]) ? self : mix(source, updated);
    },
  };
  return self;
}

function without(generators: readonly Generator[], index: number): readonly Generator[] {
  return generators.filter((_, i) => i !== index);
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

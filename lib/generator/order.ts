/**
 * What comes after what.
 *
 *     sequence(a, b)    a a a a b b b          b begins as soon as a has nothing more to start
 *     phases(a, b)      a a a a│   │b b b      b begins when all that a started is over
 *     cycle(a)          a a a a a a a a a …    a from its beginning, each time it is exhausted
 *     succession(make)  make(0), make(1), …    each time another, until there is none
 */
import { isAllFree } from './context';
import { exhausted, type Generator, passOn, pending, rewrap } from './generator';

/** One generator after the other. */
export function sequence(...generators: readonly Generator[]): Generator {
  const [first, ...rest] = generators;
  if (first === undefined) return nothing;
  const self: Generator = {
    next(context) {
      const next = first.next(context);
      if (next.kind === 'exhausted') return sequence(...rest).next(context);
      return rewrap(next, (successor) => sequence(successor, ...rest));
    },
    update: (event) => passOn(self, first, event, (updated) => sequence(updated, ...rest)),
  };
  return self;
}

/** One generator after the other, each behind a barrier: it begins when every thread is free. */
export function phases(...generators: readonly Generator[]): Generator {
  return sequence(...generators.map(afterAllFree));
}

function afterAllFree(inner: Generator): Generator {
  const self: Generator = {
    next: (context) => (isAllFree(context) ? inner.next(context) : pending(self)),
    // What still completes belongs to the phase before.
    update: () => self,
  };
  return self;
}

/**
 * The generator again and again. Its randomness begins anew each time, too. A generator that is exhausted without
 * having waited or given anything is not asked a second time at the same moment: nothing comes of it.
 */
export function cycle(generator: Generator): Generator {
  return cycling(generator, generator);
}

function cycling(original: Generator, current: Generator): Generator {
  const self: Generator = {
    next(context) {
      const next = current.next(context);
      const again = next.kind === 'exhausted' ? original.next(context) : next;
      return rewrap(again, (successor) => cycling(original, successor));
    },
    update: (event) => passOn(self, current, event, (updated) => cycling(original, updated)),
  };
  return self;
}

type Make = (turn: number) => Generator | undefined;

/** One generator after the other until there is no other, each made when the one before is exhausted. */
export function succession(make: Make, turn = 0): Generator {
  const first = make(turn);
  return first === undefined ? nothing : succeeding(make, turn, first);
}

function succeeding(make: Make, turn: number, current: Generator): Generator {
  const self: Generator = {
    next(context) {
      const next = current.next(context);
      if (next.kind === 'exhausted') return succession(make, turn + 1).next(context);
      return rewrap(next, (successor) => succeeding(make, turn, successor));
    },
    update: (event) => passOn(self, current, event, (updated) => succeeding(make, turn, updated)),
  };
  return self;
}

/** Never anything. */
export const nothing: Generator = {
  next: () => exhausted,
  update: () => nothing,
};

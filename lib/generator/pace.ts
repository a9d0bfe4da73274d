/**
 * When operations happen. A pace holds back what an inner generator would give; deadlines are fixed when the generator
 * is first asked, not when it is built, so that a phase measures from its own beginning.
 */
import { drawUnit, type Random } from '../base/random';
import { type Context, offering, type Thread } from './context';
import { exhausted, type Generator, nanos, passOn, pending, rewrap } from './generator';

/**
 * A worker pauses between the end of one operation and the start of its next.
 *
 *     worker 0   ├──op──┤ delay ├─op─┤ delay ├────op────┤
 *     worker 1   ├─op─┤ delay ├──op──┤ delay ├─op─┤
 */
export function delay(seconds: number, inner: Generator): Generator {
  return seconds > 0 ? delayed(nanos(seconds), inner, new Map()) : inner;
}

function delayed(pauseNanos: number, inner: Generator, readyAt: ReadonlyMap<Thread, number>): Generator {
  const self: Generator = {
    next(context) {
      const { ready, wakeAt } = readyThreads(context, readyAt);
      const next = inner.next(offering(context, ready));
      if (next.kind !== 'pending') return rewrap(next, (successor) => delayed(pauseNanos, successor, readyAt));
      return pending(delayed(pauseNanos, next.generator, readyAt), Math.min(next.wakeAt, wakeAt));
    },
    update(event) {
      const updated = inner.update(event);
      if (!event.isCompletion) return updated === inner ? self : delayed(pauseNanos, updated, readyAt);
      return delayed(pauseNanos, updated, new Map(readyAt).set(event.thread, event.op.time + pauseNanos));
    },
  };
  return self;
}

/** The free threads whose pause is over, and when the next pause ends. */
function readyThreads(context: Context, readyAt: ReadonlyMap<Thread, number>) {
  const ready: Thread[] = [];
  let wakeAt = Number.POSITIVE_INFINITY;
  for (const thread of context.free) {
    const at = readyAt.get(thread) ?? 0;
    if (at <= context.time) ready.push(thread);
    else wakeAt = Math.min(wakeAt, at);
  }
  return { ready, wakeAt };
}

/**
 * Operations of all threads together start at random moments, on average so far apart. Threads that are all busy for
 * a while do not catch up afterwards.
 */
export function stagger(seconds: number, source: Random, inner: Generator): Generator {
  return seconds > 0 ? staggered(nanos(seconds), source, inner, undefined) : inner;
}

function staggered(meanNanos: number, source: Random, inner: Generator, nextAt: number | undefined): Generator {
  const self: Generator = {
    next(context) {
      const dueAt = nextAt ?? context.time;
      if (dueAt > context.time) return pending(self, dueAt);
      const next = inner.next(context);
      if (next.kind !== 'op') return rewrap(next, (successor) => staggered(meanNanos, source, successor, dueAt));
      const { value, next: rest } = drawUnit(source);
      const following = Math.max(dueAt + Math.round(value * 2 * meanNanos), context.time);
      return rewrap(next, (successor) => staggered(meanNanos, rest, successor, following));
    },
    update: (event) => passOn(self, inner, event, (updated) => staggered(meanNanos, source, updated, nextAt)),
  };
  return self;
}

/** Nothing for a while, and then exhausted. The while begins when a thread is free to sleep. */
export function sleep(seconds: number): Generator {
  return sleeping(nanos(seconds), undefined);
}

function sleeping(durationNanos: number, until: number | undefined): Generator {
  const self: Generator = {
    next(context) {
      if (until === undefined && context.free.length === 0) return pending(self);
      const end = until ?? context.time + durationNanos;
      if (context.time >= end) return exhausted;
      return pending(until === undefined ? sleeping(durationNanos, end) : self, end);
    },
    update: () => self,
  };
  return self;
}

/** Nothing until a moment of the context's time, and then exhausted. */
export function sleepUntil(atNanos: number): Generator {
  const self: Generator = {
    next: (context) => (context.time >= atNanos ? exhausted : pending(self, atNanos)),
    update: () => self,
  };
  return self;
}

/** What is made when it is first asked, and so knows when that was. */
export function sinceAsked(make: (askedNanos: number) => Generator): Generator {
  const self: Generator = { next: (context) => make(context.time).next(context), update: () => self };
  return self;
}

/** No operation starts later than so long after the first was asked for. Open ones may still complete. */
export function timeLimit(seconds: number, inner: Generator): Generator {
  return timeLimited(nanos(seconds), inner, undefined);
}

function timeLimited(durationNanos: number, inner: Generator, until: number | undefined): Generator {
  const self: Generator = {
    next(context) {
      const end = until ?? context.time + durationNanos;
      if (context.time >= end) return exhausted;
      const next = inner.next(context);
      const wrap = (successor: Generator) => timeLimited(durationNanos, successor, end);
      return next.kind === 'pending' ? pending(wrap(next.generator), Math.min(next.wakeAt, end)) : rewrap(next, wrap);
    },
    update: (event) => passOn(self, inner, event, (updated) => timeLimited(durationNanos, updated, until)),
  };
  return self;
}

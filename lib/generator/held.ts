/**
 * A thread that acquired releases before it does anything else.
 *
 *     inner      acquire, acquire, …            only for threads that hold nothing
 *     thread 0   acquire ok · release ok · acquire fail · acquire ok · release …
 *
 * What is held when the inner generator is exhausted is released before this one is.
 */
import { offering, type Thread } from './context';
import { due, exhausted, type Generator, pending, rewrap } from './generator';

export function held(inner: Generator): Generator {
  return holding(inner, new Set(), new Set());
}

/** @param asking threads whose acquire is open; what comes of it is not known yet */
function holding(inner: Generator, holders: ReadonlySet<Thread>, asking: ReadonlySet<Thread>): Generator {
  const self: Generator = {
    next(context) {
      const holder = context.free.find((thread) => holders.has(thread));
      if (holder !== undefined) return due({ thread: holder, f: 'release', value: null }, self);
      const next = inner.next(
        offering(
          context,
          context.free.filter((thread) => !holders.has(thread)),
        ),
      );
      if (next.kind !== 'exhausted') return rewrap(next, (successor) => holding(successor, holders, asking));
      return holders.size + asking.size > 0 ? pending(self) : exhausted;
    },
    update(event) {
      const { thread, isCompletion, op } = event;
      if (op.f === 'acquire') {
        const updated = inner.update(event);
        if (!isCompletion) return holding(updated, holders, including(asking, thread));
        return holding(updated, op.type === 'ok' ? including(holders, thread) : holders, without(asking, thread));
      }
      // However a release ends, nobody in that place holds anything any more: the client of an unknown one is gone.
      return op.f === 'release' && isCompletion ? holding(inner, without(holders, thread), asking) : self;
    },
  };
  return self;
}

function including(threads: ReadonlySet<Thread>, thread: Thread): ReadonlySet<Thread> {
  return new Set([...threads, thread]);
}

function without(threads: ReadonlySet<Thread>, thread: Thread): ReadonlySet<Thread> {
  return new Set([...threads].filter((other) => other !== thread));
}

/**
 * Who does what. Workers and the nemesis run beside each other; each part sees only its own threads.
 *
 *     parallel(nemesis(faults), clients(load))
 *
 *     nemesis    ──── start ─────── stop ────── start ──
 *     worker 0   ─op──op──op──op──op──op──op──op──op──op
 *     worker 1   ─op──op──op──op──op──op──op──op──op──op
 */

import { mapSame } from '../base/map-same';
import { isNemesis, type Restriction, restriction, type Thread } from './context';
import { due, exhausted, type Generator, passOn, pending, rewrap } from './generator';

/** Only for the workers. */
export function clients(inner: Generator): Generator {
  return onThreads(isWorker, inner);
}

/** Only for the nemesis. */
export function nemesis(inner: Generator): Generator {
  return onThreads(isNemesis, inner);
}

function isWorker(thread: Thread): boolean {
  return !isNemesis(thread);
}

/** Only for some threads. */
export function onThreads(isMine: (thread: Thread) => boolean, inner: Generator): Generator {
  return restricted(isMine, restriction(isMine), inner);
}

function restricted(isMine: (thread: Thread) => boolean, restrict: Restriction, inner: Generator): Generator {
  const wrap = (successor: Generator) => restricted(isMine, restrict, successor);
  const self: Generator = {
    next: (context) => rewrap(inner.next(restrict(context)), wrap),
    update: (event) => (isMine(event.thread) ? passOn(self, inner, event, wrap) : self),
  };
  return self;
}

/** All at once, the first in the list first when several have something due; exhausted when all are. */
export function parallel(...generators: readonly Generator[]): Generator {
  const self: Generator = {
    next(context) {
      const waiting: Generator[] = [];
      let wakeAt = Number.POSITIVE_INFINITY;
      for (const [i, generator] of generators.entries()) {
        const next = generator.next(context);
        if (next.kind === 'op') {
          return due(next.op, parallel(...waiting, next.generator, ...generators.slice(i + 1)));
        }
        if (next.kind === 'exhausted') continue;
        waiting.push(next.generator);
        wakeAt = Math.min(wakeAt, next.wakeAt);
      }
      return waiting.length === 0 ? exhausted : pending(parallel(...waiting), wakeAt);
    },
    update(event) {
      const updated = mapSame(generators, (generator) => generator.update(event));
      return updated === generators ? self : parallel(...updated);
    },
  };
  return self;
}

/** A copy of the generator for each thread, seeing only that thread: a final read by each client. */
export function eachThread(original: Generator): Generator {
  const self: Generator = {
    next(context) {
      const copies = context.threads.map((thread) => onThreads((other) => other === thread, original));
      return parallel(...copies).next(context);
    },
    // The copies come to be when first asked; no event before that is theirs.
    update: () => self,
  };
  return self;
}

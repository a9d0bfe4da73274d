/**
 * A generator decides what happens next, and when. It is a value: asking it changes nothing, and what it would do
 * afterwards is another generator. All its randomness lies inside it, so the same seed and the same completions give
 * the same operations, in the runner as in the simulator.
 *
 *               next(context)                  update(event)
 *     generator ─────────────▶ op, generator' ──────────────▶ generator''
 *                            ▶ pending until a time or a completion
 *                            ▶ exhausted: nothing more, ever
 *
 * Laws: an op goes to a free thread of the context and is due at its time; after `pending` the successor replaces the
 * generator, for it may have fixed a deadline; `update` hears of every invocation and completion, in order.
 */
import type { Json } from '../base/json';
import type { Op } from '../history/op';
import type { Context, Thread } from './context';

export interface Generator {
  next(context: Context): Next;
  update(event: GeneratorEvent): Generator;
}

export type Next = Due | Pending | Exhausted;

/** An operation to invoke now. */
export interface Due {
  readonly kind: 'op';
  readonly op: Invocation;
  readonly generator: Generator;
}

/** Nothing before `wakeAt` (nanoseconds; Infinity: nothing before a completion). */
export interface Pending {
  readonly kind: 'pending';
  readonly wakeAt: number;
  readonly generator: Generator;
}

export interface Exhausted {
  readonly kind: 'exhausted';
}

export interface Invocation {
  readonly thread: Thread;
  readonly f: string;
  readonly value: Json;
  /** Which of many objects it is on. */
  readonly key?: Json;
  /** Of an open load: when it was due, in nanoseconds since the start of the test. */
  readonly arrival?: number;
}

/** An invocation or completion that has happened on a thread. */
export interface GeneratorEvent {
  readonly thread: Thread;
  /** The types do not tell: the nemesis speaks in `info` when it begins as when it is done. */
  readonly isCompletion: boolean;
  readonly op: Op;
}

export const exhausted: Exhausted = { kind: 'exhausted' };

export function due(op: Invocation, generator: Generator): Due {
  return { kind: 'op', op, generator };
}

export function pending(generator: Generator, wakeAt = Number.POSITIVE_INFINITY): Pending {
  return { kind: 'pending', wakeAt, generator };
}

/** The answer of an inner generator, its successor wrapped again. */
export function rewrap(next: Next, wrap: (inner: Generator) => Generator): Next {
  if (next.kind === 'op') return due(next.op, wrap(next.generator));
  if (next.kind === 'pending') return pending(wrap(next.generator), next.wakeAt);
  return next;
}

/** Passes an event on; the wrapper stays the same value while the inner generator does. */
export function passOn(
  self: Generator,
  inner: Generator,
  event: GeneratorEvent,
  wrap: (inner: Generator) => Generator,
): Generator {
  const updated = inner.update(event);
  return updated === inner ? self : wrap(updated);
}

const nanosPerSecond = 1e9;

export function nanos(seconds: number): number {
  return Math.round(seconds * nanosPerSecond);
}

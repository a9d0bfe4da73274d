/**
 * The one format in which a history flows from the runner to the disk, the wire, the checker and the canvas.
 *
 *     index  process  type    f      value
 *     0      0        invoke  write  1         ┐ one operation: an invocation
 *     1      0        ok      write  1         ┘ and its completion
 *     2      1        invoke  read   null
 *     3      1        ok      read   1
 *
 * Laws: indexes count up from 0 without gaps; times never go back; a process has at most one open invocation, and is
 * never seen again after an `info`, which leaves its operation open to the end.
 */
import type { Json } from '../base/json';

/** A client process is a whole number; the nemesis has a name. */
export type Process = number | 'nemesis';

/** `ok`: it happened. `fail`: it certainly did not. `info`: unknown. The nemesis speaks in `info` only. */
export type OpType = 'invoke' | 'ok' | 'fail' | 'info';

/** What the system said about where in its own log an answer stands (etcd: modifiedIndex and the X-Etcd-Index header). */
export interface Revision {
  readonly modifiedIndex?: number;
  readonly index?: number;
}

export interface Op {
  readonly index: number;
  /** Nanoseconds since the start of the test; whole, and exact up to 2^53 (104 days). */
  readonly time: number;
  readonly process: Process;
  readonly type: OpType;
  readonly f: string;
  /** What was asked, and in a completion what the client answered. read: null, then the value; cas: [expected, new]. */
  readonly value: Json;
  /** Which of many objects it is on; absent where there is one. Set where the op is made or read, never guessed. */
  readonly key?: Json;
  readonly error?: Json;
  readonly node?: string;
  readonly revision?: Revision;
  /**
   * What the history of another program says about the op beyond all that, e.g. an exception or clock offsets; and of an
   * invocation of an open load its `arrival`, the time at which it was due.
   */
  readonly extra?: { readonly [key: string]: Json };
}

export type History = readonly Op[];

/** A history as it is read: an array of its ops, or columns that make an op when it is asked for (`op-columns.ts`). */
export interface OpSequence extends Iterable<Op> {
  readonly length: number;
  /** @param place from 0 on */
  at(place: number): Op | undefined;
}

/** The op at a place that may be none, as where an operation never completed; below 0 an array counts from its end. */
export function opAt(history: OpSequence, place: number): Op | undefined {
  return place < 0 ? undefined : history.at(place);
}

/** When an invocation was due: a little before its time in an open load, at its time otherwise. Latencies count from here. */
export function dueTime({ time, extra }: Pick<Op, 'time' | 'extra'>): number {
  const arrival = extra?.arrival;
  return typeof arrival === 'number' && arrival <= time ? arrival : time;
}

export function isClientOp(op: Op): op is Op & { readonly process: number } {
  return op.process !== 'nemesis';
}

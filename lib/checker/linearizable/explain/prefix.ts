/**
 * The part of a history before the violating operation, laid out so that parts of it can be looked at again and
 * again: which call begins or returns at each place. A million operations take two numbers each, no objects and no sort.
 */
import { present } from '../../../base/assert';
import type { Call } from '../search/calls';

export interface Prefix {
  /** Calls made before the end, the violating operation among them, in the order of their invocations. */
  readonly calls: readonly Call[];
  /** The violating operation, and its place among the calls. */
  readonly violating: Call;
  readonly violatingPlace: number;
  /** History index of the violating operation's completion. */
  readonly end: number;
  /** By history index: place + 1 of the call that begins there, −(place + 1) of the one that returns there, else 0. */
  readonly at: Int32Array;
  /** Places of the calls that have not returned before the end, crashed ones included, without the violating operation. */
  readonly open: readonly number[];
}

export function prefixOf(all: readonly Call[], violating: Call): Prefix {
  const end = violating.returned;
  const calls: Call[] = [];
  const at = new Int32Array(end + 1);
  const open: number[] = [];
  let violatingPlace = -1;
  for (const call of all) {
    if (call.invoked >= end) break;
    const place = calls.length;
    calls.push(call);
    at[call.invoked] = place + 1;
    if (call.returned <= end) at[call.returned] = -(place + 1);
    else open.push(place);
    if (call === violating) violatingPlace = place;
  }
  return { calls, violating, violatingPlace, end, at, open };
}

/** The call that was invoked at a place of the history, by its place among the calls. */
export function placeOf({ at }: Prefix, invoked: number): number {
  return present(at[invoked], 'invocation') - 1;
}

export function callAt({ calls }: Prefix, place: number): Call {
  return present(calls[place], 'call');
}

/** Whether the operation certainly happened before the end: it returned, and is not the violating operation. */
export function isDone({ end }: Prefix, call: Call): boolean {
  return call.returned < end;
}

/** The operations that returned before the end, the latest first. */
export function latestDone({ at, end }: Prefix, limit: number): number[] {
  const places: number[] = [];
  for (let index = end - 1; index >= 0 && places.length < limit; index--) {
    const event = at[index] ?? 0;
    if (event < 0) places.push(-event - 1);
  }
  return places;
}

/** How many calls return before a place of the history: in every order they stand before what is invoked there. */
export function returnsBefore({ at }: Prefix, index: number): number {
  let count = 0;
  for (let place = 0; place < index; place++) if ((at[place] ?? 0) < 0) count++;
  return count;
}

/** Places of the open calls that the beginning of an order has not taken, in the order of their invocations. */
export function openBehind(prefix: Prefix, order: readonly number[], length = order.length): number[] {
  const [first] = prefix.open;
  if (first === undefined) return [];
  const taken = new Set<number>();
  for (let index = returnsBefore(prefix, callAt(prefix, first).invoked); index < length; index++) {
    const place = placeOf(prefix, order[index] ?? 0);
    if (!isDone(prefix, callAt(prefix, place))) taken.add(place);
  }
  return prefix.open.filter((place) => !taken.has(place));
}

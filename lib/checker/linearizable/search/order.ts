/**
 * From a path to a linearization. A path holds what was taken on purpose; a blind operation that became free and was
 * taken without being seen is not on it. It stands just before a blind operation of the path that was taken while it was
 * open, which is how it became free.
 */
import { assert } from '../../../base/assert';
import type { Path } from './path-log';
import type { Schedule } from './schedule';
import type { Steps } from './steps';

/** Where a list of hidden calls ends. */
const none = -1;

/** Indexes of invocations, in an order in which everything that returned before event `end` takes effect. */
export function orderOf({ calls, events }: Path, schedule: Schedule, steps: Steps, end: number): number[] {
  const { first, next, count } = hiddenBefore(calls, events, schedule, steps, end);
  const order = new Array<number>(calls.length + count);
  let length = 0;
  for (let place = 0; place < calls.length; place++) {
    for (let call = first[place] as number; call !== none; call = next[call] as number) {
      order[length++] = schedule.invoked[call] as number;
    }
    order[length++] = schedule.invoked[calls[place] as number] as number;
  }
  return order;
}

/** Lists of hidden calls: the first one by the place of the path that it stands before, and after each call the next. */
function hiddenBefore(calls: Int32Array, events: Int32Array, schedule: Schedule, steps: Steps, end: number) {
  const isOnPath = new Uint8Array(schedule.length);
  for (const call of calls) isOnPath[call] = 1;
  const begun = new Int32Array(schedule.length);
  const first = new Int32Array(calls.length).fill(none);
  const next = new Int32Array(schedule.length).fill(none);
  let count = 0;
  let place = 0;
  for (let event = 0; event < end; event++) {
    const call = (schedule.events[event] as number) >>> 1;
    if (((schedule.events[event] as number) & 1) === 0) {
      begun[call] = event;
      continue;
    }
    if (isOnPath[call] === 1) continue;
    // The last blind operation that was taken before this one returned.
    while (place < calls.length && (events[place] as number) < event) place++;
    let before = place - 1;
    while (before >= 0 && !steps.isBlind(schedule.classes[calls[before] as number] as number)) before--;
    assert(before >= 0 && (events[before] as number) > (begun[call] as number), 'a hidden operation became free');
    next[call] = first[before] as number;
    first[before] = call;
    count++;
  }
  return { first, next, count };
}

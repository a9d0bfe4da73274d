/**
 * From a path to a linearization. A path holds what was taken on purpose; a blind operation that became free and was
 * taken without being seen is not on it. It stands just before a blind operation of the path that was taken while it was
 * open, which is how it became free.
 */
import { assert } from '../../../base/assert';
import type { Steps } from '../steps';
import type { Path } from './path-log';
import type { Schedule } from './schedule';

/** Indexes of invocations, in an order in which everything that returned before event `end` takes effect. */
export function orderOf({ calls, events }: Path, schedule: Schedule, steps: Steps, end: number): number[] {
  const hidden = hiddenBefore(calls, events, schedule, steps, end);
  const order: number[] = [];
  for (let place = 0; place < calls.length; place++) {
    for (const call of hidden.get(place) ?? []) order.push(schedule.invoked[call] as number);
    order.push(schedule.invoked[calls[place] as number] as number);
  }
  return order;
}

/** Hidden calls by the place of the path that they stand before. */
function hiddenBefore(calls: Int32Array, events: Int32Array, schedule: Schedule, steps: Steps, end: number) {
  const isOnPath = new Uint8Array(schedule.length);
  for (const call of calls) isOnPath[call] = 1;
  const begun = new Int32Array(schedule.length);
  const hidden = new Map<number, number[]>();
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
    const others = hidden.get(before);
    if (others) others.push(call);
    else hidden.set(before, [call]);
  }
  return hidden;
}

/**
 * A history as the search walks it: calls and returns as columns of numbers. What cannot matter is gone: failed
 * operations did not happen, and a crashed operation that only reads can be taken as never having happened.
 */
import type { History, Op } from '../../../history/op';
import type { Call } from '../calls';
import type { Steps } from '../steps';

/** Stands in `returned` for an operation that may take effect at any later time. */
export const never = 2 ** 31 - 1;

/** A call is its place in these columns; calls are in the order of their invocations. */
export interface Schedule {
  readonly length: number;
  readonly classes: Int32Array;
  /** Index of the invocation in the history; names the operation. */
  readonly invoked: Int32Array;
  /** Index of the completion in the history, or `never`. */
  readonly returned: Int32Array;
  /** 1 where the operation may have happened in its interval, or not at all. */
  readonly optional: Uint8Array;
  /** In the order of the history: twice the call, plus one where it returns. */
  readonly events: Int32Array;
}

/** The history index of an event. */
export function timeOf({ events, invoked, returned }: Schedule, event: number): number {
  const call = (events[event] as number) >>> 1;
  return (((events[event] as number) & 1) === 1 ? returned : invoked)[call] as number;
}

/** Stands for no call. */
const none = -1;

/** `completions` holds for each invocation the index of its completion, or less than 0. */
export function scheduleOf(history: History, completions: Int32Array, steps: Steps): Schedule {
  const builder = new ScheduleBuilder(history.length >>> 1);
  /** For each invocation its call, so that the completion finds it. */
  const callAt = new Int32Array(history.length).fill(none);
  for (let index = 0; index < history.length; index++) {
    const op = history[index] as Op;
    if (op.process === 'nemesis') continue;
    if (op.type !== 'invoke') {
      const call = callAt[index] as number;
      if (call !== none) builder.finish(call, index);
      continue;
    }
    const completion = completions[index] as number;
    const completed = completion < 0 ? undefined : history[completion];
    if (completed?.type === 'fail') continue;
    const isOk = completed?.type === 'ok';
    const value = isOk ? (completed.value ?? op.value) : op.value;
    const classId = steps.classOf({ f: op.f, value, process: op.process });
    if (!isOk && steps.isReadOnly(classId)) continue;
    const call = builder.begin(classId, index, false);
    if (isOk) callAt[completion] = call;
  }
  return builder.build();
}

export function scheduleOfCalls(calls: readonly Call[]): Schedule {
  const builder = new ScheduleBuilder(calls.length);
  const byInvocation = [...calls].sort((a, b) => a.invoked - b.invoked);
  const places = byInvocation.map((_, place) => place).filter((place) => returnOf(byInvocation, place) < never);
  places.sort((a, b) => returnOf(byInvocation, a) - returnOf(byInvocation, b));
  let finished = 0;
  for (const [place, call] of byInvocation.entries()) {
    for (let next = places[finished]; next !== undefined && returnOf(byInvocation, next) < call.invoked; ) {
      builder.finish(next, returnOf(byInvocation, next));
      next = places[++finished];
    }
    if (builder.begin(call.classId, call.invoked, call.isOptional === true) !== place)
      throw new Error('calls in order');
  }
  for (const place of places.slice(finished)) builder.finish(place, returnOf(byInvocation, place));
  return builder.build();
}

function returnOf(calls: readonly Call[], place: number): number {
  return Math.min(never, calls[place]?.returned ?? never);
}

/** A schedule that grows at its end, and can be cut back to where it was. */
export class ScheduleBuilder implements Schedule {
  length = 0;
  eventCount = 0;
  classes: Int32Array;
  invoked: Int32Array;
  returned: Int32Array;
  optional: Uint8Array;
  events: Int32Array;

  constructor(expected = 0) {
    const capacity = Math.max(16, expected + 1);
    this.classes = new Int32Array(capacity);
    this.invoked = new Int32Array(capacity);
    this.returned = new Int32Array(capacity);
    this.optional = new Uint8Array(capacity);
    this.events = new Int32Array(2 * capacity);
  }

  begin(classId: number, invoked: number, isOptional: boolean): number {
    const call = this.length++;
    if (call >= this.classes.length) this.grow();
    this.classes[call] = classId;
    this.invoked[call] = invoked;
    this.returned[call] = never;
    this.optional[call] = isOptional ? 1 : 0;
    this.events[this.eventCount++] = 2 * call;
    return call;
  }

  finish(call: number, returned: number): void {
    this.returned[call] = returned;
    this.events[this.eventCount++] = 2 * call + 1;
  }

  cut(length: number, eventCount: number): void {
    this.length = length;
    this.eventCount = eventCount;
  }

  build(): Schedule {
    const { length } = this;
    return {
      length,
      classes: this.classes.subarray(0, length),
      invoked: this.invoked.subarray(0, length),
      returned: this.returned.subarray(0, length),
      optional: this.optional.subarray(0, length),
      events: this.events.subarray(0, this.eventCount),
    };
  }

  private grow(): void {
    const twice = (column: Int32Array) => {
      const larger = new Int32Array(2 * column.length);
      larger.set(column);
      return larger;
    };
    this.classes = twice(this.classes);
    this.invoked = twice(this.invoked);
    this.returned = twice(this.returned);
    this.events = twice(this.events);
    const optional = new Uint8Array(2 * this.optional.length);
    optional.set(this.optional);
    this.optional = optional;
  }
}

/** The calls of the schedule one by one, for those who look at few histories closely. */
export function callsOfSchedule(schedule: Schedule, steps: Steps): Call[] {
  return Array.from({ length: schedule.length }, (_, call) => {
    const classId = schedule.classes[call] as number;
    const returned = schedule.returned[call] as number;
    return {
      invoked: schedule.invoked[call] as number,
      returned: returned === never ? Number.POSITIVE_INFINITY : returned,
      classId,
      isReadOnly: steps.isReadOnly(classId),
    };
  });
}

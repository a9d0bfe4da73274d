/**
 * A history as the search walks it: calls and returns as columns of numbers. What cannot matter is gone: failed
 * operations did not happen, and a crashed operation that only reads can be taken as never having happened.
 */
import { fieldsOf } from '../../../history/fields';
import type { OpSequence } from '../../../history/op';
import type { Call } from './calls';
import type { Steps } from './steps';

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
export function scheduleOf(history: OpSequence, completions: Int32Array, steps: Steps): Schedule {
  const builder = new ScheduleBuilder(history.length >>> 1);
  /** For each invocation its call, so that the completion finds it. */
  const callAt = new Int32Array(history.length).fill(none);
  const fields = fieldsOf(history);
  for (let index = 0; index < fields.length; index++) {
    const process = fields.processAt(index);
    if (process === 'nemesis') continue;
    if (fields.typeAt(index) !== 'invoke') {
      const call = callAt[index] as number;
      if (call !== none) builder.finish(call, index);
      continue;
    }
    const completion = completions[index] as number;
    const ending = completion < 0 ? 'info' : fields.typeAt(completion);
    if (ending === 'fail') continue;
    const isOk = ending === 'ok';
    const asked = fields.valueAt(index);
    const value = isOk ? (fields.valueAt(completion) ?? asked) : asked;
    const classId = steps.classOf({ f: fields.functionAt(index), value, process });
    if (!isOk && steps.isReadOnly(classId)) continue;
    const call = builder.begin(classId, index);
    if (isOk) callAt[completion] = call;
  }
  return builder.build();
}

/** A schedule that grows at its end, and can be cut back to where it was. */
export class ScheduleBuilder implements Schedule {
  length = 0;
  eventCount = 0;
  classes: Int32Array;
  invoked: Int32Array;
  returned: Int32Array;
  events: Int32Array;

  constructor(expected = 0) {
    const capacity = Math.max(16, expected + 1);
    this.classes = new Int32Array(capacity);
    this.invoked = new Int32Array(capacity);
    this.returned = new Int32Array(capacity);
    this.events = new Int32Array(2 * capacity);
  }

  begin(classId: number, invoked: number): number {
    const call = this.length++;
    if (call >= this.classes.length) this.#grow();
    this.classes[call] = classId;
    this.invoked[call] = invoked;
    this.returned[call] = never;
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
      events: this.events.subarray(0, this.eventCount),
    };
  }

  #grow(): void {
    const twice = (column: Int32Array) => {
      const larger = new Int32Array(2 * column.length);
      larger.set(column);
      return larger;
    };
    this.classes = twice(this.classes);
    this.invoked = twice(this.invoked);
    this.returned = twice(this.returned);
    this.events = twice(this.events);
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

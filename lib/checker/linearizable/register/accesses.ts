/**
 * A schedule as a register sees it: what each call expects to find and what it leaves, as numbers of values. A read
 * expects, a write leaves, and a cas does both; a read of unknown value does neither. One more call is the
 * write that left the initial value before everything else.
 *
 * A moment is an index of the history plus one; the initial write has moment 0 to itself.
 */
import { never, type Schedule } from '../search/schedule';
import type { Steps } from '../search/steps';

/** Stands for no value, no call and no moment. */
export const none = -1;

export interface Accesses {
  readonly expects: Int32Array;
  readonly leaves: Int32Array;
  /** Moments; `never` where the call does not end. */
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  /** The call that begins or ends at a moment. */
  readonly callAt: Int32Array;
  readonly initialWrite: number;
}

export const empty = new Int32Array(0);

/** The column with more room, which is filled with a value. */
export function grown(column: Int32Array, length: number, value: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(column);
  return larger.fill(value, column.length);
}

/** Undefined where the model is no register, or has an operation that no register knows. */
export function accessesOf(schedule: Schedule, steps: Steps): Accesses | undefined {
  const { length, classes, invoked, returned } = schedule;
  const byClass: (readonly [expects: number, leaves: number])[] = [];
  for (let classId = 0; classId < steps.classCount; classId++) {
    const access = steps.accessOf(classId);
    if (!access) return undefined;
    byClass.push([access.expects ?? none, access.leaves ?? none]);
  }
  const column = () => new Int32Array(length + 1);
  const [expects, leaves, begins, ends] = [column(), column(), column(), column()];
  const last = length === 0 ? 0 : latestMoment(schedule);
  const callAt = new Int32Array(last + 1).fill(none);
  for (let call = 0; call < length; call++) {
    const [expected = none, left = none] = byClass[classes[call] as number] ?? [];
    expects[call] = expected;
    leaves[call] = left;
    begins[call] = (invoked[call] as number) + 1;
    callAt[begins[call] as number] = call;
    ends[call] = returned[call] === never ? never : (returned[call] as number) + 1;
    if (ends[call] !== never) callAt[ends[call] as number] = call;
  }
  expects[length] = none;
  leaves[length] = steps.initial;
  callAt[0] = length;
  return { expects, leaves, begins, ends, callAt, initialWrite: length };
}

function latestMoment({ events, invoked, returned }: Schedule): number {
  const event = events.at(-1) ?? 0;
  return (((event & 1) === 1 ? returned : invoked)[event >>> 1] as number) + 1;
}

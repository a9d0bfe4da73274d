/**
 * The schedule of a system of several objects as one of each, where no operation connects them. Operations that touch a
 * common object, or objects that a third operation touches together, stay together; all others know nothing of each
 * other.
 *
 *     w x 1 ▬▬▬     r x,y ▬▬▬        x and y are one part, for a transaction reads both;
 *        w z 3 ▬▬▬                   z is another
 */
import { present } from '../../../base/assert';
import { type Schedule, ScheduleBuilder } from '../search/schedule';
import type { Steps } from '../search/steps';

/** In its schedule an operation is named by where it stands among the events of the part. */
export interface SchedulePart {
  readonly schedule: Schedule;
  readonly steps: Steps;
  /** By call of the part and by event of the part, what it is in the whole. */
  readonly calls: readonly number[];
  readonly events: readonly number[];
}

/** Undefined where the model is of one object, or of an operation nobody knows what it touches. */
export function splitSchedule(schedule: Schedule, steps: Steps): readonly SchedulePart[] | undefined {
  const groups = groupsOf(schedule, steps);
  if (!groups) return undefined;
  const parts = new Map<number, PartBuilder>();
  for (const [group, classIds] of classesByGroup(groups)) parts.set(group, new PartBuilder(steps, classIds));
  const { classes, events } = schedule;
  const partCalls = new Int32Array(schedule.length);
  for (let event = 0; event < events.length; event++) {
    const call = (events[event] as number) >>> 1;
    const classId = classes[call] as number;
    const part = present(parts.get(groups.get(classId) as number), 'the part of a class');
    if (((events[event] as number) & 1) === 1) part.finish(partCalls[call] as number, event);
    else partCalls[call] = part.begin(classId, call, event);
  }
  return [...parts.values()].map((part) => part.build());
}

type Groups = ReadonlyMap<number, number>;

/**
 * For each class its group; classes of one group touch objects that are connected. An operation that the schedule leaves out,
 * as a read that never returned, connects nothing.
 */
function groupsOf({ classes }: Schedule, steps: Steps): Groups | undefined {
  const connected = new Connected();
  const firsts = new Map<number, string | undefined>();
  for (const classId of new Set(classes)) {
    const touched = steps.touchedBy(classId);
    if (!touched) return undefined;
    const [first, ...others] = touched;
    firsts.set(classId, first);
    for (const other of others) connected.connect(present(first, 'an object'), other);
  }
  // What touches nothing fits everywhere.
  const anywhere = [...firsts.values()].find((first) => first !== undefined);
  if (anywhere === undefined) return undefined;
  return new Map([...firsts].map(([classId, first]) => [classId, connected.groupOf(first ?? anywhere)]));
}

function classesByGroup(groups: Groups): ReadonlyMap<number, readonly number[]> {
  const classes = new Map<number, number[]>();
  for (const [classId, group] of groups) {
    const alike = classes.get(group);
    if (alike) alike.push(classId);
    else classes.set(group, [classId]);
  }
  return classes;
}

/** Names that are connected, as trees of numbers (Tarjan, 1975). */
class Connected {
  readonly #numbers = new Map<string, number>();
  readonly #parents: number[] = [];

  groupOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return this.#rootOf(known);
    const number = this.#parents.length;
    this.#numbers.set(name, number);
    this.#parents.push(number);
    return number;
  }

  connect(a: string, b: string): void {
    const root = this.groupOf(a);
    this.#parents[this.groupOf(b)] = root;
  }

  #rootOf(number: number): number {
    let root = number;
    while (this.#parents[root] !== root) root = this.#parents[root] as number;
    this.#parents[number] = root;
    return root;
  }
}

class PartBuilder {
  readonly #builder = new ScheduleBuilder();
  readonly #steps: Steps;
  readonly #classIds = new Map<number, number>();
  readonly #calls: number[] = [];
  readonly #events: number[] = [];

  constructor(whole: Steps, classIds: readonly number[]) {
    const part = whole.ofObjects(classIds);
    this.#steps = part.steps;
    for (const [place, classId] of classIds.entries()) this.#classIds.set(classId, part.classIds[place] as number);
  }

  begin(classId: number, call: number, event: number): number {
    this.#calls.push(call);
    this.#events.push(event);
    return this.#builder.begin(present(this.#classIds.get(classId), 'a class of the part'), this.#events.length - 1);
  }

  finish(partCall: number, event: number): void {
    this.#events.push(event);
    this.#builder.finish(partCall, this.#events.length - 1);
  }

  build(): SchedulePart {
    return { schedule: this.#builder.build(), steps: this.#steps, calls: this.#calls, events: this.#events };
  }
}

/**
 * Reads a schedule as the calls of a register that counts its changes: columns with the version that each call tells, and
 * the values that it expects and leaves. `decide-versions.ts` lays them out on a line, by version. Each operation that
 * returned tells its version, so their order is known, except among reads of one version, where it does not matter:
 *
 *     version    0   │  1       │  2            │  3
 *                r r │  w r r   │  ? r          │  w
 *                                  └ made by an operation that never returned
 *
 * What is left to find is that this order agrees with real time, and, for each version that no operation claims, an
 * operation that never returned and may have made it.
 */
import { jsonKey } from '../../../base/json-key';
import { never, type Schedule } from '../search/schedule';
import type { Steps } from '../search/steps';

/** Stands for no version, no value and no call. */
export const none = -1;

/** The calls of a schedule; values are numbers. */
export interface VersionedCalls {
  /** From the start of the history: 0 is the version that it begins with. */
  readonly versions: Int32Array;
  readonly expects: Int32Array;
  /** `none` for a read. */
  readonly leaves: Int32Array;
  readonly begins: Int32Array;
  /** `never` where the call does not end. */
  readonly ends: Int32Array;
  readonly initialValue: number;
}

/** Undefined where the model counts no changes, or an operation returned without its version. */
export function versionedCallsOf(schedule: Schedule, steps: Steps): VersionedCalls | undefined {
  const { start } = steps;
  if (!start) return undefined;
  const numbers = new Map<string | number, number>();
  const numberOf = (value: Parameters<typeof jsonKey>[0] | undefined) => {
    if (value === undefined) return none;
    const key = jsonKey(value);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  const initialValue = numberOf(start.value);
  const byClass: (readonly [version: number, expects: number, leaves: number])[] = [];
  for (let classId = 0; classId < steps.classCount; classId++) {
    const access = steps.versionedAccessOf(classId);
    if (!access) return undefined;
    const { version, expects, leaves } = access;
    // One before the start is no version, and must not look as if it were unknown.
    if (version !== undefined && version < start.version) return undefined;
    // Above the number of calls one version is as impossible as another, and a column holds no number of any size.
    const told = version === undefined ? none : Math.min(version - start.version, schedule.length + 1);
    byClass.push([told, numberOf(expects), numberOf(leaves)]);
  }
  const { length, classes, invoked, returned } = schedule;
  const column = () => new Int32Array(length);
  const [versions, expects, leaves] = [column(), column(), column()];
  for (let call = 0; call < length; call++) {
    const [version, expected, left] = byClass[classes[call] as number] ?? [none, none, none];
    if (version === none && returned[call] !== never) return undefined;
    versions[call] = version;
    expects[call] = expected;
    leaves[call] = left;
  }
  return { versions, expects, leaves, begins: invoked, ends: returned, initialValue };
}

/**
 * What the in-memory system holds for each workload, as one value that is replicated whole: a register's value, the
 * values of many by their keys, the elements of a set, whether a lock is held.
 */
import { isJsonArray, isJsonEqual, type Json } from '@/lib/base/json';
import type { WorkloadName } from '@/lib/catalog/workloads';
import type { Op } from '@/lib/history/op';

/** What an update comes to, with its answer where that is not its argument; `waits` until something else happens. */
export type Update = { readonly state: Json; readonly answer?: Json } | { readonly refused: Json } | 'waits';

export interface Structure {
  /** Whether an update changes all that any read shows, so that the index of the latest update is the value's own. */
  readonly isOneValue: boolean;
  /** The value with which a read completes. */
  read(state: Json, op: Op): Json;
  update(state: Json, op: Op): Update;
}

const register: Structure = {
  isOneValue: true,
  read: (state) => state,
  update(state, { f, value }) {
    if (f === 'write') return { state: value };
    if (f !== 'cas' || value === null || !isJsonArray(value)) return unknown(f);
    const [expected = null, replacement = null] = value;
    return isJsonEqual(state, expected) ? { state: replacement } : { refused: 'compare-failed' };
  },
};

const registers: Structure = {
  isOneValue: false,
  read: (state, op) => valuesOf(state)[keyOf(op)] ?? null,
  update(state, op) {
    const values = valuesOf(state);
    const updated = register.update(values[keyOf(op)] ?? null, op);
    if (updated === 'waits' || 'refused' in updated) return updated;
    return { state: { ...values, [keyOf(op)]: updated.state } };
  },
};

const set: Structure = {
  isOneValue: true,
  read: (state) => elementsOf(state),
  update: (state, { f, value }) => (f === 'add' ? { state: [...elementsOf(state), value] } : unknown(f)),
};

const mutex: Structure = {
  isOneValue: true,
  read: (state) => state,
  update(isHeld, { f }) {
    if (f === 'acquire') return isHeld === true ? 'waits' : { state: true };
    if (f !== 'release') return unknown(f);
    return isHeld === true ? { state: false } : { refused: 'not held' };
  },
};

export const structures: Readonly<Record<WorkloadName, Structure>> = { register, registers, set, mutex };

function unknown(f: string): Update {
  return { refused: `unknown operation ${f}` };
}

function keyOf({ key = null }: Op): string {
  return JSON.stringify(key);
}

function valuesOf(state: Json): Readonly<Record<string, Json>> {
  return (state ?? {}) as Readonly<Record<string, Json>>;
}

function elementsOf(state: Json): readonly Json[] {
  return (state ?? []) as readonly Json[];
}

/**
 * Several registers, each under a key, read and written in transactions that happen at one moment.
 *
 *     txn    [["r", "x", 1], ["w", "y", 2]]   in order; a read sees what the transaction wrote before it
 *     read   ["x", 1] or {"x": 1, "y": 2}     also `r`
 *     write  ["x", 1] or {"x": 1, "y": 2}     also `w`
 *
 * A read of null is a read whose value is unknown. Keys are told apart by their text without a leading colon, as the keys
 * of a map are: `:x` is "x", and 1 is "1".
 */
import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import { InitialStateError } from './initial';
import type { Model, ModelOp, Step } from './model';

const name = 'multi-register';

type Registers = { readonly [key: string]: Json };

/** One read or write of a transaction. */
interface Access {
  readonly isWrite: boolean;
  readonly key: string;
  readonly value: Json;
}

export function multiRegister(initial: Json = null): Model {
  const registers = initial ?? {};
  if (!isMap(registers)) {
    throw new InitialStateError(name, 'a map from keys to values', initial);
  }
  return {
    name,
    summary:
      'txn of ["r" key value] and ["w" key value], read and write of keys; starts with a map from keys to values',
    initial: Object.entries(registers).reduce<Registers>(
      (state, [key, value]) => written(state, keyOf(key), value),
      {},
    ),
    step: stepMultiRegister,
    isReadOnly: (op) => {
      const accesses = accessesOf(op);
      return accesses.ok && accesses.value.every(({ isWrite }) => !isWrite);
    },
    format: formatJson,
  };
}

function stepMultiRegister(state: Json, op: ModelOp): Step {
  const accesses = accessesOf(op);
  if (!accesses.ok) return { inconsistent: accesses.error };
  let registers: Registers = isMap(state) ? state : {};
  for (const { isWrite, key, value } of accesses.value) {
    const held = Object.hasOwn(registers, key) ? (registers[key] ?? null) : null;
    if (isWrite) registers = written(registers, key, value);
    else if (value !== null && !isJsonEqual(held, value)) {
      return { inconsistent: `can't read ${formatJson(value)} from ${key}, which holds ${formatJson(held)}` };
    }
  }
  return { state: registers };
}

/** A register that holds null is one that was never written, and is left out: equal states have equal keys, in order. */
function written(registers: Registers, key: string, value: Json): Registers {
  const others = Object.entries(registers).filter(([other]) => other !== key);
  if (value !== null) others.push([key, value]);
  return Object.fromEntries(others.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function accessesOf({ f, value }: ModelOp): Result<readonly Access[], string> {
  const kind = kindOf(f);
  if (kind === undefined) return f === 'txn' ? transaction(value) : err(`a ${name} knows no ${f}`);
  const isWrite = kind === 'w';
  if (value === null && !isWrite) return ok([]);
  if (isMap(value)) return ok(Object.entries(value).map(([key, item]) => ({ isWrite, key: keyOf(key), value: item })));
  if (!isArray(value) || value.length !== 2) {
    return err(`a ${f} takes [key value] or a map of them, not ${formatJson(value)}`);
  }
  const [key = null, item = null] = value;
  return ok([{ isWrite, key: keyOf(key), value: item }]);
}

function transaction(value: Json): Result<readonly Access[], string> {
  if (!isArray(value)) return err(`a txn takes a list of [f key value], not ${formatJson(value)}`);
  const accesses: Access[] = [];
  for (const step of value) {
    const [f = null, key = null, item = null] = isArray(step) && step.length === 3 ? step : [];
    const kind = typeof f === 'string' ? kindOf(f.replace(/^:/, '')) : undefined;
    if (!kind) {
      return err(`a txn takes steps [r key value] and [w key value], not ${formatJson(step)}`);
    }
    accesses.push({ isWrite: kind === 'w', key: keyOf(key), value: item });
  }
  return ok(accesses);
}

function kindOf(f: string): 'r' | 'w' | undefined {
  if (f === 'r' || f === 'read') return 'r';
  return f === 'w' || f === 'write' ? 'w' : undefined;
}

function keyOf(key: Json): string {
  return typeof key === 'string' ? key.replace(/^:/, '') : formatJson(key);
}

function isArray(value: Json): value is readonly Json[] {
  return value !== null && isJsonArray(value);
}

function isMap(value: Json): value is Registers {
  return value !== null && typeof value === 'object' && !isJsonArray(value);
}

/**
 * Several registers, each under a key, read and written in transactions that happen at one moment.
 *
 *     txn    [["r", "x", 1], ["w", "y", 2]]   in order; a read sees what the transaction wrote before it
 *     read   ["x", 1] or {"x": 1, "y": 2}     also `r`
 *     write  ["x", 1] or {"x": 1, "y": 2}     also `w`
 *
 * A read of null is a read whose value is unknown. Keys of different types are different keys, and each is held as its text:
 * `:x`, `"x"`, `1`. A map in JSON does not say of what type its keys are, nor does one with keywords in EDN, whose colons are
 * gone: its `x` is the register that `:x` and `"x"` are until one of them is written.
 */
import { formatJson, formatMap, isKeyword, onOneLine } from '../base/edn';
import { isForm, looksTyped } from '../base/edn-form';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import { InitialStateError } from './initial';
import type { Model, ModelOp, RegisterAccess, Step } from './model';

const name = 'multi-register';

type Registers = { readonly [key: string]: Json };

/** One read or write of a transaction. */
interface Access {
  readonly isWrite: boolean;
  readonly key: Key;
  readonly value: Json;
}

/** The text of a key, and the name that it may have in a map; those of a map have a name alone, unless it says the type. */
interface Key {
  readonly text?: string;
  readonly name?: string;
}

export function multiRegister(initial: Json = null): Model {
  const registers = initial ?? {};
  if (!isMapOfKeys(registers)) {
    throw new InitialStateError(name, 'a map from keys to values', initial);
  }
  const start = Object.entries(registers)
    .flatMap(([key, value]) => startKeys(key).map((at) => [at, value] as const))
    .reduce<Registers>((state, [key, value]) => written(state, key, value), {});
  const whole: Model = {
    name,
    summary:
      'txn of ["r" key value] and ["w" key value], read and write of keys; starts with a map from keys to values',
    initial: start,
    step: stepMultiRegister,
    isReadOnly,
    format: formatRegisters,
  };
  return { ...whole, objects: { touchedBy, modelOf: (ops) => registerOf(ops, start) ?? whole } };
}

function isReadOnly(op: ModelOp): boolean {
  const accesses = accessesOf(op);
  return accesses.ok && accesses.value.every(({ isWrite }) => !isWrite);
}

/** Every place of the state that the operation looks at or changes; places are what keys have in common. */
function touchedBy(op: ModelOp): readonly string[] | undefined {
  const accesses = accessesOf(op);
  if (!accesses.ok) return undefined;
  const places = accesses.value.flatMap(({ key }) => placesOf(key));
  return [...new Set(places)];
}

/** The one register that operations touch, where all of them write its key alike. Its state is what it holds. */
function registerOf(ops: readonly ModelOp[], start: Registers): Model | undefined {
  const keys = new Map<string, Key>();
  for (const op of ops) {
    const accesses = accessesOf(op);
    if (!accesses.ok) return undefined;
    for (const { key } of accesses.value) keys.set(JSON.stringify([key.text ?? null, key.name ?? null]), key);
  }
  const [key] = keys.values();
  if (key === undefined || keys.size > 1) return undefined;
  const initial = heldBy(start, key);
  return {
    name,
    initial,
    step: (held, op) => stepOne(held, op, key),
    isReadOnly,
    isBlind: (op) => {
      const access = accessOfOne(op);
      return access?.leaves !== undefined && access.expects === undefined;
    },
    registerAccess: accessOfOne,
    format: (held) => formatJson({ value: held }),
  };
}

function stepOne(held: Json, op: ModelOp, key: Key): Step {
  const access = accessOfOne(op);
  if (!access) return stepMultiRegister({ [placesOf(key)[0] ?? '']: held }, op);
  const { expects, leaves = held } = access;
  if (expects === undefined || isJsonEqual(expects, held)) return { state: leaves };
  return { inconsistent: `can't read ${formatJson(expects)} from a register that holds ${formatJson(held)}` };
}

/** What a transaction on one register finds there and leaves; undefined where it contradicts itself. */
function accessOfOne(op: ModelOp): RegisterAccess | undefined {
  const accesses = accessesOf(op);
  if (!accesses.ok) return undefined;
  let expects: Json | undefined;
  let leaves: Json | undefined;
  for (const { isWrite, value } of accesses.value) {
    const held = leaves === undefined ? expects : leaves;
    if (isWrite) leaves = value;
    else if (value === null) continue;
    else if (held === undefined) expects = value;
    else if (!isJsonEqual(held, value)) return undefined;
  }
  return { ...(expects !== undefined && { expects }), ...(leaves !== undefined && { leaves }) };
}

function stepMultiRegister(state: Json, op: ModelOp): Step {
  const accesses = accessesOf(op);
  if (!accesses.ok) return { inconsistent: accesses.error };
  let registers: Registers = isMap(state) ? state : {};
  for (const { isWrite, key, value } of accesses.value) {
    const held = heldBy(registers, key);
    if (isWrite) registers = written(registers, key, value);
    else if (value !== null && !isJsonEqual(held, value)) {
      const shown = onOneLine(key.text ?? key.name ?? '');
      return { inconsistent: `can't read ${formatJson(value)} from ${shown}, which holds ${formatJson(held)}` };
    }
  }
  return { state: registers };
}

/** A name alone is not shown beside the same name with a type. */
function formatRegisters(state: Json): string {
  const registers = isMap(state) ? state : {};
  const isShown = (key: string) => looksTyped(key) || !typedTexts(key).some((typed) => Object.hasOwn(registers, typed));
  return formatMap(Object.fromEntries(Object.entries(registers).filter(([key]) => isShown(key))));
}

function heldBy(registers: Registers, key: Key): Json {
  const place = placesOf(key).find((each) => Object.hasOwn(registers, each));
  return place === undefined ? null : (registers[place] ?? null);
}

/** Where a register may be held, the first before the others. */
function placesOf({ text, name }: Key): readonly string[] {
  const places = text === undefined ? [...typedTexts(name), name] : [text, name];
  return places.filter((place) => place !== undefined);
}

/**
 * A register that holds null is one that was never written, and is left out: equal states have equal keys, in order. One
 * that has a name in common with another that does hold something says its null.
 */
function written(registers: Registers, { text, name }: Key, value: Json): Registers {
  const place = text ?? name ?? '';
  const gone = text === undefined ? [place, ...typedTexts(name)] : [place];
  const isAlone = gone.every((other) => other === place || !Object.hasOwn(registers, other));
  // The usual case, in which no key comes or goes.
  if (value !== null && isAlone && Object.hasOwn(registers, place)) return { ...registers, [place]: value };
  const others = Object.entries(registers).filter(([other]) => !gone.includes(other));
  const isShadowing = text !== undefined && name !== undefined && Object.hasOwn(registers, name);
  if (value !== null || isShadowing) others.push([place, value]);
  return Object.fromEntries(others.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function typedTexts(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [`:${name}`, JSON.stringify(name)];
}

function accessesOf({ f, value }: ModelOp): Result<readonly Access[], string> {
  const kind = kindOf(f);
  if (kind === undefined) return f === 'txn' ? transaction(value) : err(`a ${name} knows no ${f}`);
  const isWrite = kind === 'w';
  if (value === null && !isWrite) return ok([]);
  if (isMapOfKeys(value))
    return ok(Object.entries(value).map(([key, item]) => ({ isWrite, key: mapKey(key), value: item })));
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

function keyOf(key: Json): Key {
  const text = formatJson(key);
  if (typeof key !== 'string') return { text };
  const name = isKeyword(key) ? key.slice(1) : key;
  return looksTyped(name) ? { text } : { text, name };
}

function mapKey(key: string): Key {
  return looksTyped(key) ? { text: key } : { name: key };
}

/** Of the map that the registers start with: JSON writes the number 7 and the text "7" alike. */
function startKeys(key: string): readonly Key[] {
  return /^[+-]?\d/.test(key) ? [{ text: key }, { text: JSON.stringify(key) }] : [mapKey(key)];
}

function isArray(value: Json): value is readonly Json[] {
  return value !== null && isJsonArray(value);
}

function isMap(value: Json): value is Registers {
  return value !== null && typeof value === 'object' && !isJsonArray(value);
}

/** A set, a tagged value or one held as its text is no map. */
function isMapOfKeys(value: Json): value is Registers {
  return isMap(value) && !isForm(value);
}

/**
 * Histories over many keys. An op says its key in a field of its own; the files of others, and the text formats, have it
 * in the value, as jepsen.independent does: `[key value]`. That form is read and written at the edge, by the functions at
 * the end, and nothing else looks for a key in a value.
 *
 *     0 :invoke :write [7 1]                        key 7:  0 :invoke :write 1
 *     1 :invoke :read  [8 nil]          ──>                 0 :ok     :write 1
 *     0 :ok     :write [7 1]                        key 8:  1 :invoke :read  nil
 *
 * Objects that do not know of each other can be judged one by one: the whole is linearizable exactly when every part is
 * (Herlihy and Wing, 1990, theorem 1; Horn and Kroening, 2015). The nemesis belongs to no key.
 */

import { present } from '../base/assert';
import { IntColumn } from '../base/column';
import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { jsonKey } from '../base/json-key';
import { err, ok, type Result } from '../base/result';
import { fieldsOf, type OpFields } from './fields';
import type { History, Op, OpSequence, OpType, Process, Revision } from './op';
import { isReadOnly, wellKnownOperations } from './operation-table';
import type { Operation } from './operations';
import { completionsOf, type HistoryError } from './pairing';

/** The history of one key. Its ops do not name the key. */
export interface HistoryPart<Ops extends OpSequence = History> {
  readonly key: Json;
  readonly history: Ops;
  /** For each op its index in the history that was split. */
  readonly places: readonly number[];
}

export interface SplitProblem {
  /** Of the op that belongs to no key. */
  readonly index: number;
  readonly message: string;
}

type SplitError = HistoryError | SplitProblem;

/** The parts in the order in which their keys first appear; of an array its ops, of columns the places in them. */
export function splitByKey(history: History): Result<readonly HistoryPart[], SplitError>;
export function splitByKey(history: OpSequence): Result<readonly HistoryPart<OpSequence>[], SplitError>;
export function splitByKey(history: OpSequence): Result<readonly HistoryPart<OpSequence>[], SplitError> {
  const paired = completionsOf(history);
  if (!paired.ok) return paired;
  const fields = fieldsOf(history);
  const parts = new Map<string | number, { readonly key: Json; readonly places: number[] }>();
  for (let place = 0; place < fields.length; place++) {
    if (fields.processAt(place) === 'nemesis') continue;
    const key = fields.keyAt(place);
    if (key === undefined)
      return err({ index: place, message: `${fields.functionAt(place)} (op ${place}) names no key` });
    const name = jsonKey(key);
    const part = parts.get(name) ?? { key, places: [] };
    parts.set(name, part);
    part.places.push(place);
  }
  return ok([...parts.values()].map((part) => ({ ...part, history: opsAt(history, part.places) })));
}

function opsAt(history: OpSequence, places: readonly number[]): OpSequence {
  const ops = new KeyOps(history, places);
  return Array.isArray(history) ? [...ops] : ops;
}

/** The ops of one key in a history, which may grow, as the history of that key; made when they are asked for. */
export class KeyOps implements OpSequence, OpFields {
  readonly #whole: OpSequence;
  readonly #fields: OpFields;
  readonly #places: IntColumn;

  /** @param places of its ops in the whole, as far as they are known */
  constructor(whole: OpSequence, places: readonly number[] = []) {
    this.#whole = whole;
    this.#fields = fieldsOf(whole);
    this.#places = new IntColumn(places.length);
    this.#places.append(places);
  }

  get length(): number {
    return this.#places.length;
  }

  /** @param place in the whole, of an op on the key */
  add(place: number): void {
    this.#places.push(place);
  }

  /** Where an op of the key stands in the whole. */
  placeOf(index: number): number {
    return this.#places.at(index);
  }

  at(index: number): Op | undefined {
    const op = index < this.length ? this.#whole.at(this.#places.at(index)) : undefined;
    return op && ofKey(op, index);
  }

  *[Symbol.iterator](): Generator<Op> {
    for (let index = 0; index < this.length; index++) yield present(this.at(index), 'an op');
  }

  /** In the history of the key. */
  indexAt(place: number): number {
    return place;
  }

  timeAt(place: number): number {
    return this.#fields.timeAt(this.placeOf(place));
  }

  dueTimeAt(place: number): number {
    return this.#fields.dueTimeAt(this.placeOf(place));
  }

  processAt(place: number): Process {
    return this.#fields.processAt(this.placeOf(place));
  }

  typeAt(place: number): OpType {
    return this.#fields.typeAt(this.placeOf(place));
  }

  functionAt(place: number): string {
    return this.#fields.functionAt(this.placeOf(place));
  }

  valueAt(place: number): Json {
    return this.#fields.valueAt(this.placeOf(place));
  }

  /** The ops of one key do not name it. */
  keyAt(): undefined {
    return undefined;
  }

  errorAt(place: number): Json | undefined {
    return this.#fields.errorAt(this.placeOf(place));
  }

  revisionAt(place: number): Revision | undefined {
    return this.#fields.revisionAt(this.placeOf(place));
  }
}

/** As an op of the key's own history. */
function ofKey({ key: _, ...op }: Op, index: number): Op {
  return { ...op, index };
}

/** The part of one key of a history that is known to have it. */
export function partOfKey(history: History, key: Json): HistoryPart | undefined {
  const parts = splitByKey(history);
  return parts.ok ? parts.value.find((part) => isJsonEqual(part.key, key)) : undefined;
}

/** Whether the ops of the clients name keys. */
export function hasKeys(history: OpSequence): boolean {
  for (const { key } of history) if (key !== undefined) return true;
  return false;
}

/** The operations of one key among many. */
export function operationsOfKey(operations: readonly Operation[], key: Json): readonly Operation[] {
  return operations.filter(({ invocation }) => invocation.key !== undefined && isJsonEqual(invocation.key, key));
}

/** The value as texts and the files of others write it: with the key, where there is one. */
export function writtenValue({ key, value }: Pick<Op, 'key' | 'value'>): Json {
  return key === undefined ? value : [key, value];
}

/** Whether every operation of the clients carries a pair, and every read asks for the value of a key. */
export function looksIndependent(history: OpSequence): boolean {
  let reads = 0;
  for (const op of history) {
    if (op.process === 'nemesis' || op.type !== 'invoke') continue;
    const pair = keyedValueOf(op);
    const isRead = isReadOnly(wellKnownOperations, op);
    if (!pair || (isRead && pair[1] !== null)) return false;
    if (isRead) reads++;
  }
  return reads > 0;
}

/** A history whose values are all `[key value]`, with the keys in their field. */
export function keyedHistory(history: History): Result<History, SplitError> {
  const paired = completionsOf(history);
  if (!paired.ok) return paired;
  const keys = new KeyReader();
  const keyed: Op[] = [];
  for (const op of history) {
    const read = keys.read(op);
    if (!read.ok) return read;
    keyed.push(read.value);
  }
  return ok(keyed);
}

/** Puts the key of a value that is `[key value]` in its field, op by op. */
export class KeyReader {
  /** By process, what its last operation was invoked with. */
  readonly #open = new Map<number, readonly [Json, Json]>();

  read(op: Op): Result<Op, SplitProblem> {
    if (op.process === 'nemesis') return ok(op);
    const asked = op.type === 'invoke' ? undefined : this.#open.get(op.process);
    // A failed or crashed operation may say what went wrong in the place of its value.
    const pair = keyedValueOf(op) ?? (op.type === 'ok' ? undefined : asked);
    if (!pair) return err({ index: op.index, message: noPair(op) });
    if (asked && !isJsonEqual(asked[0], pair[0])) return err({ index: op.index, message: otherKey(op, asked[0]) });
    if (op.type === 'invoke') this.#open.set(op.process, pair);
    else this.#open.delete(op.process);
    return ok({ ...op, key: pair[0], value: pair[1] });
  }
}

/** `[key value]`, and for a cas `[key old new]` as well as `[key [old new]]`. */
function keyedValueOf({ f, value }: Op): readonly [Json, Json] | undefined {
  if (f !== 'cas' || value === null || !isJsonArray(value) || value.length !== 3) return pairOf(value);
  const [key = null, ...argument] = value;
  return [key, argument];
}

/** @returns undefined for a value that is no pair */
export function pairOf(value: Json): readonly [Json, Json] | undefined {
  if (value === null || !isJsonArray(value) || value.length !== 2) return undefined;
  const [key = null, carried = null] = value;
  return [key, carried];
}

function noPair({ f, value }: Op): string {
  return `the value of ${f} is ${formatJson(value)} and no [key value]; without --independent the history is judged as one`;
}

function otherKey({ f, process, value }: Op, key: Json): string {
  return `process ${process} invoked ${f} on key ${formatJson(key)} and completes it as ${formatJson(value)}, on another key`;
}

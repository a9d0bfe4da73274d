/**
 * Histories over many keys, as jepsen.independent writes them: the value of every operation is `[key value]`.
 *
 *     0 :invoke :write [7 1]                        key 7:  0 :invoke :write 1
 *     1 :invoke :read  [8 nil]          ──>                 0 :ok     :write 1
 *     0 :ok     :write [7 1]                        key 8:  1 :invoke :read  nil
 *
 * Objects that do not know of each other can be judged one by one: the whole is linearizable exactly when every part is
 * (Herlihy and Wing, 1990, theorem 1; Horn and Kroening, 2015). The nemesis belongs to no key.
 */

import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import type { History, Op } from './op';
import type { Operation } from './operations';
import { completionsOf, type HistoryError } from './pairing';

/** The history of one key. */
export interface HistoryPart {
  readonly key: Json;
  readonly history: History;
  /** For each op its index in the history that was split. */
  readonly places: readonly number[];
}

export interface SplitProblem {
  /** Of the op that belongs to no key. */
  readonly index: number;
  readonly message: string;
}

/** The parts in the order in which their keys first appear. */
export function splitByKey(history: History): Result<readonly HistoryPart[], HistoryError | SplitProblem> {
  const paired = completionsOf(history);
  if (!paired.ok) return paired;
  const parts = new Map<string, { readonly key: Json; readonly history: Op[]; readonly places: number[] }>();
  const open = new Map<number, { readonly pair: readonly [Json, Json]; readonly invocation: Op }>();
  for (const op of history) {
    if (op.process === 'nemesis') continue;
    const invoked = op.type === 'invoke' ? undefined : open.get(op.process);
    // A failed or crashed operation may say what went wrong in the place of its value.
    const pair = pairOf(op.value) ?? (op.type === 'ok' ? undefined : invoked?.pair);
    if (!pair) return err({ index: op.index, message: noPair(op) });
    if (invoked && !isJsonEqual(invoked.pair[0], pair[0]))
      return err({ index: op.index, message: otherKey(op, invoked.pair[0]) });
    if (op.type === 'invoke') open.set(op.process, { pair, invocation: op });
    const [key, value] = pair;
    const name = JSON.stringify(key);
    const part = parts.get(name) ?? { key, history: [], places: [] };
    parts.set(name, part);
    part.places.push(op.index);
    part.history.push({ ...op, index: part.history.length, value });
  }
  return ok([...parts.values()]);
}

/** The part of one key of a history that is known to have it. */
export function partOfKey(history: History, key: Json): HistoryPart | undefined {
  const parts = splitByKey(history);
  return parts.ok ? parts.value.find((part) => isJsonEqual(part.key, key)) : undefined;
}

/** Whether every operation of the clients carries a pair, and every read asks for the value of a key. */
export function looksIndependent(history: History): boolean {
  let reads = 0;
  for (const op of history) {
    if (op.process === 'nemesis' || op.type !== 'invoke') continue;
    const pair = pairOf(op.value);
    if (!pair || (op.f === 'read' && pair[1] !== null)) return false;
    if (op.f === 'read') reads++;
  }
  return reads > 0;
}

/** The key that an op names; nothing where its value is no pair. */
export function keyOf({ value }: Op): Json | undefined {
  return pairOf(value)?.[0];
}

/** The operations of one key, as if there were no other: with their own indexes, and values without the key. */
export function operationsOfKey(operations: readonly Operation[], key: Json): readonly Operation[] {
  return operations.flatMap((operation) => operationOfKey(operation, key) ?? []);
}

/** Undefined for an operation of another key. */
export function operationOfKey({ invocation, completion }: Operation, key: Json): Operation | undefined {
  const pair = pairOf(invocation.value);
  if (!pair || !isJsonEqual(pair[0], key)) return undefined;
  const asked = { ...invocation, value: pair[1] };
  return completion
    ? { invocation: asked, completion: { ...completion, value: carried(completion, pair[1]) } }
    : { invocation: asked };
}

function carried({ type, value }: Op, asked: Json): Json {
  return (pairOf(value) ?? [null, type === 'ok' ? value : asked])[1];
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

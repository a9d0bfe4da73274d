/**
 * A history as columns: what a page holds of a million operations. An op is made anew when somebody asks for it, and
 * equal to the one that was put in.
 */
import { present } from '../base/assert';
import { ByteColumn, FloatColumn, NarrowColumn, type WholeNumbers } from '../base/column';
import { DictionaryColumn } from '../base/dictionary-column';
import type { Json } from '../base/json';
import type { OpFields } from './fields';
import { dueTime, type Op, type OpSequence, type OpType, type Process, type Revision } from './op';

/** By their number in the column. */
export const opTypes = ['invoke', 'ok', 'fail', 'info'] as const satisfies readonly OpType[];

export const typeNumbers: Readonly<Record<OpType, number>> = { invoke: 0, ok: 1, fail: 2, info: 3 };

/** Stands in a column of processes for the nemesis; a client's process has the number after its own. */
export const nemesisNumber = 0;

export function processNumber(process: Op['process']): number {
  return process === 'nemesis' ? nemesisNumber : process + 1;
}

export function processOf(number: number): Op['process'] {
  return number === nemesisNumber ? 'nemesis' : number - 1;
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** Ops that follow each other as columns, by their place in the block; see lib/protocol/entry-block.ts. */
export interface OpBlock {
  readonly ops: number;
  readonly times: Float64Array;
  /** NaN where an op has none; empty where none has any. */
  readonly modified: Float64Array;
  readonly indexes: Float64Array;
  readonly processes: WholeNumbers;
  readonly types: WholeNumbers;
  /** Dictionary-encoded, as DictionaryColumn says. */
  readonly functionNumbers: WholeNumbers;
  readonly valueNumbers: WholeNumbers;
  readonly errorNumbers: WholeNumbers;
  readonly nodeNumbers: WholeNumbers;
  readonly functions: readonly string[];
  readonly values: readonly Json[];
  /** Of histories on many keys; empty, with or without numbers, where there is one. */
  readonly keyNumbers: WholeNumbers;
  readonly keys: readonly Json[];
  readonly errors: readonly Json[];
  readonly nodes: readonly string[];
  readonly extras: readonly (readonly [number, NonNullable<Op['extra']>])[];
}

export class OpColumns implements OpSequence, OpFields {
  readonly times: FloatColumn;
  readonly types: ByteColumn;
  /** By their numbers; see `processNumber`. */
  readonly processes: NarrowColumn;
  readonly #functions: DictionaryColumn<string>;
  readonly #values: DictionaryColumn<Json>;
  readonly #keys: DictionaryColumn<Json>;
  readonly #errors: DictionaryColumn<Json>;
  readonly #nodes: DictionaryColumn<string>;
  readonly #modified = new SparseColumn();
  readonly #indexes = new SparseColumn();
  readonly #extras = new Map<number, NonNullable<Op['extra']>>();
  length = 0;

  /** @param expected how many ops there will be, where that is known */
  constructor(expected = 0) {
    this.times = new FloatColumn(expected);
    this.types = new ByteColumn(expected);
    this.processes = new NarrowColumn(expected);
    this.#functions = new DictionaryColumn(expected);
    this.#values = new DictionaryColumn(expected);
    // Most histories have none, and a column of one number grows by a byte an op.
    this.#keys = new DictionaryColumn();
    this.#errors = new DictionaryColumn(expected);
    this.#nodes = new DictionaryColumn(expected);
  }

  push(op: Op): void {
    this.times.push(op.time);
    this.types.push(typeNumbers[op.type]);
    this.processes.push(processNumber(op.process));
    this.#functions.push(op.f);
    this.#values.push(op.value);
    this.#keys.push(op.key);
    this.#errors.push(op.error);
    this.#nodes.push(op.node);
    this.#modified.put(this.length, op.revision?.modifiedIndex ?? Number.NaN);
    this.#indexes.put(this.length, op.revision?.index ?? Number.NaN);
    if (op.extra) this.#extras.set(this.length, op.extra);
    this.length++;
  }

  /** Takes over the ops of a block from one place up to another. */
  pushBlock(block: OpBlock, from: number, to: number): void {
    for (const [place, extra] of block.extras) {
      if (place >= from && place < to) this.#extras.set(this.length + place - from, extra);
    }
    this.#functions.append(block.functionNumbers, block.functions, from, to);
    this.#values.append(block.valueNumbers, block.values, from, to);
    this.#keys.append(block.keyNumbers, block.keys, from, to);
    this.#errors.append(block.errorNumbers, block.errors, from, to);
    this.#nodes.append(block.nodeNumbers, block.nodes, from, to);
    this.times.append(block.times.subarray(from, to));
    this.types.append(block.types.subarray(from, to));
    this.processes.append(block.processes.subarray(from, to));
    this.#modified.append(this.length, block.modified.subarray(from, to));
    this.#indexes.append(this.length, block.indexes.subarray(from, to));
    this.length += to - from;
  }

  at(index: number): Op | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) return undefined;
    const op: Writable<Op> = {
      index,
      time: this.times.at(index),
      process: processOf(this.processes.at(index)),
      type: opTypes[this.types.at(index)] ?? 'info',
      f: this.#functions.at(index) ?? '',
      value: this.#values.at(index) ?? null,
    };
    // One by one, for a history of millions is read op by op: made of parts that are spread an op takes five times as long.
    const key = this.#keys.at(index);
    if (key !== undefined) op.key = key;
    const error = this.#errors.at(index);
    if (error !== undefined) op.error = error;
    const node = this.#nodes.at(index);
    if (node !== undefined) op.node = node;
    const revision = this.revisionAt(index);
    if (revision !== undefined) op.revision = revision;
    const extra = this.#extras.size === 0 ? undefined : this.#extras.get(index);
    if (extra !== undefined) op.extra = extra;
    return op;
  }

  *[Symbol.iterator](): Generator<Op> {
    for (let index = 0; index < this.length; index++) yield present(this.at(index), 'an op');
  }

  /** The index of an op is its place. */
  indexAt(place: number): number {
    return place;
  }

  timeAt(place: number): number {
    return this.times.at(place);
  }

  typeAt(place: number): OpType {
    return opTypes[this.types.at(place)] ?? 'info';
  }

  processAt(place: number): Process {
    return processOf(this.processes.at(place));
  }

  functionAt(place: number): string {
    return this.#functions.at(place) ?? '';
  }

  keyAt(place: number): Json | undefined {
    return this.#keys.at(place);
  }

  revisionAt(place: number): Revision | undefined {
    const modifiedIndex = this.#modified.at(place);
    const index = this.#indexes.at(place);
    if (modifiedIndex === undefined) return index === undefined ? undefined : { index };
    return index === undefined ? { modifiedIndex } : { modifiedIndex, index };
  }

  errorAt(place: number): Json | undefined {
    return this.#errors.at(place);
  }

  /** What an op carries, without making the op; null where there is none. */
  valueAt(index: number): Json {
    return index >= 0 && index < this.length ? (this.#values.at(index) ?? null) : null;
  }

  dueTimeAt(place: number): number {
    const extra = this.#extras.size === 0 ? undefined : this.#extras.get(place);
    return extra === undefined ? this.times.at(place) : dueTime({ time: this.times.at(place), extra });
  }
}

/** A column of numbers that many histories have none of; it takes no room before the first. */
class SparseColumn {
  readonly #numbers = new FloatColumn();

  put(place: number, value: number): void {
    if (Number.isNaN(value)) return;
    while (this.#numbers.length < place) this.#numbers.push(Number.NaN);
    this.#numbers.push(value);
  }

  /** Many at once, or none where no op has any. */
  append(place: number, values: Float64Array): void {
    if (values.every(Number.isNaN)) return;
    while (this.#numbers.length < place) this.#numbers.push(Number.NaN);
    this.#numbers.append(values);
  }

  at(place: number): number | undefined {
    const value = place < this.#numbers.length ? this.#numbers.at(place) : Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }
}

/**
 * Entries become a block one by one, as a run makes them: each is written into the columns when it comes, and what it was
 * made of can be forgotten at once.
 */
import { assert } from '../base/assert';
import { ByteColumn, FloatColumn, IntColumn } from '../base/column';
import { DictionaryColumn } from '../base/dictionary-column';
import type { Json } from '../base/json';
import type { Op } from '../history/op';
import { processNumber, typeNumbers } from '../history/op-columns';
import { type Entry, isOp, type RunEvent } from './entry';
import type { EntryBlock } from './entry-block';
import { upgradedEntry } from './upgrade';

/** The entries, which follow each other, as a block. */
export function blockOf(entries: Iterable<Entry>): EntryBlock {
  const builder = new BlockBuilder();
  for (const entry of entries) builder.add(entry);
  return builder.finish();
}

/** A chunk of version 0.1 under its compression: entries as JSON lines. */
export function blockOfLines(text: string): EntryBlock {
  return blockOf(text.split('\n').map((line) => upgradedEntry(JSON.parse(line) as Entry)));
}

export class BlockBuilder {
  #firstIndex = 0;
  #isRevised = false;
  readonly #times = new FloatColumn();
  readonly #modified = new FloatColumn();
  readonly #indexes = new FloatColumn();
  readonly #processes = new IntColumn();
  readonly #types = new ByteColumn();
  readonly #functions = new DictionaryColumn<string>();
  readonly #values = new DictionaryColumn<Json>();
  readonly #keys = new DictionaryColumn<Json>();
  readonly #errors = new DictionaryColumn<Json>();
  readonly #nodes = new DictionaryColumn<string>();
  readonly #events: [number, RunEvent][] = [];
  readonly #extras: [number, NonNullable<Op['extra']>][] = [];

  /** Entries taken so far. */
  get count(): number {
    return this.#times.length + this.#events.length;
  }

  add(entry: Entry): void {
    if (isOp(entry)) this.#addOp(entry);
    else this.#events.push([this.#times.length, entry]);
  }

  /** The entries of a block that follows what was taken so far. */
  addBlock(block: EntryBlock): void {
    const place = this.#times.length;
    if (place === 0) this.#firstIndex = block.firstIndex;
    assert(
      block.ops === 0 || block.firstIndex === this.#firstIndex + place,
      `op ${block.firstIndex} follows the one before it`,
    );
    for (const [opsBefore, event] of block.events) this.#events.push([place + opsBefore, event]);
    for (const [at, extra] of block.extras) this.#extras.push([place + at, extra]);
    this.#times.append(block.times);
    this.#processes.append(block.processes);
    this.#types.append(block.types);
    this.#functions.append(block.functionNumbers, block.functions);
    this.#values.append(block.valueNumbers, block.values);
    this.#keys.append(block.keyNumbers, block.keys, 0, block.ops);
    this.#errors.append(block.errorNumbers, block.errors);
    this.#nodes.append(block.nodeNumbers, block.nodes);
    const unrevised = block.isRevised ? undefined : new Float64Array(block.ops).fill(Number.NaN);
    this.#modified.append(unrevised ?? block.modified);
    this.#indexes.append(unrevised ?? block.indexes);
    this.#isRevised ||= block.isRevised;
  }

  /** What was taken, over the columns of the builder; nothing may be added any more. */
  finish(): EntryBlock {
    const ops = this.#times.length;
    const revised = this.#isRevised ? ops : 0;
    return {
      ops,
      firstIndex: this.#firstIndex,
      events: this.#events,
      isRevised: this.#isRevised,
      extras: this.#extras,
      times: this.#times.values.subarray(0, ops),
      modified: this.#modified.values.subarray(0, revised),
      indexes: this.#indexes.values.subarray(0, revised),
      processes: this.#processes.values.subarray(0, ops),
      types: this.#types.values.subarray(0, ops),
      functions: this.#functions.dictionary,
      functionNumbers: this.#functions.numbers(),
      values: this.#values.dictionary,
      valueNumbers: this.#values.numbers(),
      keys: this.#keys.dictionary,
      keyNumbers: this.#keys.numbers(),
      errors: this.#errors.dictionary,
      errorNumbers: this.#errors.numbers(),
      nodes: this.#nodes.dictionary,
      nodeNumbers: this.#nodes.numbers(),
    };
  }

  #addOp(op: Op): void {
    const place = this.#times.length;
    if (place === 0) this.#firstIndex = op.index;
    assert(op.index === this.#firstIndex + place, `op ${op.index} follows the one before it`);
    this.#times.push(op.time);
    this.#processes.push(processNumber(op.process));
    this.#types.push(typeNumbers[op.type]);
    this.#functions.push(op.f);
    this.#values.push(op.value);
    this.#keys.push(op.key);
    this.#errors.push(op.error);
    this.#nodes.push(op.node);
    if (op.revision) this.#isRevised = true;
    this.#modified.push(op.revision?.modifiedIndex ?? Number.NaN);
    this.#indexes.push(op.revision?.index ?? Number.NaN);
    if (op.extra) this.#extras.push([place, op.extra]);
  }
}

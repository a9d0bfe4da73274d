/** Blocks of entries that follow each other, made one: what a journal written in many small pieces is packed into. */
import { assert } from '../base/assert';
import type { Json } from '../base/json';
import { bytesFrom, bytesOf, columnsOver, type EntryBlock, type Head, none, Things } from './entry-block';

/** Law: the entries of the result are those of the blocks, one after another. */
export function joinBlocks(blocks: readonly EntryBlock[]): Uint8Array<ArrayBuffer> {
  const ops = blocks.reduce((sum, block) => sum + block.ops, 0);
  const isRevised = blocks.some((block) => block.isRevised);
  const columns = new Uint8Array(bytesOf(ops, isRevised));
  const into = columnsOver(columns, ops, isRevised);
  const [functions, nodes] = [new Things<string>(), new Things<string>()];
  const [values, errors] = [new Things<Json>(), new Things<Json>()];
  const events: Head['events'][number][] = [];
  const extras: Head['extras'][number][] = [];
  const firstIndex = blocks.find((block) => block.ops > 0)?.firstIndex ?? 0;
  let at = 0;
  let before = 0;
  for (const block of blocks) {
    assert(
      block.ops === 0 || block.firstIndex === firstIndex + at,
      `op ${block.firstIndex} follows the block before it`,
    );
    for (let place = 0; place < block.ops; place++) {
      const time = block.times[place] as number;
      into.times[at + place] = time - before;
      before = time;
    }
    into.processes.set(block.processes, at);
    into.types.set(block.types, at);
    renumber(block.functionNumbers, block.functions, functions, into.functionNumbers, at);
    renumber(block.valueNumbers, block.values, values, into.valueNumbers, at);
    renumber(block.errorNumbers, block.errors, errors, into.errorNumbers, at);
    renumber(block.nodeNumbers, block.nodes, nodes, into.nodeNumbers, at);
    if (block.isRevised) {
      into.modified.set(block.modified, at);
      into.indexes.set(block.indexes, at);
    } else if (isRevised) {
      into.modified.fill(Number.NaN, at, at + block.ops);
      into.indexes.fill(Number.NaN, at, at + block.ops);
    }
    for (const [opsBefore, event] of block.events) events.push([at + opsBefore, event]);
    for (const [place, extra] of block.extras) extras.push([at + place, extra]);
    at += block.ops;
  }
  const head: Head = {
    ops,
    firstIndex,
    events,
    functions: functions.list,
    values: values.list,
    errors: errors.list,
    nodes: nodes.list,
    isRevised,
    extras,
  };
  return bytesFrom(JSON.stringify(head), columns);
}

/** The things of a block under the numbers that they have in the whole. */
function renumber<T extends Json>(
  from: Int32Array,
  things: readonly T[],
  all: Things<T>,
  into: Int32Array,
  at: number,
) {
  const numbers = new Int32Array(things.length + 1);
  numbers[0] = none;
  for (const [place, thing] of things.entries()) numbers[place + 1] = all.numberOf(thing);
  for (let place = 0; place < from.length; place++) into[at + place] = numbers[from[place] as number] as number;
}

/**
 * A stretch of a journal as one block of bytes: how it lies on the disk and travels to the page, compressed by whoever
 * stores it. Ops are columns of numbers, with the few different functions, values, errors and nodes beside them; events,
 * which are few, stand in the head as JSON. An op costs a page no object.
 *
 *     mark      'CLW', the version of the format, and the length of the head in four bytes
 *     head      {"ops":3,"functions":["read","write"],"values":[null,4],"events":[[0,{…}]], …} in ASCII
 *     columns   times ▏ processes ▏ types ▏ functions ▏ values ▏ errors ▏ nodes ▏ keys ▏ modified ▏ indexes, as packed-columns.ts
 *
 * Numbers are in the machine's own order of bytes, which is the little end first wherever this runs. Law: the entries of a
 * block are equal to those that it was made of (block-builder.ts).
 */
import { assert, present } from '../base/assert';
import type { Json } from '../base/json';
import type { Op } from '../history/op';
import { type OpBlock, opTypes, processOf } from '../history/op-columns';
import type { Entry, RunEvent } from './entry';
import { type Numbers, packColumns, viewsOf, type Width } from './packed-columns';
import { upgradedEvent } from './upgrade';

/** No text begins so: a compressed chunk of version 0.1 is JSON lines. */
const mark = [0x43, 0x4c, 0x57];
/** Version 2 has keys. A block without any is written as version 1, which has no column for them. */
const formats = { plain: 1, keyed: 2 } as const;
const lengthStart = 4;
const headStart = 8;

/** What lies beside the columns. The number of a thing in a column is its place here and one more. */
interface Head {
  readonly ops: number;
  /** Index of the first op; the others follow without gaps. */
  readonly firstIndex: number;
  /** Each event with the number of ops of the block before it. */
  readonly events: readonly (readonly [number, RunEvent])[];
  readonly functions: readonly string[];
  readonly values: readonly Json[];
  readonly keys: readonly Json[];
  readonly errors: readonly Json[];
  readonly nodes: readonly string[];
  /** Whether there are columns of revisions. */
  readonly isRevised: boolean;
  /** Of the few ops that have any, by their place in the block. */
  readonly extras: readonly (readonly [number, NonNullable<Op['extra']>])[];
}

/** With how wide each column is. */
interface StoredHead extends Omit<Head, 'keys'> {
  readonly keys?: readonly Json[];
  readonly widths: readonly Width[];
}

export type EntryBlock = Head & OpBlock;

export function encodeBlock(block: EntryBlock): Uint8Array<ArrayBuffer> {
  const { ops, firstIndex, events, functions, values, keys, errors, nodes, isRevised, extras } = block;
  const isKeyed = keys.length > 0;
  const { widths, bytes } = packColumns([
    // Differences are smaller than times.
    differencesOf(block.times),
    block.processes,
    block.types,
    block.functionNumbers,
    block.valueNumbers,
    block.errorNumbers,
    block.nodeNumbers,
    ...(isKeyed ? [block.keyNumbers] : []),
    ...(isRevised ? [block.modified.map(storedRevision), block.indexes.map(storedRevision)] : []),
  ]);
  const head = { ops, firstIndex, events, functions, values, errors, nodes, isRevised, extras, widths };
  const stored: StoredHead = isKeyed ? { ...head, keys } : head;
  return bytesFrom(isKeyed ? formats.keyed : formats.plain, JSON.stringify(stored), bytes);
}

/** Whether the bytes are a block of any version. */
export function isBlock(bytes: Uint8Array): boolean {
  return mark.every((byte, place) => bytes[place] === byte);
}

/** What `encodeBlock` made, and nobody else: no further validation. */
export function decodeBlock(bytes: Uint8Array<ArrayBuffer>): EntryBlock {
  const format = bytes[mark.length];
  const isKnown = format === formats.plain || format === formats.keyed;
  assert(isBlock(bytes) && isKnown, 'a block of a format that this program writes');
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(lengthStart, true);
  const {
    widths,
    keys = [],
    ...head
  } = JSON.parse(textOf(bytes.subarray(headStart, headStart + headLength))) as StoredHead;
  const views = viewsOf(aligned(bytes.subarray(columnsStart(headLength))), head.ops, widths);
  const column = (place: number) => views[place] ?? new Uint8Array(0);
  const revised = format === formats.keyed ? 8 : 7;
  return {
    ...head,
    events: head.events.map(([place, event]) => [place, upgradedEvent(event)] as const),
    keys,
    times: summed(column(0)),
    processes: column(1),
    types: column(2),
    functionNumbers: column(3),
    valueNumbers: column(4),
    errorNumbers: column(5),
    nodeNumbers: column(6),
    keyNumbers: format === formats.keyed ? column(7) : new Uint8Array(0),
    modified: revisions(column(revised)),
    indexes: revisions(column(revised + 1)),
  };
}

// The loops below run over one kind of array each, which the engine makes fast; `map` with a function would be four times as slow.

function summed(differences: Numbers): Float64Array<ArrayBuffer> {
  const times = new Float64Array(differences);
  for (let place = 1; place < times.length; place++) {
    times[place] = (times[place - 1] as number) + (times[place] as number);
  }
  return times;
}

function differencesOf(times: Float64Array): Float64Array<ArrayBuffer> {
  const differences = new Float64Array(times);
  for (let place = times.length - 1; place > 0; place--) {
    differences[place] = (times[place] as number) - (times[place - 1] as number);
  }
  return differences;
}

/** Revisions are stored one higher, and 0 is none. */
function storedRevision(revision: number): number {
  return Number.isNaN(revision) ? 0 : revision + 1;
}

function revisions(stored: Numbers): Float64Array<ArrayBuffer> {
  const column = new Float64Array(stored);
  for (let place = 0; place < column.length; place++) {
    const revision = column[place] as number;
    column[place] = revision === 0 ? Number.NaN : revision - 1;
  }
  return column;
}

/** The whole block. @param head JSON */
function bytesFrom(format: number, head: string, columns: Uint8Array): Uint8Array<ArrayBuffer> {
  const ascii = head.replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const start = columnsStart(ascii.length);
  const bytes = new Uint8Array(start + columns.length);
  bytes.set([...mark, format]);
  new DataView(bytes.buffer).setUint32(lengthStart, ascii.length, true);
  for (let place = 0; place < ascii.length; place++) bytes[headStart + place] = ascii.charCodeAt(place);
  bytes.set(columns, start);
  return bytes;
}

const wide = Float64Array.BYTES_PER_ELEMENT;

/** A number that is eight bytes wide may stand only where eight divides. */
function columnsStart(headLength: number): number {
  return Math.ceil((headStart + headLength) / wide) * wide;
}

function aligned(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset % wide === 0 ? bytes : bytes.slice();
}

/** More letters at once than this are too many arguments for a call. */
const lettersAtOnce = 8192;

function textOf(ascii: Uint8Array): string {
  let text = '';
  for (let start = 0; start < ascii.length; start += lettersAtOnce) {
    text += String.fromCharCode(...ascii.subarray(start, start + lettersAtOnce));
  }
  return text;
}

/** What is done to the texts of entries, each by itself. */
export interface EntryTexts {
  json(value: Json): Json;
  event(event: RunEvent): RunEvent;
}

/** The same ops and events with other texts. */
export function withTexts(block: EntryBlock, { json, event }: EntryTexts): EntryBlock {
  return {
    ...block,
    events: block.events.map(([place, each]) => [place, event(each)] as const),
    values: block.values.map(json),
    keys: block.keys.map(json),
    errors: block.errors.map(json),
    extras: block.extras.map(([place, extra]) => [place, json(extra) as NonNullable<Op['extra']>] as const),
  };
}

/** How many entries it holds. */
export function entryCount({ ops, events }: EntryBlock): number {
  return ops + events.length;
}

/** Its entries one by one, for those who want them so. */
export function entriesOf(block: EntryBlock): readonly Entry[] {
  const entries: Entry[] = [];
  const extras = new Map(block.extras);
  let event = 0;
  for (let place = 0; place <= block.ops; place++) {
    for (; block.events[event]?.[0] === place; event++) entries.push(present(block.events[event], 'event')[1]);
    if (place < block.ops) entries.push(opOf(block, place, extras.get(place)));
  }
  return entries;
}

/** The op at a place of the block. */
export function opAt(block: EntryBlock, place: number): Op {
  return opOf(block, place, block.extras.find(([at]) => at === place)?.[1]);
}

function opOf(block: EntryBlock, place: number, extra: Op['extra']): Op {
  const key = block.keys[(block.keyNumbers[place] ?? 0) - 1];
  const error = block.errors[(block.errorNumbers[place] as number) - 1];
  const node = block.nodes[(block.nodeNumbers[place] as number) - 1];
  const [modifiedIndex, index] = [block.modified[place] ?? Number.NaN, block.indexes[place] ?? Number.NaN];
  const revision = {
    ...(Number.isNaN(modifiedIndex) ? {} : { modifiedIndex }),
    ...(Number.isNaN(index) ? {} : { index }),
  };
  return {
    index: block.firstIndex + place,
    time: block.times[place] as number,
    process: processOf(block.processes[place] as number),
    type: opTypes[block.types[place] as number] ?? 'info',
    f: block.functions[(block.functionNumbers[place] as number) - 1] ?? '',
    value: block.values[(block.valueNumbers[place] as number) - 1] ?? null,
    ...(key === undefined ? {} : { key }),
    ...(error === undefined ? {} : { error }),
    ...(node === undefined ? {} : { node }),
    ...(Object.keys(revision).length === 0 ? {} : { revision }),
    ...(extra === undefined ? {} : { extra }),
  };
}

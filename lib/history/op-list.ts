/**
 * Where decoders put the ops that they read. A history may have millions: every op gets its keys in the same order, so
 * that they are of one shape, and the line that it stood on is remembered beside it in four bytes.
 *
 * Histories of others lack indexes or times, or have gaps where somebody left ops out. The place in the file is the
 * order that counts; what is missing is supplied, and an index that contradicts the order is refused. A time may step
 * back: Jepsen journals an invocation with the time for which it was scheduled. Such an op gets the time of the one above
 * it, which is when it can have happened at the earliest, and how often that was is said in a note.
 */
import { formatJson } from '../base/edn';
import { isJsonEqual, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import { counted } from '../base/words';
import type { DecodedHistory, LineProblem, TakenOps } from './decoded';
import type { Op, OpType, Process, Revision } from './op';
import { fieldProblem } from './op-fields';
import type { ReadOptions } from './read-options';
import { orderByTime } from './time-order';

/** An op as a line tells of it. */
export interface ReadOp {
  readonly index: number | undefined;
  readonly time: number | undefined;
  readonly process: Process;
  readonly type: OpType;
  readonly f: string;
  readonly value: Json;
}

/** What few ops have. */
export interface ReadRest {
  readonly key?: Json | undefined;
  readonly error?: Json | undefined;
  readonly node?: string | undefined;
  readonly revision?: Revision | undefined;
  readonly extra?: Op['extra'] | undefined;
}

/** A class because it grows as long as a file is read. */
export class OpList {
  /** Those that were not taken. */
  #ops: Op[] = [];
  /** How many were. */
  #taken = 0;
  #last: Op | undefined;
  readonly #options: ReadOptions;
  #lines: Uint32Array = new Uint32Array(1024);
  /** Kept from the first op on whose index is not its place. */
  #givenIndexes: (number | undefined)[] | undefined;
  #lastIndex = -1;
  readonly #clock = new Clock();
  /** The times as they were read, where they are to be the order; undefined for an op without one. */
  readonly #times: (number | undefined)[] = [];
  /** By process, the key of its last invocation. */
  readonly #keys = new Map<Process, Json>();
  readonly #pairs = new AdjacentPairs();

  constructor(options: ReadOptions = {}) {
    this.#options = options;
  }

  get count(): number {
    return this.#taken + this.#ops.length;
  }

  /** The op that was added last. */
  get last(): Op | undefined {
    return this.#last;
  }

  get hasTimes(): boolean {
    return this.#clock.hasTimes;
  }

  take(): TakenOps {
    if (this.#options.order === 'time') return { ops: [], lines: new Uint32Array() };
    const taken = { ops: this.#ops, lines: this.#lines.slice(0, this.#ops.length) };
    this.#taken += this.#ops.length;
    this.#ops = [];
    this.#givenIndexes = undefined;
    return taken;
  }

  /** Gives what is wrong, if anything. */
  add(line: number, read: ReadOp, rest?: ReadRest): string | undefined {
    const { process, type, value, index, time } = read;
    const isSorted = this.#options.order === 'time';
    if (index !== undefined && index <= this.#lastIndex && !isSorted) return orderProblem(index, this.#lastIndex);
    const problem = rest && this.#restProblem(read, rest);
    if (problem !== undefined) return problem;
    const place = this.count;
    if (index !== place || this.#givenIndexes !== undefined) this.#giveIndex(index);
    else this.#lastIndex = index;
    if (isSorted) this.#times.push(time);
    else if (this.#pairs.arePairs) this.#pairs.take(read, line);
    const op = { index: place, time: this.#clock.timeOf(time, line), process, type, f: this.#functionOf(read), value };
    const key = rest?.key === undefined && this.#keys.size === 0 ? undefined : this.#keyOf(read, rest?.key);
    this.#last = rest === undefined && key === undefined ? op : withRest(op, { ...rest, key });
    if (this.#ops.length === this.#lines.length) this.#lines = grown(this.#lines);
    this.#lines[this.#ops.length] = line;
    this.#ops.push(this.#last);
    return undefined;
  }

  decoded(about: Omit<DecodedHistory, 'ops' | 'lines' | 'givenIndexes'>): Result<DecodedHistory, LineProblem> {
    const lines = this.#lines.slice(0, this.#ops.length);
    const given = this.#givenIndexes === undefined ? {} : { givenIndexes: this.#givenIndexes };
    const decoded = { ops: this.#ops, lines, ...given, ...about };
    if (this.#options.order === 'time') return this.#sorted(decoded);
    const isUnsure = this.#options.order === undefined && this.#pairs.areOutOfOrder;
    if (isUnsure) return err({ line: this.#pairs.line, message: unsureOrder });
    const note = this.#clock.note;
    return ok(note === undefined ? decoded : { ...decoded, notes: [...decoded.notes, note] });
  }

  #sorted(decoded: DecodedHistory): Result<DecodedHistory, LineProblem> {
    const { lines, givenIndexes } = decoded;
    const without = this.#times.indexOf(undefined);
    if (without >= 0) return err({ line: lines[without] ?? 1, message: 'the op has no time to be sorted by' });
    const times = this.#times as readonly number[];
    const sorted = orderByTime(this.#ops, times);
    if (!sorted.ok) return err({ line: lines[sorted.error.place] ?? 1, message: sorted.error.message });
    const order = sorted.value;
    return ok({
      ...decoded,
      ops: order.map((place, index) => ({ ...(this.#ops[place] as Op), index, time: times[place] as number })),
      lines: Uint32Array.from(order, (place) => lines[place] ?? 0),
      ...(givenIndexes && { givenIndexes: order.map((place) => givenIndexes[place]) }),
    });
  }

  #restProblem(read: ReadOp, { key, extra }: ReadRest): string | undefined {
    const problem = extra && fieldProblem(read, extra, this.#options.ignored);
    return problem ?? (key === undefined ? undefined : this.#keyProblem(read, key));
  }

  #functionOf({ process, f }: ReadOp): string {
    const { functions } = this.#options;
    return functions === undefined || process === 'nemesis' ? f : (functions.get(f) ?? f);
  }

  #giveIndex(index: number | undefined): void {
    const place = this.count;
    if (this.#taken > 0) {
      this.#lastIndex = index ?? this.#lastIndex;
      return;
    }
    if (this.#givenIndexes === undefined && index !== undefined && index !== place) {
      const hasIndexes = this.#lastIndex >= 0;
      this.#givenIndexes = this.#ops.map((op) => (hasIndexes ? op.index : undefined));
    }
    this.#givenIndexes?.push(index);
    this.#lastIndex = index ?? this.#lastIndex;
  }

  #keyProblem({ process, type, f }: ReadOp, key: Json): string | undefined {
    const asked = type === 'invoke' ? undefined : this.#keys.get(process);
    if (asked === undefined || isJsonEqual(asked, key)) return undefined;
    return `process ${process} invoked ${f} on key ${formatJson(asked)} and completes it on ${formatJson(key)}`;
  }

  /** A completion is on the key of its invocation, whether it says so or not. */
  #keyOf({ process, type }: ReadOp, key: Json | undefined): Json | undefined {
    if (type !== 'invoke') return key ?? this.#keys.get(process);
    if (key === undefined) this.#keys.delete(process);
    else this.#keys.set(process, key);
    return key;
  }
}

/** Gives every op a time that is not before that of the one above it. */
class Clock {
  #last = -1;
  #hasTimes = false;
  #stepsBack = 0;
  /** The line of the first. */
  #firstStep = 1;
  #longestNanos = 0;

  /** Without any time the place stands in, and between times the one before. */
  timeOf(time: number | undefined, line: number): number {
    if (time === undefined) {
      if (!this.#hasTimes) this.#last++;
    } else if (time < this.#last && this.#hasTimes) {
      if (this.#stepsBack++ === 0) this.#firstStep = line;
      this.#longestNanos = Math.max(this.#longestNanos, this.#last - time);
    } else {
      this.#hasTimes = true;
      this.#last = Math.max(time, this.#last);
    }
    return this.#last;
  }

  get hasTimes(): boolean {
    return this.#hasTimes;
  }

  get note(): LineProblem | undefined {
    if (this.#stepsBack === 0) return undefined;
    const times = counted(this.#stepsBack, 'time');
    const message = `the time steps back ${times}, by up to ${milliseconds(this.#longestNanos)} ms; the order of the lines is the history`;
    return { line: this.#firstStep, message };
  }
}

function milliseconds(nanos: number): string {
  return String(Number((nanos / 1e6).toPrecision(3)));
}

/**
 * Whether every completion stands right behind its invocation and their times are in another order: then the file has an
 * operation a line, or two, and nobody meant the order of its lines. In a journal completions are written as they come.
 */
class AdjacentPairs {
  /** As far as it was looked at; once it is not so there is nothing more to take. */
  arePairs = true;
  #open: Process | undefined;
  #lastEnd = Number.NEGATIVE_INFINITY;
  #outOfOrder: number | undefined;

  take({ process, type, time }: ReadOp, line: number): void {
    if (process === 'nemesis') return;
    if (type === 'invoke') {
      this.arePairs = this.#open === undefined;
      this.#open = process;
      return;
    }
    this.arePairs = this.#open === process;
    this.#open = undefined;
    if (time === undefined) return;
    if (time < this.#lastEnd) this.#outOfOrder ??= line;
    this.#lastEnd = Math.max(this.#lastEnd, time);
  }

  get areOutOfOrder(): boolean {
    return this.arePairs && this.#outOfOrder !== undefined;
  }

  /** Of the first completion that is earlier than one above it. */
  get line(): number {
    return this.#outOfOrder ?? 1;
  }
}

const unsureOrder =
  'every completion stands right behind its invocation, and this one is earlier than one above it; ' +
  'add --order time to sort by time, or --order lines if one operation ended before the next began';

/** Optional keys that are there but undefined are not the same as absent ones. */
function withRest(op: Op, { key, error, node, revision, extra }: ReadRest): Op {
  return {
    ...op,
    ...(key === undefined ? {} : { key }),
    ...(error === undefined ? {} : { error }),
    ...(node === undefined ? {} : { node }),
    ...(revision === undefined ? {} : { revision }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function orderProblem(index: number, last: number): string {
  const problem = index === last ? `index ${index} comes twice` : `index ${index} comes after index ${last}`;
  return `${problem}; the lines must stand in the order of the history: sort them by index, one history a file`;
}

function grown(lines: Uint32Array): Uint32Array {
  const longer = new Uint32Array(lines.length * 2);
  longer.set(lines);
  return longer;
}

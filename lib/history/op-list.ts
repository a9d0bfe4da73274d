/**
 * Where decoders put the ops that they read. A history may have millions: every op gets its keys in the same order, so
 * that they are of one shape, and the line that it stood on is remembered beside it in four bytes.
 *
 * Histories of others lack indexes or times, or have gaps where somebody left ops out. The place in the file is the
 * order that counts; what is missing is supplied, and what contradicts the order is refused.
 */
import type { Json } from '../base/json';
import type { DecodedHistory } from './decoded';
import type { Op, OpType, Process, Revision } from './op';

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
  readonly ops: Op[] = [];
  private lines: Uint32Array = new Uint32Array(1024);
  /** Kept from the first op on whose index is not its place. */
  private givenIndexes: (number | undefined)[] | undefined;
  private lastIndex = -1;
  private lastTime = -1;
  private hasTimes = false;

  /** Gives what is wrong, if anything. */
  add(line: number, read: ReadOp, rest?: ReadRest): string | undefined {
    const place = this.ops.length;
    if (read.index !== undefined && read.index <= this.lastIndex) return orderProblem(read.index, this.lastIndex);
    if (this.givenIndexes === undefined && read.index !== undefined && read.index !== place) {
      const hasIndexes = this.lastIndex >= 0;
      this.givenIndexes = this.ops.map((op) => (hasIndexes ? op.index : undefined));
    }
    this.givenIndexes?.push(read.index);
    this.lastIndex = read.index ?? this.lastIndex;
    const { process, type, f, value } = read;
    const op = { index: place, time: this.timeOf(read.time), process, type, f, value };
    this.ops.push(rest === undefined ? op : withRest(op, rest));
    if (place === this.lines.length) this.lines = grown(this.lines);
    this.lines[place] = line;
    return undefined;
  }

  /** The last op's line; 0 without one. */
  get lastLine(): number {
    return this.lines[this.ops.length - 1] ?? 0;
  }

  decoded(about: Omit<DecodedHistory, 'ops' | 'lines' | 'givenIndexes'> = {}): DecodedHistory {
    const lines = this.lines.slice(0, this.ops.length);
    const given = this.givenIndexes === undefined ? {} : { givenIndexes: this.givenIndexes };
    return { ops: this.ops, lines, ...given, ...about };
  }

  /** Without any time the place stands in, and between times the one before. */
  private timeOf(time: number | undefined): number {
    if (time !== undefined) {
      this.hasTimes = true;
      this.lastTime = time;
    } else if (!this.hasTimes) {
      this.lastTime++;
    }
    return this.lastTime;
  }
}

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

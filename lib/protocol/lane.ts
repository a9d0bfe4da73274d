/**
 * What one worker did, as columns in the order of time; its operations follow each other, each ending before the next
 * begins. With the sums up to every few dozen of them a stretch of any length is told in two look-ups: how many operations,
 * how many of them failed or crashed, and how long the worker was busy. That is what makes a million operations as quick
 * to draw as a hundred, with no failure lost.
 */
import { ByteColumn, countBelow, countBelowFrom, FloatColumn, IntColumn } from '../base/column';
import { outcomeNumbers } from '../history/operation-columns';

/** Operations from one sum to the next. A sum each would take more memory than all the rest, and counting a few takes no time. */
const stride = 64;

type Ended = 'ok' | 'fail' | 'info';

export class Lane {
  /** Places in the operations of the run. */
  readonly places: IntColumn;
  readonly starts: FloatColumn;
  /** Infinite while the operation is open, which only the last can be. */
  readonly ends: FloatColumn;
  readonly outcomes: ByteColumn;
  /** Positions in the lane of those that ended `info`; behind each the worker goes on with a new process. */
  readonly crashes: number[] = [];
  /** At k: of the operations before position k times the stride. */
  readonly #failSums = new IntColumn();
  readonly #infoSums = new IntColumn();
  readonly #busySums = new FloatColumn();
  /** Of those that are over. */
  readonly #counts = { ok: 0, fail: 0, info: 0 };
  #busyNanos = 0;
  #over = 0;

  /** @param expected how many operations there will be, where that is known */
  constructor(expected = 0) {
    this.places = new IntColumn(expected);
    this.starts = new FloatColumn(expected);
    this.ends = new FloatColumn(expected);
    this.outcomes = new ByteColumn(expected);
    this.#addSums();
  }

  get length(): number {
    return this.places.length;
  }

  begin(place: number, start: number): void {
    this.places.push(place);
    this.starts.push(start);
    this.ends.push(Number.POSITIVE_INFINITY);
    this.outcomes.push(outcomeNumbers.open);
  }

  /** Ends the last operation. */
  complete(type: Ended, end: number): void {
    const last = this.length - 1;
    this.ends.values[last] = end;
    this.outcomes.values[last] = outcomeNumbers[type];
    if (type === 'info') this.crashes.push(last);
    this.#counts[type]++;
    this.#busyNanos += end - this.starts.at(last);
    this.#over = this.length;
    if (this.#over % stride === 0) this.#addSums();
  }

  /** The first position whose operation begins at or after the time; quick where it lies soon behind a known one. */
  firstFrom(time: number, from = 0): number {
    return countBelowFrom(this.starts.values, from, this.length, time);
  }

  /** The first position whose operation is not over before the time. */
  firstNotOver(time: number, from = 0): number {
    return countBelowFrom(this.ends.values, from, this.length, time);
  }

  /** Among the positions from `from` up to `to`, which lies behind the last; an open one counts as neither. */
  fails(from: number, to: number): number {
    return this.#countIn('fail', from, to);
  }

  infos(from: number, to: number): number {
    return this.#countIn('info', from, to);
  }

  /** Nanoseconds that the completed ones among them took. */
  busy(from: number, to: number): number {
    return to - from > stride ? this.#busyBefore(to) - this.#busyBefore(from) : this.#sumBusy(from, to);
  }

  /** The first failed or crashed one among the positions; -1 where there is none. */
  firstFail(from: number, to: number): number {
    return this.#first('fail', from, to);
  }

  firstInfo(from: number, to: number): number {
    return this.#first('info', from, to);
  }

  #addSums(): void {
    this.#failSums.push(this.#counts.fail);
    this.#infoSums.push(this.#counts.info);
    this.#busySums.push(this.#busyNanos);
  }

  #first(type: 'fail' | 'info', from: number, to: number): number {
    const before = this.#countBefore(type, from);
    if (this.#countBefore(type, to) === before) return -1;
    // The last sum that does not hold it yet stands less than a stride before it.
    const sums = this.#sumsOf(type);
    let at = Math.max(from, (countBelow(sums.values, sums.length, before + 1) - 1) * stride);
    while (this.outcomes.values[at] !== outcomeNumbers[type]) at++;
    return at;
  }

  /** A few are counted sooner than two sums are completed. */
  #countIn(type: 'fail' | 'info', from: number, to: number): number {
    if (to - from <= stride) return this.#count(type, from, to);
    return this.#countBefore(type, to) - this.#countBefore(type, from);
  }

  #countBefore(type: 'fail' | 'info', position: number): number {
    const sum = Math.floor(Math.min(position, this.#over) / stride);
    return this.#sumsOf(type).at(sum) + this.#count(type, sum * stride, position);
  }

  #busyBefore(position: number): number {
    const sum = Math.floor(Math.min(position, this.#over) / stride);
    return this.#busySums.at(sum) + this.#sumBusy(sum * stride, position);
  }

  /** One by one. */
  #count(type: 'fail' | 'info', from: number, to: number): number {
    const end = Math.min(to, this.#over);
    const wanted = outcomeNumbers[type];
    let count = 0;
    for (let at = from; at < end; at++) if (this.outcomes.values[at] === wanted) count++;
    return count;
  }

  #sumBusy(from: number, to: number): number {
    const end = Math.min(to, this.#over);
    let nanos = 0;
    for (let at = from; at < end; at++) nanos += this.ends.at(at) - this.starts.at(at);
    return nanos;
  }

  #sumsOf(type: 'fail' | 'info'): IntColumn {
    return type === 'fail' ? this.#failSums : this.#infoSums;
  }
}

/**
 * What one worker did, as columns in the order of time; its operations follow each other, each ending before the next
 * begins. With the sums beside them a stretch of any length is told in two look-ups: how many operations, how many of
 * them failed or crashed, and how long the worker was busy. That is what makes a million operations as quick to draw as
 * a hundred, with no failure lost.
 */
import { ByteColumn, countBelow, countBelowFrom, FloatColumn, IntColumn } from '../base/column';
import { outcomeNumbers } from '../history/operation-columns';

export class Lane {
  /** Places in the operations of the run. */
  readonly places: IntColumn;
  readonly starts: FloatColumn;
  /** Infinite while the operation is open, which only the last can be. */
  readonly ends: FloatColumn;
  readonly outcomes: ByteColumn;
  /** Positions in the lane of those that ended `info`; behind each the worker goes on with a new process. */
  readonly crashes: number[] = [];
  /** At k: of the operations before position k. */
  private readonly failsBefore: IntColumn;
  private readonly infosBefore: IntColumn;
  private readonly busyBefore: FloatColumn;

  /** @param expected how many operations there will be, where that is known */
  constructor(expected = 0) {
    this.places = new IntColumn(expected);
    this.starts = new FloatColumn(expected);
    this.ends = new FloatColumn(expected);
    this.outcomes = new ByteColumn(expected);
    this.failsBefore = new IntColumn(expected + 1);
    this.infosBefore = new IntColumn(expected + 1);
    this.busyBefore = new FloatColumn(expected + 1);
    this.failsBefore.push(0);
    this.infosBefore.push(0);
    this.busyBefore.push(0);
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
  complete(type: 'ok' | 'fail' | 'info', end: number): void {
    const last = this.length - 1;
    this.ends.values[last] = end;
    this.outcomes.values[last] = outcomeNumbers[type];
    if (type === 'info') this.crashes.push(last);
    this.failsBefore.push((this.failsBefore.values[last] as number) + (type === 'fail' ? 1 : 0));
    this.infosBefore.push((this.infosBefore.values[last] as number) + (type === 'info' ? 1 : 0));
    this.busyBefore.push((this.busyBefore.values[last] as number) + end - (this.starts.values[last] as number));
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
    return this.between(this.failsBefore, from, to);
  }

  infos(from: number, to: number): number {
    return this.between(this.infosBefore, from, to);
  }

  /** Nanoseconds that the completed ones among them took. */
  busy(from: number, to: number): number {
    return this.between(this.busyBefore, from, to);
  }

  /** The first failed or crashed one among the positions; -1 where there is none. */
  firstFail(from: number, to: number): number {
    return this.firstCounted(this.failsBefore, from, to);
  }

  firstInfo(from: number, to: number): number {
    return this.firstCounted(this.infosBefore, from, to);
  }

  private firstCounted(before: IntColumn, from: number, to: number): number {
    if (this.between(before, from, to) === 0) return -1;
    return countBelow(before.values, before.length, (before.values[from] as number) + 1) - 1;
  }

  private between({ values, length }: IntColumn | FloatColumn, from: number, to: number): number {
    const last = length - 1;
    return (values[Math.min(to, last)] as number) - (values[Math.min(from, last)] as number);
  }
}

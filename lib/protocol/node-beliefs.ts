/**
 * What one node said of itself, in the order of time. What it believes changes with an election, and is kept as values;
 * its index changes with every write, and is kept in columns.
 *
 *     index     5───5───5   6         9        of this node
 *     highest   5─────7─────8─────────9
 *     behind          └wait┘▒▒▒▒▒▒▒▒▒▒         it serves what is old
 */
import { countBelow, FloatColumn } from '../base/column';
import { type NodeReport, type NodeRole, statusIntervalMs, statusLimitMs } from './node-status';

/** What it believes between two changes of its mind. */
export interface Belief {
  readonly role: NodeRole | 'unreachable';
  readonly leader?: string;
  readonly term?: number;
}

/**
 * A node may have the next index and not have been heard yet: a poll comes late by its interval and an answer by its
 * limit. What others had before that, a node that does not have it is behind on.
 */
export const behindNanos = (statusIntervalMs + statusLimitMs) * 1e6;

export class NodeBeliefs {
  readonly starts = new FloatColumn();
  readonly beliefs: Belief[] = [];
  /** Stretches in which its index was behind, but for the one that lasts. */
  readonly behindStarts = new FloatColumn();
  readonly behindEnds = new FloatColumn();
  readonly #indexTimes = new FloatColumn();
  readonly #indexes = new FloatColumn();
  /** The highest index of any node, shared by all. */
  readonly #highest: HighestIndex;

  constructor(highest: HighestIndex) {
    this.#highest = highest;
  }

  /** The highest index must know of this report already. */
  take(time: number, report: NodeReport): void {
    const index = report === 'unreachable' ? undefined : report.index;
    if (index !== this.indexAt(time)) this.#moveTo(time, index);
    const belief = beliefOf(report);
    const last = this.beliefs.at(-1);
    if (last && isSame(last, belief)) return;
    this.starts.push(time);
    this.beliefs.push(belief);
  }

  /** The place of the belief it had then; -1 before the first. */
  placeAt(time: number): number {
    return lastUntil(this.starts, time);
  }

  indexAt(time: number): number | undefined {
    const index = this.#indexes.values[lastUntil(this.#indexTimes, time)] ?? Number.NaN;
    return Number.isNaN(index) ? undefined : index;
  }

  /** How many entries it was behind then; 0 when it was not, or only by what may not have been heard yet. */
  lagAt(time: number): number {
    const index = this.indexAt(time);
    const known = this.#highest.at(time - behindNanos);
    return index === undefined || known === undefined || index >= known ? 0 : (this.#highest.at(time) ?? known) - index;
  }

  /** Since when its index is behind, if nothing more is heard of it; infinite while nobody has more. */
  behindSince(): number {
    const last = this.#indexTimes.length - 1;
    const index = this.#indexes.values[last] ?? Number.NaN;
    if (last < 0 || Number.isNaN(index)) return Number.POSITIVE_INFINITY;
    return Math.max(this.#indexTimes.at(last), this.#highest.firstAbove(index) + behindNanos);
  }

  #moveTo(time: number, index: number | undefined): void {
    const since = this.behindSince();
    if (since < time) this.#addBehind(since, time);
    this.#indexTimes.push(time);
    this.#indexes.push(index ?? Number.NaN);
  }

  #addBehind(start: number, end: number): void {
    const last = this.behindEnds.length - 1;
    if (this.behindEnds.values[last] === start && last >= 0) this.behindEnds.values[last] = end;
    else {
      this.behindStarts.push(start);
      this.behindEnds.push(end);
    }
  }
}

/** The highest index that any node had said by then. */
export class HighestIndex {
  readonly #times = new FloatColumn();
  readonly #values = new FloatColumn();

  take(time: number, index: number): void {
    const last = this.#values.length - 1;
    if (last >= 0 && index <= this.#values.at(last)) return;
    // Of several nodes in one entry the highest counts.
    if (last >= 0 && this.#times.values[last] === time) this.#values.values[last] = index;
    else {
      this.#times.push(time);
      this.#values.push(index);
    }
  }

  at(time: number): number | undefined {
    const place = lastUntil(this.#times, time);
    return place < 0 ? undefined : this.#values.values[place];
  }

  /** When somebody first had more than the index; infinite while nobody has. */
  firstAbove(index: number): number {
    const place = countBelow(this.#values.values, this.#values.length, index + 1);
    return place < this.#times.length ? this.#times.at(place) : Number.POSITIVE_INFINITY;
  }
}

/** The place of the last time that is not after the one given; -1 where there is none. */
function lastUntil({ values, length }: FloatColumn, time: number): number {
  const place = countBelow(values, length, time);
  return place < length && values[place] === time ? place : place - 1;
}

function beliefOf(report: NodeReport): Belief {
  if (report === 'unreachable') return { role: report };
  const { role, leader, term } = report;
  return { role, ...(leader === undefined ? {} : { leader }), ...(term === undefined ? {} : { term }) };
}

function isSame(a: Belief, b: Belief): boolean {
  return a.role === b.role && a.leader === b.leader && a.term === b.term;
}

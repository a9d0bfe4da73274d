/**
 * How n transactions come before all m that brought some elements to a key, of which nobody knows the order, with n + m edges: by
 * two rows of passages, so that one of the m can come before all the others.
 */
import type { IntColumn } from '../../base/column';
import { type GraphBuilder, passed, rw, update, type ww } from './graph';
import { none, type TransactionHistory } from './transaction-history';

/** Comes before all those who brought one of some elements, but for one of them. */
export interface Entrance {
  /** By who brought one of the elements, its place among them. */
  readonly placeOf: ReadonlyMap<number, number>;
  /** By place: a passage to those up to it, and one to those from it on. */
  readonly upTo: readonly number[];
  readonly from: readonly number[];
  readonly elements: IntColumn;
}

export function entranceTo(elements: IntColumn, history: TransactionHistory, builder: GraphBuilder): Entrance {
  const writers = Array.from({ length: elements.length }, (_, i) => history.elementTransactions.at(elements.at(i)));
  const upTo = writers.map(() => builder.passage());
  const from = writers.map(() => builder.passage());
  for (const [i, writer] of writers.entries()) {
    for (const passages of [upTo, from]) builder.add(passages[i] as number, writer, passed, elements.at(i));
    if (i === 0) continue;
    builder.add(upTo[i] as number, upTo[i - 1] as number, passed, none);
    builder.add(from[i - 1] as number, from[i] as number, passed, none);
  }
  return { placeOf: new Map(writers.map((writer, i) => [writer, i])), upTo, from, elements };
}

export function enter(
  transaction: number,
  { placeOf, upTo, from }: Entrance,
  kind: typeof ww | typeof rw,
  builder: GraphBuilder,
): void {
  const place = placeOf.get(transaction);
  const passages = place === undefined ? [from[0]] : [upTo[place - 1], from[place + 1]];
  const meant = place !== undefined && kind === rw ? update : kind;
  for (const passage of passages) if (passage !== undefined) builder.add(transaction, passage, meant, none);
}

/**
 * What must come before what in a history of lists: the edges of Adya's direct serialization graph, and the orders of
 * processes and of time. `via` of an edge is the element that shows it.
 */
import { IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import { type Graph, GraphBuilder, inProcess, inTime, passed, rw, update, wr, ww } from './graph';
import { committed, none, readStep } from './list-history';
import type { Versions } from './versions';

/** Nodes are the transactions, and after them passages. */
export function dependenciesOf(versions: Versions, budget: Budget): Graph {
  const { length, stepKeys } = versions.history;
  // A write and its next, a read and who wrote and overwrote it; an order of processes and three edges of time.
  const builder = new GraphBuilder(length, 2 * stepKeys.length + 4 * length);
  const unseen = unseenByKey(versions);
  const entrances = new Map<number, Entrance>();
  for (const [key, elements] of unseen) entrances.set(key, entranceTo(elements, versions, builder));
  addWrites(versions, entrances, builder);
  addReads(versions, entrances, builder, budget);
  addProcesses(versions, builder);
  addTime(versions, builder, budget);
  return builder.build();
}

/** By key, what committed transactions appended and nobody read: it stands behind all that was read, in an order that nobody knows. */
function unseenByKey(versions: Versions): ReadonlyMap<number, IntColumn> {
  const { history, places, isCommitted } = versions;
  const unseen = new Map<number, IntColumn>();
  for (let element = 0; element < places.length; element++) {
    const writer = history.elementTransactions.at(element);
    const key = history.elementKeys.at(element);
    if (places[element] !== none || isCommitted[writer] !== 1 || !versions.isWhole(key)) continue;
    const known = unseen.get(key) ?? new IntColumn();
    unseen.set(key, known);
    // Of several of one transaction the first stands for all.
    if (known.length === 0 || history.elementTransactions.at(known.at(known.length - 1)) !== writer)
      known.push(element);
  }
  return unseen;
}

/** Comes before all those who appended what nobody read, but for one of them. */
interface Entrance {
  /** By who appended an element that nobody read, its place among them. */
  readonly placeOf: ReadonlyMap<number, number>;
  /** By place: a passage to those up to it, and one to those from it on. */
  readonly upTo: readonly number[];
  readonly from: readonly number[];
  readonly elements: IntColumn;
}

function entranceTo(elements: IntColumn, { history }: Versions, builder: GraphBuilder): Entrance {
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

function enter(
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

function addWrites(versions: Versions, entrances: ReadonlyMap<number, Entrance>, builder: GraphBuilder): void {
  const { history, isCommitted } = versions;
  for (const [key, order] of versions.orders.entries()) {
    if (!versions.isWhole(key)) continue;
    let before = none;
    for (let i = 0; i < order.length; i++) {
      const writer = history.elementTransactions.at(order.at(i));
      if (isCommitted[writer] !== 1) continue;
      if (before !== none && before !== writer) builder.add(before, writer, ww, order.at(i));
      before = writer;
    }
    const entrance = entrances.get(key);
    if (before !== none && entrance !== undefined) enter(before, entrance, ww, builder);
  }
}

function addReads(
  versions: Versions,
  entrances: ReadonlyMap<number, Entrance>,
  builder: GraphBuilder,
  budget: Budget,
): void {
  const { history } = versions;
  /** By key, the last transaction that had a step on it: its later reads tell of itself. */
  const touched = new Int32Array(history.keys.length).fill(none);
  for (const transaction of budget.places(history)) {
    if (history.outcomes.at(transaction) !== committed) continue;
    const end = history.firstStep.at(transaction + 1);
    for (let step = history.firstStep.at(transaction); step < end; step++) {
      const key = history.stepKeys.at(step);
      if (touched[key] === transaction) continue;
      touched[key] = transaction;
      const version = versions.read[step] as number;
      if (history.stepElements.at(step) === readStep && version !== none)
        addRead(transaction, key, version, versions, entrances, builder);
    }
  }
}

function addRead(
  transaction: number,
  key: number,
  version: number,
  versions: Versions,
  entrances: ReadonlyMap<number, Entrance>,
  builder: GraphBuilder,
): void {
  const { history, isCommitted } = versions;
  if (version > 0) {
    const last = (versions.orders[key] as IntColumn).at(version - 1);
    const writer = history.elementTransactions.at(last);
    if (writer !== transaction && isCommitted[writer] === 1) builder.add(writer, transaction, wr, last);
  }
  const next = versions.survivorFrom(key, version);
  if (next !== none) {
    const writer = history.elementTransactions.at(next);
    if (writer !== transaction) builder.add(transaction, writer, rw, next);
    return;
  }
  const entrance = entrances.get(key);
  if (entrance !== undefined) enter(transaction, entrance, rw, builder);
}

function addProcesses({ history, isCommitted }: Versions, builder: GraphBuilder): void {
  const last = new Map<number, number>();
  for (let transaction = 0; transaction < history.length; transaction++) {
    if (isCommitted[transaction] !== 1) continue;
    const process = history.processes.at(transaction);
    const before = last.get(process);
    if (before !== undefined) builder.add(before, transaction, inProcess, none);
    last.set(process, transaction);
  }
}

/** A passage for every row of endings that no beginning parts: who ended comes before who begins after it. */
function addTime({ history, isCommitted }: Versions, builder: GraphBuilder, budget: Budget): void {
  const begins = new Int32Array(history.ops.length).fill(none);
  const ends = new Int32Array(history.ops.length).fill(none);
  for (let transaction = 0; transaction < history.length; transaction++) {
    if (isCommitted[transaction] !== 1) continue;
    begins[history.invoked.at(transaction)] = transaction;
    if (history.outcomes.at(transaction) === committed) ends[history.completed.at(transaction)] = transaction;
  }
  let passage = none;
  let isFresh = false;
  for (const place of budget.places(begins)) {
    const beginning = begins[place] as number;
    if (beginning !== none && passage !== none) {
      builder.add(passage, beginning, passed, none);
      isFresh = false;
    }
    const ending = ends[place] as number;
    if (ending === none) continue;
    if (!isFresh) {
      const next = builder.passage();
      if (passage !== none) builder.add(passage, next, passed, none);
      passage = next;
      isFresh = true;
    }
    builder.add(ending, passage, inTime, none);
  }
}

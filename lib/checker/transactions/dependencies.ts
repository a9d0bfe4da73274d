/**
 * What must come before what in a history of lists: the edges of Adya's direct serialization graph, and the orders of
 * processes and of time. `via` of an edge is the element that shows it.
 */
import { IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import { type Entrance, enter, entranceTo } from './entrance';
import { type Graph, GraphBuilder, rw, wr, ww } from './graph';
import { addOrders } from './orders';
import { committed, none, readStep } from './transaction-history';
import type { Versions } from './versions';

/** Nodes are the transactions, and after them passages. */
export function dependenciesOf(versions: Versions, budget: Budget): Graph {
  const { length, stepKeys } = versions.history;
  // A write and its next, a read and who wrote and overwrote it; an order of processes and three edges of time.
  const builder = new GraphBuilder(length, 2 * stepKeys.length + 4 * length);
  const unseen = unseenByKey(versions);
  const entrances = new Map<number, Entrance>();
  for (const [key, elements] of unseen) entrances.set(key, entranceTo(elements, versions.history, builder));
  addWrites(versions, entrances, builder);
  addReads(versions, entrances, builder, budget);
  addOrders(versions.history, versions.isCommitted, builder, budget);
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
  /** By key, the last transaction that had a step on it, and the version that it read; once it appends, its reads tell of itself. */
  const touched = new Int32Array(history.keys.length).fill(none);
  const known = new Int32Array(history.keys.length);
  for (const transaction of budget.places(history)) {
    if (history.outcomes.at(transaction) !== committed) continue;
    const end = history.firstStep.at(transaction + 1);
    for (let step = history.firstStep.at(transaction); step < end; step++) {
      const key = history.stepKeys.at(step);
      const before = touched[key] === transaction ? (known[key] as number) : none;
      touched[key] = transaction;
      if (before === own) continue;
      const isRead = history.stepElements.at(step) === readStep;
      const version = isRead ? (versions.read[step] as number) : own;
      if (isRead && version !== none && version !== before)
        addRead(transaction, key, version, versions, entrances, builder);
      known[key] = version;
    }
  }
}

/** In place of a version: what the transaction appended itself. */
const own = -2;

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

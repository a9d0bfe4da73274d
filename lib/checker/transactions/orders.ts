/** The orders in which transactions were done, whatever they did: of each process, and of time. */
import type { Budget } from '../core/budget';
import { type GraphBuilder, inProcess, inTime, passed } from './graph';
import { committed, none, type TransactionHistory } from './transaction-history';

/** An edge from each committed transaction to the next of its process, and three of time. */
export function addOrders(
  history: TransactionHistory,
  isCommitted: Uint8Array,
  builder: GraphBuilder,
  budget: Budget,
): void {
  addProcesses(history, isCommitted, builder);
  addTime(history, isCommitted, builder, budget);
}

function addProcesses(history: TransactionHistory, isCommitted: Uint8Array, builder: GraphBuilder): void {
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
function addTime(history: TransactionHistory, isCommitted: Uint8Array, builder: GraphBuilder, budget: Budget): void {
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

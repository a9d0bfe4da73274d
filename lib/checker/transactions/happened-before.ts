/**
 * What each transaction can know of: those before it in its process, those it read from, and all that these knew of. By
 * process it is enough to know the last one, so each has a clock of one number a process (Mattern, "Virtual time and
 * global states of distributed systems", 1989). Clocks of a few processes at a time are kept, which bounds the memory.
 */
import { IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import { initialVersion } from './register-history';
import type { RegisterVersions } from './register-versions';
import { none } from './transaction-history';

/** Of a million transactions 64 clocks take 256 MB. */
const maxClocks = 64;

/** What a process left in a key. */
interface Writes {
  readonly process: number;
  /** Which of the transactions of the process wrote it, and the version; in their order. */
  readonly turns: IntColumn;
  readonly versions: IntColumn;
}

export class Histories {
  readonly #versions: RegisterVersions;
  readonly #budget: Budget;
  /** By transaction: its process, numbered from 0 on, which of its transactions it is, from 1 on, and the one before it. */
  readonly #process: Int32Array;
  readonly #turn: Int32Array;
  readonly #before: Int32Array;
  #processes = 0;
  readonly #writes = new Map<number, Writes[]>();

  constructor(versions: RegisterVersions, budget: Budget) {
    const { history, isCommitted } = versions;
    this.#versions = versions;
    this.#budget = budget;
    this.#process = new Int32Array(history.length).fill(none);
    this.#turn = new Int32Array(history.length);
    this.#before = new Int32Array(history.length).fill(none);
    const last = new Map<number, number>();
    for (let transaction = 0; transaction < history.length; transaction++) {
      if (isCommitted[transaction] !== 1) continue;
      const before = last.get(history.processes.at(transaction)) ?? none;
      last.set(history.processes.at(transaction), transaction);
      this.#before[transaction] = before;
      this.#process[transaction] = before === none ? this.#processes++ : (this.#process[before] as number);
      this.#turn[transaction] = before === none ? 1 : (this.#turn[before] as number) + 1;
    }
    for (let version = 0; version < history.elements.length; version++) this.#addWrite(version);
  }

  *processEdges(): Generator<readonly [from: number, to: number]> {
    for (const [transaction, before] of this.#before.entries()) if (before !== none) yield [before, transaction];
  }

  #addWrite(version: number): void {
    if (!this.#versions.isInstalled(version)) return;
    const { elementKeys, elementTransactions } = this.#versions.history;
    const writer = elementTransactions.at(version);
    const process = this.#process[writer] as number;
    const known = this.#writes.get(elementKeys.at(version)) ?? [];
    this.#writes.set(elementKeys.at(version), known);
    let own = known.find((each) => each.process === process);
    if (own === undefined) {
      own = { process, turns: new IntColumn(), versions: new IntColumn() };
      known.push(own);
    }
    own.turns.push(this.#turn[writer] as number);
    own.versions.push(version);
  }

  /** By read and process the last write to the key that the reader knew of. */
  forEachSeenWrite(tell: (writer: number, version: number, read: number) => void): void {
    const order = this.#causalOrder();
    for (let first = 0; first < this.#processes; first += maxClocks) {
      const clocks = this.#clocksFrom(first, order);
      const width = Math.min(maxClocks, this.#processes - first);
      const { readers, readKeys, isLate, history } = this.#versions;
      for (const read of this.#budget.places(readers)) {
        if (isLate.at(read) === 1) continue;
        for (const { process, turns, versions } of this.#writes.get(readKeys.at(read)) ?? []) {
          if (process < first || process >= first + width) continue;
          const known = clocks[readers.at(read) * width + process - first] as number;
          const place = countUpTo(turns, known) - 1;
          if (place < 0) continue;
          const version = versions.at(place);
          tell(history.elementTransactions.at(version), version, read);
        }
      }
    }
  }

  /** By transaction and process, the last that it knows of. */
  #clocksFrom(first: number, order: IntColumn): Int32Array {
    const width = Math.min(maxClocks, this.#processes - first);
    const clocks = new Int32Array(this.#versions.history.length * width);
    const learn = (transaction: number, source: number) => {
      const [to, from] = [transaction * width, source * width];
      for (let i = 0; i < width; i++)
        if ((clocks[from + i] as number) > (clocks[to + i] as number)) clocks[to + i] = clocks[from + i] as number;
      const own = (this.#process[source] as number) - first;
      if (own >= 0 && own < width)
        clocks[to + own] = Math.max(clocks[to + own] as number, this.#turn[source] as number);
    };
    for (const place of this.#budget.places(order)) {
      const transaction = order.at(place);
      this.#forEachKnown(transaction, (source) => learn(transaction, source));
    }
    return clocks;
  }

  /** Each transaction behind all that it knows of; those on cycles are left out. */
  #causalOrder(): IntColumn {
    const { length } = this.#versions.history;
    const state = new Uint8Array(length);
    const order = new IntColumn(length);
    const path: number[] = [];
    for (const root of this.#budget.places({ length })) {
      if (state[root] !== 0 || this.#process[root] === none) continue;
      path.push(root);
      while (path.length > 0) {
        const transaction = path[path.length - 1] as number;
        if (state[transaction] === 0) {
          state[transaction] = 1;
          this.#forEachKnown(transaction, (source) => {
            if (state[source] === 0) path.push(source);
          });
          continue;
        }
        path.pop();
        if (state[transaction] === 1) {
          state[transaction] = 2;
          order.push(transaction);
        }
      }
    }
    return order;
  }

  #firstRead: Int32Array | undefined;

  #forEachKnown(transaction: number, tell: (source: number) => void): void {
    const before = this.#before[transaction] as number;
    if (before !== none) tell(before);
    const { readers, readVersions, isCommitted, history } = this.#versions;
    this.#firstRead ??= startsOf(readers, history.length);
    const end = this.#firstRead[transaction + 1] as number;
    for (let read = this.#firstRead[transaction] as number; read < end; read++) {
      const version = readVersions.at(read);
      if (version === initialVersion) continue;
      const writer = history.elementTransactions.at(version);
      if (isCommitted[writer] === 1) tell(writer);
    }
  }
}

/** Of numbers that never fall, where each begins; one more at the end. */
export function startsOf(column: IntColumn, length: number): Int32Array {
  const starts = new Int32Array(length + 1);
  for (let i = 0, at = 0; i <= length; i++) {
    while (at < column.length && column.at(at) < i) at++;
    starts[i] = at;
  }
  return starts;
}

function countUpTo(rising: IntColumn, bound: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising.at(middle) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

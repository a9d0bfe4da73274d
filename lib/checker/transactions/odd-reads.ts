/**
 * What single transactions show beside the order of the lists: reads of what was never committed (G1a) or not yet whole
 * (G1b), of what the own transaction does not know or does not know yet, and lists that grew behind what was aborted.
 */
import type { IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import type { ListHistory } from './list-history';
import type { Oddities } from './oddities';
import { aborted, committed, none, readStep } from './transaction-history';
import type { Versions } from './versions';

/** Linear in the steps of the history. */
export function findOddReads(versions: Versions, oddities: Oddities, budget: Budget): void {
  new OddReads(versions, oddities).find(budget);
}

class OddReads {
  readonly #versions: Versions;
  readonly #history: ListHistory;
  readonly #oddities: Oddities;
  /** By key: the first place in its order of what an aborted transaction appended; its length where there is none. */
  readonly #firstAborted: Int32Array;
  /** By key, the transaction of which the next four tell. */
  readonly #touched: Int32Array;
  /** The version that it read last, and the longest that it read; `none` where it has not read the key. */
  readonly #lastRead: Int32Array;
  readonly #longestRead: Int32Array;
  /** What it has appended since it read the key last: how much, and the first of that. */
  readonly #ownCount: Int32Array;
  readonly #firstOwn: Int32Array;

  constructor(versions: Versions, oddities: Oddities) {
    const { history, orders } = versions;
    this.#versions = versions;
    this.#history = history;
    this.#oddities = oddities;
    this.#firstAborted = Int32Array.from(orders, (order) => {
      let place = 0;
      while (place < order.length && history.outcomeOf(order.at(place)) !== aborted) place++;
      return place;
    });
    const keys = history.keys.length;
    this.#touched = new Int32Array(keys).fill(none);
    this.#lastRead = new Int32Array(keys);
    this.#longestRead = new Int32Array(keys);
    this.#ownCount = new Int32Array(keys);
    this.#firstOwn = new Int32Array(keys);
  }

  find(budget: Budget): void {
    for (const transaction of budget.places(this.#history)) {
      if (this.#history.outcomes.at(transaction) === committed) this.#walk(transaction);
    }
    this.#findDirtyUpdates();
    this.#findOwnOutOfOrder();
  }

  #walk(transaction: number): void {
    const { firstStep, stepKeys, stepElements } = this.#history;
    const end = firstStep.at(transaction + 1);
    for (let step = firstStep.at(transaction); step < end; step++) {
      const key = stepKeys.at(step);
      if (!this.#versions.isWhole(key)) continue;
      if (this.#touched[key] !== transaction) {
        this.#touched[key] = transaction;
        this.#lastRead[key] = none;
        this.#longestRead[key] = none;
        this.#ownCount[key] = 0;
      }
      const element = stepElements.at(step);
      if (element === readStep) this.#read(transaction, key, this.#versions.read[step] as number);
      else this.#append(transaction, key, element);
    }
  }

  #append(transaction: number, key: number, element: number): void {
    const place = this.#versions.places[element] as number;
    const version = this.#longestRead[key] as number;
    if (place !== none && place < version) {
      this.#oddities.note('future-read', () => ({
        transaction,
        others: [],
        reason: `${this.#readWords(key, version)} before it appended ${this.#history.elementName(element)} itself`,
      }));
    }
    const count = this.#ownCount[key] as number;
    if (count === 0) this.#firstOwn[key] = element;
    this.#ownCount[key] = count + 1;
  }

  #read(transaction: number, key: number, version: number): void {
    this.#judgeWriters(transaction, key, version);
    this.#judgeInternal(transaction, key, version);
    this.#lastRead[key] = version;
    this.#longestRead[key] = Math.max(this.#longestRead[key] as number, version);
    this.#ownCount[key] = 0;
  }

  /** Aborted and intermediate reads: G1a and G1b. */
  #judgeWriters(transaction: number, key: number, version: number): void {
    if (version === 0) return;
    const history = this.#history;
    const order = this.#versions.orders[key] as IntColumn;
    const place = this.#firstAborted[key] as number;
    if (place < version) {
      const element = order.at(place);
      const failed = history.elementTransactions.at(element);
      this.#oddities.note('G1a', () => ({
        transaction,
        others: [failed],
        reason: `${this.#readWords(key, version)}, and ${history.opName(failed)}, which appended ${history.elementName(element)}, failed`,
      }));
    }
    const last = order.at(version - 1);
    const writer = history.elementTransactions.at(last);
    const later = history.laterOwn.at(last);
    if (writer === transaction || later === none) return;
    this.#oddities.note('G1b', () => ({
      transaction,
      others: [writer],
      reason: `${this.#readWords(key, version)}, from the middle of ${history.opName(writer)}, which also appended ${history.elementName(later)}`,
    }));
  }

  /** What it reads must be what it had read before, with what it has appended since. */
  #judgeInternal(transaction: number, key: number, version: number): void {
    const history = this.#history;
    const order = this.#versions.orders[key] as IntColumn;
    const count = this.#ownCount[key] as number;
    const before = this.#lastRead[key] as number;
    const from = version - count;
    let isSame = from >= 0 && (before === none || before === from);
    let own = this.#firstOwn[key] as number;
    for (let i = 0; i < count && isSame; i++) {
      isSame = order.at(from + i) === own;
      own = history.laterOwn.at(own);
    }
    if (isSame) return;
    this.#oddities.note('internal', () => {
      const had = before === none ? [] : [`had read ${this.#versions.listName(key, before)} of it`];
      const did = count === 0 ? [] : [`had appended ${this.#ownWords(key)}`];
      return {
        transaction,
        others: [],
        reason: `${this.#readWords(key, version)}, where it ${[...had, ...did].join(' and ')}`,
      };
    });
  }

  /** A version that was made of one that was never there. */
  #findDirtyUpdates(): void {
    const history = this.#history;
    for (const [key, order] of this.#versions.orders.entries()) {
      const place = this.#firstAborted[key] as number;
      const next = this.#versions.isWhole(key) ? this.#versions.survivorFrom(key, place) : none;
      if (place >= order.length || next === none) continue;
      const failed = history.elementTransactions.at(order.at(place));
      this.#oddities.note('dirty-update', () => ({
        transaction: history.elementTransactions.at(next),
        others: [failed],
        reason: `it appended ${history.elementName(next)} to key ${history.keyName(key)} behind ${history.elementName(order.at(place))}, and ${history.opName(failed)}, which appended that, failed`,
      }));
    }
  }

  /** What one transaction appends to a list stands there in its order, and all of it. */
  #findOwnOutOfOrder(): void {
    const history = this.#history;
    const { places, isCommitted, longestReader } = this.#versions;
    for (let element = 0; element < places.length; element++) {
      const later = history.laterOwn.at(element);
      if (later === none || places[later] === none) continue;
      const place = places[element] as number;
      const key = history.elementKeys.at(element);
      const writer = history.elementTransactions.at(element);
      if (!this.#versions.isWhole(key) || isCommitted[writer] !== 1) continue;
      if (place !== none && place < (places[later] as number)) continue;
      const reader = longestReader[key] as number;
      this.#oddities.note('internal', () => {
        const [first, second] = [history.elementName(element), history.elementName(later)];
        const how = place === none ? `without ${first}` : `with ${second} before ${first}`;
        return {
          transaction: writer,
          others: reader === writer ? [] : [reader],
          reason: `it appended ${first} and then ${second} to key ${history.keyName(key)}, and ${history.opName(reader)} read it ${how}`,
        };
      });
    }
  }

  #readWords(key: number, version: number): string {
    return `it read ${this.#versions.listName(key, version)} of key ${this.#history.keyName(key)}`;
  }

  #ownWords(key: number): string {
    const names: string[] = [];
    let own = this.#firstOwn[key] as number;
    for (let i = 0; i < (this.#ownCount[key] as number); i++) {
      names.push(this.#history.elementName(own));
      own = this.#history.laterOwn.at(own);
    }
    return names.join(', ');
  }
}

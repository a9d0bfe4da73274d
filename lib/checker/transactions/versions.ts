/**
 * In which order the lists came to be. A list is appended to, so each version begins with the one before it, and the longest
 * list that was read tells the order of all versions up to it (Kingsbury and Alvaro, "Elle", 2020):
 *
 *     r 3 []   r 3 [7]   r 3 [7, 8]       versions 0, 1 and 2 of key 3; 7 and 8 were appended in this order
 *     r 3 [9]                             is of another order: one of the two saw what was never there
 *
 * An element that was acknowledged and is in no list that anybody read stands behind all those.
 */
import { IntColumn } from '../../base/column';
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import type { Budget } from '../core/budget';
import type { ListHistory } from './list-history';
import type { Oddities } from './oddities';
import { aborted, committed, indeterminate, none, readStep, shown } from './transaction-history';

export class Versions {
  readonly history: ListHistory;
  /** By key: its elements in the order of the versions, as far as they were read. */
  readonly orders: IntColumn[] = [];
  /** By element its place in the order; `none` where nobody read it. */
  readonly places: Int32Array;
  /** By step that read: the version, which is the length of the list; `none` where the key has no one order. */
  readonly read: Int32Array;
  /** By transaction: it is acknowledged, or somebody saw what it appended. */
  readonly isCommitted: Uint8Array;
  /** By key: whether two reads are of different orders. */
  readonly #isBroken: Uint8Array;
  /** By key, who read the longest list; `none` where nobody read it. */
  readonly longestReader: Int32Array;
  readonly #oddities: Oddities;

  /**
   * @param oddities hears of reads that are of no one order
   * @throws an Error that names the op where a list holds what nobody appends
   */
  constructor(history: ListHistory, oddities: Oddities, budget: Budget) {
    this.history = history;
    this.#oddities = oddities;
    this.places = new Int32Array(history.elements.length).fill(none);
    this.read = new Int32Array(history.stepKeys.length).fill(none);
    this.isCommitted = new Uint8Array(history.length);
    this.#isBroken = new Uint8Array(history.keys.length);
    this.longestReader = new Int32Array(history.keys.length).fill(none);
    for (let key = 0; key < history.keys.length; key++) this.orders.push(new IntColumn());
    for (const transaction of budget.places(history)) this.#readLists(transaction);
    this.#settle();
  }

  /** The first element from a place of a key's order on that no aborted transaction appended. */
  survivorFrom(key: number, place: number): number {
    const order = this.orders[key] as IntColumn;
    for (let i = place; i < order.length; i++) {
      if (this.history.outcomeOf(order.at(i)) !== aborted) return order.at(i);
    }
    return none;
  }

  /** Whether its lists are of one order. */
  isWhole(key: number): boolean {
    return this.#isBroken[key] === 0;
  }

  #readLists(transaction: number): void {
    const { history } = this;
    if (history.outcomes.at(transaction) !== committed) return;
    const end = history.firstStep.at(transaction + 1);
    for (let step = history.firstStep.at(transaction); step < end; step++) {
      if (history.stepElements.at(step) === readStep) this.#readList(transaction, step);
    }
  }

  #readList(transaction: number, step: number): void {
    const { history } = this;
    const key = history.stepKeys.at(step);
    const list = history.lists[history.stepLists.at(step)] as readonly Json[];
    const order = this.orders[key] as IntColumn;
    const known = Math.min(list.length, order.length);
    for (let i = 0; i < known; i++) {
      const value = list[i] as Json;
      const element = order.at(i);
      if (value === history.elements[element]) continue;
      if (this.#element(transaction, key, value) === element) continue;
      this.#breakOrder(transaction, key, list);
      return;
    }
    for (let i = known; i < list.length; i++) {
      const element = this.#element(transaction, key, list[i] as Json);
      if (this.places[element] !== none) {
        this.#noteRepeated(transaction, key, list, element);
        return;
      }
      this.places[element] = i;
      order.push(element);
    }
    if (list.length > known || this.longestReader[key] === none) this.longestReader[key] = transaction;
    this.read[step] = list.length;
  }

  #element(transaction: number, key: number, value: Json): number {
    const element = this.history.elementOf(key, value);
    if (element !== undefined) return element;
    const op = this.history.completed.at(transaction);
    throw new Error(
      `op ${op}: it read ${shown(value)} in key ${this.history.keyName(key)}, which no transaction of this history appends`,
    );
  }

  #breakOrder(transaction: number, key: number, list: readonly Json[]): void {
    this.#isBroken[key] = 1;
    if (this.#noteIfRepeated(transaction, key, list)) return;
    const { history } = this;
    const other = this.longestReader[key] as number;
    this.#oddities.note('incompatible-order', () => ({
      transaction,
      others: other === transaction ? [] : [other],
      reason: `it read ${shown(list)} of key ${history.keyName(key)}, and ${history.opName(other)} read ${this.listName(key, (this.orders[key] as IntColumn).length)}; neither begins with the other`,
    }));
  }

  #noteIfRepeated(transaction: number, key: number, list: readonly Json[]): boolean {
    const seen = new Set<string | number>();
    for (const value of list) {
      const name = jsonKey(value);
      if (seen.has(name)) {
        this.#noteRepeated(transaction, key, list, this.#element(transaction, key, value));
        return true;
      }
      seen.add(name);
    }
    return false;
  }

  #noteRepeated(transaction: number, key: number, list: readonly Json[], element: number): void {
    this.#isBroken[key] = 1;
    const { history } = this;
    const writer = history.elementTransactions.at(element);
    this.#oddities.note('duplicate-elements', () => ({
      transaction,
      others: writer === transaction ? [] : [writer],
      reason: `it read ${shown(list)} of key ${history.keyName(key)}, which has ${history.elementName(element)} twice, and ${history.opName(writer)} appended it once`,
    }));
  }

  /** A key of which two orders were read tells none. */
  #settle(): void {
    const { history } = this;
    for (let transaction = 0; transaction < history.length; transaction++) {
      if (history.outcomes.at(transaction) === committed) this.isCommitted[transaction] = 1;
    }
    for (let step = 0; step < this.read.length; step++) {
      if (this.#isBroken[history.stepKeys.at(step)] === 1) this.read[step] = none;
    }
    for (const order of this.orders) {
      for (let i = 0; i < order.length; i++) {
        const writer = history.elementTransactions.at(order.at(i));
        if (history.outcomes.at(writer) === indeterminate) this.isCommitted[writer] = 1;
      }
    }
  }

  /** `[7, 8]`, the elements of a version. */
  listName(key: number, version: number): string {
    const order = this.orders[key] as IntColumn;
    return shown(Array.from({ length: version }, (_, i) => this.history.elements[order.at(i)] ?? null));
  }
}

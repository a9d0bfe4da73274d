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
import { aborted, committed, indeterminate, type ListHistory, none, readStep, shown } from './list-history';

/** A read that shows something by itself, without any other order. */
export interface Oddity {
  readonly kind:
    | 'G1a'
    | 'G1b'
    | 'internal'
    | 'future-read'
    | 'dirty-update'
    | 'duplicate-elements'
    | 'incompatible-order';
  /** Who read, or, of a dirty update, who appended behind. */
  readonly transaction: number;
  /** Who else has a part in it. */
  readonly others: readonly number[];
  readonly key: number;
  /** A clause: `it read [1, 2] of key 3, …` */
  readonly reason: string;
}

/** Of each kind; how many there were is counted. */
const maxOddities = 20;

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
  readonly oddities = new Map<Oddity['kind'], Oddity[]>();
  readonly counts = new Map<Oddity['kind'], number>();
  /** By key: whether two reads are of different orders. */
  readonly #isBroken: Uint8Array;
  /** By key, who read the longest list. */
  readonly #longestReader = new IntColumn();

  /** @throws an Error that names the op where a list holds what nobody appends */
  constructor(history: ListHistory, budget: Budget) {
    this.history = history;
    this.places = new Int32Array(history.elements.length).fill(none);
    this.read = new Int32Array(history.stepKeys.length).fill(none);
    this.isCommitted = new Uint8Array(history.length);
    this.#isBroken = new Uint8Array(history.keys.length);
    for (let key = 0; key < history.keys.length; key++) {
      this.orders.push(new IntColumn());
      this.#longestReader.push(none);
    }
    for (const transaction of budget.places(history)) this.#readLists(transaction);
    this.#settle();
    for (const transaction of budget.places(history)) this.#judgeReads(transaction);
    this.#findDirtyUpdates();
    this.#judgeOwnOrder();
  }

  /** The first element from a place of a key's order on that no aborted transaction appended. */
  survivorFrom(key: number, place: number): number {
    const order = this.orders[key] as IntColumn;
    for (let i = place; i < order.length; i++) {
      if (this.#outcomeOf(order.at(i)) !== aborted) return order.at(i);
    }
    return none;
  }

  isWhole(key: number): boolean {
    return this.#isBroken[key] === 0;
  }

  #outcomeOf(element: number): number {
    return this.history.outcomes.at(this.history.elementTransactions.at(element));
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
    if (list.length > known || this.#longestReader.at(key) === none) this.#longestReader.put(key, transaction);
    this.read[step] = list.length;
  }

  #element(transaction: number, key: number, value: Json): number {
    const element = this.history.elementOf(key, value);
    if (element !== undefined) return element;
    const op = this.history.completed.at(transaction);
    throw new Error(
      `op ${op}: it read ${shown(value)} in key ${shown(this.history.keys[key] ?? null)}, which no transaction of this history appends`,
    );
  }

  #breakOrder(transaction: number, key: number, list: readonly Json[]): void {
    this.#isBroken[key] = 1;
    const other = this.#longestReader.at(key);
    if (this.#noteIfRepeated(transaction, key, list)) return;
    const longest = this.#listOf(key, (this.orders[key] as IntColumn).length);
    this.#note('incompatible-order', {
      transaction,
      others: other === none || other === transaction ? [] : [other],
      key,
      reason: `it read ${shown(list)} of key ${this.#keyName(key)}, and ${this.#opName(other)} read ${shown(longest)}; neither begins with the other`,
    });
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
    const writer = this.history.elementTransactions.at(element);
    this.#note('duplicate-elements', {
      transaction,
      others: writer === transaction ? [] : [writer],
      key,
      reason: `it read ${shown(list)} of key ${this.#keyName(key)}, which has ${shown(this.history.elements[element] ?? null)} twice, and ${this.#opName(writer)} appended it once`,
    });
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

  /** What a transaction's reads show against its own steps, and against those who appended what they saw. */
  #judgeReads(transaction: number): void {
    const { history } = this;
    if (history.outcomes.at(transaction) !== committed) return;
    const first = history.firstStep.at(transaction);
    const end = history.firstStep.at(transaction + 1);
    for (let step = first; step < end; step++) {
      const version = this.read[step] as number;
      if (version === none || history.stepElements.at(step) !== readStep) continue;
      const key = history.stepKeys.at(step);
      this.#judgeWriters(transaction, key, version);
      this.#judgeFuture(transaction, step, end, version);
      this.#judgeInternal(transaction, step, first, version);
    }
  }

  /** Aborted and intermediate reads: G1a and G1b. */
  #judgeWriters(transaction: number, key: number, version: number): void {
    if (version === 0) return;
    const { history } = this;
    const order = this.orders[key] as IntColumn;
    if (this.#firstAborted(key) < version) {
      const element = order.at(this.#firstAborted(key));
      const writer = history.elementTransactions.at(element);
      this.#note('G1a', {
        transaction,
        others: [writer],
        key,
        reason: `it read ${this.#listName(key, version)} of key ${this.#keyName(key)}, and ${this.#opName(writer)}, which appended ${shown(history.elements[element] ?? null)}, failed`,
      });
    }
    const last = order.at(version - 1);
    const writer = history.elementTransactions.at(last);
    const later = history.laterOwn.at(last);
    if (writer === transaction || later === none) return;
    this.#note('G1b', {
      transaction,
      others: [writer],
      key,
      reason: `it read ${this.#listName(key, version)} of key ${this.#keyName(key)}, from the middle of ${this.#opName(writer)}, which also appended ${shown(history.elements[later] ?? null)}`,
    });
  }

  /** A read that has what its own transaction appends later. */
  #judgeFuture(transaction: number, step: number, end: number, version: number): void {
    const { history } = this;
    const key = history.stepKeys.at(step);
    for (let later = step + 1; later < end; later++) {
      const element = history.stepElements.at(later);
      if (element < 0 || history.stepKeys.at(later) !== key) continue;
      const place = this.places[element] as number;
      if (place === none || place >= version) continue;
      this.#note('future-read', {
        transaction,
        others: [],
        key,
        reason: `it read ${this.#listName(key, version)} of key ${this.#keyName(key)} before it appended ${shown(history.elements[element] ?? null)} itself`,
      });
      return;
    }
  }

  /** What it read must be what it had read before, with what it has appended since. */
  #judgeInternal(transaction: number, step: number, first: number, version: number): void {
    const { history } = this;
    const key = history.stepKeys.at(step);
    const order = this.orders[key] as IntColumn;
    let from = version;
    let isSame = true;
    let before = none;
    for (let earlier = step - 1; earlier >= first && before === none; earlier--) {
      if (history.stepKeys.at(earlier) !== key) continue;
      const element = history.stepElements.at(earlier);
      if (element < 0) before = this.read[earlier] as number;
      else if (--from < 0 || order.at(from) !== element) isSame = false;
    }
    if (isSame && (before === none || before === from)) return;
    const own: number[] = [];
    for (let earlier = step - 1; earlier >= first; earlier--) {
      const element = history.stepElements.at(earlier);
      if (history.stepKeys.at(earlier) !== key) continue;
      if (element < 0) break;
      own.unshift(element);
    }
    const had = before === none ? '' : ` had read ${this.#listName(key, before)} of it`;
    const did =
      own.length === 0
        ? ''
        : `${had === '' ? '' : ' and'} had appended ${own.map((each) => shown(history.elements[each] ?? null)).join(', ')}`;
    this.#note('internal', {
      transaction,
      others: [],
      key,
      reason: `it read ${this.#listName(key, version)} of key ${this.#keyName(key)}, where it${had}${did}`,
    });
  }

  readonly #abortedPlaces = new Map<number, number>();

  /** The first place in a key's order of what an aborted transaction appended; infinite where there is none. */
  #firstAborted(key: number): number {
    const known = this.#abortedPlaces.get(key);
    if (known !== undefined) return known;
    const order = this.orders[key] as IntColumn;
    let place = Number.POSITIVE_INFINITY;
    for (let i = 0; i < order.length && place > i; i++) if (this.#outcomeOf(order.at(i)) === aborted) place = i;
    this.#abortedPlaces.set(key, place);
    return place;
  }

  /** A version that was made of one that was never there. */
  #findDirtyUpdates(): void {
    const { history } = this;
    for (const [key, order] of this.orders.entries()) {
      const place = this.#firstAborted(key);
      if (this.#isBroken[key] === 1 || place >= order.length) continue;
      const next = this.survivorFrom(key, place);
      if (next === none) continue;
      const element = order.at(place);
      const writer = history.elementTransactions.at(element);
      this.#note('dirty-update', {
        transaction: history.elementTransactions.at(next),
        others: [writer],
        key,
        reason: `it appended ${shown(history.elements[next] ?? null)} to key ${this.#keyName(key)} behind ${shown(history.elements[element] ?? null)}, and ${this.#opName(writer)}, which appended that, failed`,
      });
    }
  }

  /** What one transaction appends to a list stands there in its order, and all of it. */
  #judgeOwnOrder(): void {
    const { history, places } = this;
    for (let element = 0; element < places.length; element++) {
      const later = history.laterOwn.at(element);
      if (later === none || places[later] === none) continue;
      const place = places[element] as number;
      const key = history.elementKeys.at(element);
      const writer = history.elementTransactions.at(element);
      if (!this.isWhole(key) || this.isCommitted[writer] !== 1) continue;
      if (place !== none && place < (places[later] as number)) continue;
      const reader = this.#longestReader.at(key);
      const [first, second] = [element, later].map((each) => shown(history.elements[each] ?? null));
      const how = place === none ? `without ${first}` : `with ${second} before ${first}`;
      this.#note('internal', {
        transaction: writer,
        others: reader === writer ? [] : [reader],
        key,
        reason: `it appended ${first} and then ${second} to key ${this.#keyName(key)}, and ${this.#opName(reader)} read it ${how}`,
      });
    }
  }

  #note(kind: Oddity['kind'], oddity: Omit<Oddity, 'kind'>): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const known = this.oddities.get(kind) ?? [];
    if (known.length === 0) this.oddities.set(kind, known);
    if (known.length < maxOddities) known.push({ kind, ...oddity });
  }

  /** The elements of a version. */
  #listOf(key: number, version: number): readonly Json[] {
    const order = this.orders[key] as IntColumn;
    return Array.from({ length: version }, (_, i) => this.history.elements[order.at(i)] ?? null);
  }

  #listName(key: number, version: number): string {
    return shown(this.#listOf(key, version));
  }

  #keyName(key: number): string {
    return shown(this.history.keys[key] ?? null);
  }

  #opName(transaction: number): string {
    return transaction === none ? 'another' : `op ${this.history.invoked.at(transaction)}`;
  }
}

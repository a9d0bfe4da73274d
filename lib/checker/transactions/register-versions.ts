/**
 * What the reads of registers show: whose version each saw, which version it was overwritten with by who read it, and what is
 * wrong with single transactions. That a version which was read comes before the one that its reader wrote to the same key is
 * concluded of committed reads alone: in the other order the reader would have seen what came of its own write.
 */
import { ByteColumn, IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import type { Oddities } from './oddities';
import { initialVersion, type RegisterHistory } from './register-history';
import { aborted, committed, indeterminate, none } from './transaction-history';

/** Of a version that more than a few overwrote at once, the others teach nothing new. */
const maxNext = 2;

export class RegisterVersions {
  readonly history: RegisterHistory;
  /** By transaction: it is acknowledged, or somebody saw what it wrote. */
  readonly isCommitted: Uint8Array;
  /** Who read which version of which key, but their own; `isLate` where they had written the key themselves by then. */
  readonly readers = new IntColumn();
  readonly readKeys = new IntColumn();
  readonly readVersions = new IntColumn();
  readonly isLate = new ByteColumn();
  /** By version which version its writer read before it; `none` where it read none. */
  readonly before: Int32Array;
  /** By version those that were written by who had read it. */
  readonly #next = new Map<number, number[]>();
  /** By key, those of who had read it with nothing in it. */
  readonly #firsts = new Map<number, number[]>();
  readonly #oddities: Oddities;
  /** By key, the transaction of which the next two tell: what it read last, and what it wrote last. */
  readonly #touched: Int32Array;
  readonly #lastRead: Int32Array;
  readonly #lastOwn: Int32Array;

  constructor(history: RegisterHistory, oddities: Oddities, budget: Budget) {
    this.history = history;
    this.#oddities = oddities;
    this.isCommitted = new Uint8Array(history.length);
    this.before = new Int32Array(history.elements.length).fill(none);
    const keys = history.keys.length;
    this.#touched = new Int32Array(keys).fill(none);
    this.#lastRead = new Int32Array(keys);
    this.#lastOwn = new Int32Array(keys);
    for (const transaction of budget.places(history)) {
      if (history.outcomes.at(transaction) !== committed) continue;
      this.isCommitted[transaction] = 1;
      this.#walk(transaction);
    }
  }

  /** Whether it is what a committed transaction left in the key. */
  isInstalled(version: number): boolean {
    const { laterOwn, elementTransactions } = this.history;
    return laterOwn.at(version) === none && this.isCommitted[elementTransactions.at(version)] === 1;
  }

  /** The versions that were written by who had read this one, or the key as it was at first. */
  nextOf(key: number, version: number): readonly number[] {
    return (version === initialVersion ? this.#firsts.get(key) : this.#next.get(version)) ?? [];
  }

  #walk(transaction: number): void {
    const { firstStep, stepKeys, stepElements, stepVersions } = this.history;
    const end = firstStep.at(transaction + 1);
    for (let step = firstStep.at(transaction); step < end; step++) {
      const key = stepKeys.at(step);
      if (this.#touched[key] !== transaction) {
        this.#touched[key] = transaction;
        this.#lastRead[key] = none;
        this.#lastOwn[key] = none;
      }
      const element = stepElements.at(step);
      if (element >= 0) this.#write(transaction, key, element);
      else this.#read(transaction, key, stepVersions.at(step));
    }
  }

  #write(transaction: number, key: number, element: number): void {
    const read = this.#lastRead[key] as number;
    if (this.#lastOwn[key] === none && read !== none) this.#follow(transaction, key, read, element);
    this.#lastOwn[key] = element;
  }

  #follow(transaction: number, key: number, read: number, written: number): void {
    const { history } = this;
    if (read !== initialVersion && (history.outcomeOf(read) === aborted || history.laterOwn.at(read) !== none)) return;
    const last = history.lastOwn(written);
    this.before[last] = read;
    const [byVersion, name] = read === initialVersion ? [this.#firsts, key] : [this.#next, read];
    const next = byVersion.get(name) ?? [];
    byVersion.set(name, next);
    const [first] = next;
    if (first !== undefined) {
      const other = history.elementTransactions.at(first);
      this.#oddities.note('lost-update', () => ({
        transaction,
        others: [other],
        reason: `it read ${history.versionName(read)} in key ${history.keyName(key)} and wrote ${history.elementName(last)}, and ${history.opName(other)} had read the same and wrote ${history.elementName(first)}`,
      }));
    }
    if (next.length < maxNext) next.push(last);
  }

  #read(transaction: number, key: number, version: number): void {
    const { history } = this;
    if (version !== initialVersion) this.#judgeWriter(transaction, key, version);
    const own = this.#lastOwn[key] as number;
    const before = this.#lastRead[key] as number;
    if (own !== none) {
      if (own !== version) {
        this.#oddities.note('internal', () => ({
          transaction,
          others: this.#othersOf(transaction, version),
          reason: `${this.#readWords(key, version)}, where it had written ${history.elementName(own)} itself`,
        }));
        // Whatever it should have seen, what it saw was there before.
        this.#keep(transaction, key, version, 1);
      }
      return;
    }
    if (before !== none && before !== version) {
      this.#oddities.note('internal', () => ({
        transaction,
        others: this.#othersOf(transaction, version),
        reason: `${this.#readWords(key, version)}, where it had read ${history.versionName(before)} before`,
      }));
    }
    this.#lastRead[key] = version;
    if (before !== version) this.#keep(transaction, key, version, 0);
  }

  #keep(transaction: number, key: number, version: number, isLate: 0 | 1): void {
    if (version !== initialVersion && this.history.elementTransactions.at(version) === transaction) return;
    this.readers.push(transaction);
    this.readKeys.push(key);
    this.readVersions.push(version);
    this.isLate.push(isLate);
  }

  /** Aborted and intermediate reads, G1a and G1b, and reads of what the own transaction writes only then. */
  #judgeWriter(transaction: number, key: number, version: number): void {
    const { history } = this;
    const writer = history.elementTransactions.at(version);
    if (writer === transaction) {
      // Its versions are numbered as it writes them.
      if (version > (this.#lastOwn[key] as number))
        this.#oddities.note('future-read', () => ({
          transaction,
          others: [],
          reason: `${this.#readWords(key, version)} before it wrote that itself`,
        }));
      return;
    }
    const outcome = history.outcomes.at(writer);
    if (outcome === indeterminate) this.isCommitted[writer] = 1;
    if (outcome === aborted)
      this.#oddities.note('G1a', () => ({
        transaction,
        others: [writer],
        reason: `${this.#readWords(key, version)}, and ${history.opName(writer)}, which wrote it, failed`,
      }));
    const later = history.laterOwn.at(version);
    if (later !== none)
      this.#oddities.note('G1b', () => ({
        transaction,
        others: [writer],
        reason: `${this.#readWords(key, version)}, from the middle of ${history.opName(writer)}, which then wrote ${history.elementName(later)}`,
      }));
  }

  #othersOf(transaction: number, version: number): readonly number[] {
    const writer = version === initialVersion ? transaction : this.history.elementTransactions.at(version);
    return writer === transaction ? [] : [writer];
  }

  #readWords(key: number, version: number): string {
    return `it read ${this.history.versionName(version)} in key ${this.history.keyName(key)}`;
  }
}

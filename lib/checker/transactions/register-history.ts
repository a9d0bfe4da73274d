/**
 * Transactions that write registers and read them. Every value of a key is written once, so a read tells whose write it saw,
 * and who reads before it writes tells which version came before its own. An element is a version that was written.
 *
 *     [["r", 3, null], ["w", 3, 5]]   →   [["r", 3, 4], ["w", 3, 5]]     version 5 of key 3 comes behind version 4
 */
import { IntColumn } from '../../base/column';
import type { Json } from '../../base/json';
import type { OpSequence } from '../../history/op';
import type { Budget } from '../core/budget';
import { none, readStep, type Step, type StepWords, shown, TransactionHistory } from './transaction-history';

/** Of a key that nothing was written to yet; it reads as null. */
export const initialVersion = -2;

export class RegisterHistory extends TransactionHistory {
  readonly words: StepWords = {
    brings: (element, key) => `writes ${element} to key ${key}`,
    brought: 'wrote',
    hadBrought: 'written',
    steps: 'a register: ["w", key, value] or ["r", key, value]',
  };
  /** By step that read: the version, or `initialVersion`; `none` of all others. */
  readonly stepVersions: IntColumn;
  #answers: (Json | undefined)[] = [];

  /**
   * @throws an Error that names the op, where it is no transaction of writes and reads, writes null, or reads what no
   * transaction writes
   */
  constructor(ops: OpSequence, budget: Budget) {
    super(ops);
    this.read(budget);
    this.stepVersions = new IntColumn(this.stepKeys.length);
    for (const transaction of budget.places(this)) this.#findVersions(transaction);
    this.#answers = [];
  }

  protected bringsElement([f]: Step): boolean | undefined {
    if (f === 'w' || f === ':w') return true;
    return f === 'r' || f === ':r' ? false : undefined;
  }

  protected addAnswer(answer: Json | undefined): void {
    this.#answers.push(answer);
  }

  #findVersions(transaction: number): void {
    const end = this.firstStep.at(transaction + 1);
    for (let step = this.firstStep.at(transaction); step < end; step++) {
      const element = this.stepElements.at(step);
      if (element >= 0 && this.elements[element] === null)
        throw new Error(
          `${this.opName(transaction)}: it writes nil to key ${this.keyName(this.stepKeys.at(step))}, which is what a key holds before anything is written`,
        );
      this.stepVersions.push(element === readStep ? this.#versionOf(transaction, step) : none);
    }
  }

  #versionOf(transaction: number, step: number): number {
    const value = this.#answers[step] ?? null;
    if (value === null) return initialVersion;
    const key = this.stepKeys.at(step);
    const version = this.elementOf(key, value);
    if (version !== undefined) return version;
    throw new Error(
      `op ${this.completed.at(transaction)}: it read ${shown(value)} in key ${this.keyName(key)}, which no transaction of this history writes`,
    );
  }

  /** What the transaction that wrote it left in its key at last. */
  lastOwn(version: number): number {
    let last = version;
    while (this.laterOwn.at(last) !== none) last = this.laterOwn.at(last);
    return last;
  }

  /** `3`, or `nil` where nothing was written yet. */
  versionName(version: number): string {
    return version === initialVersion ? shown(null) : this.elementName(version);
  }
}

/** Transactions that append to lists and read them: a list that is read tells who appended what, and in which order. */
import { IntColumn } from '../../base/column';
import { isJsonArray, type Json } from '../../base/json';
import type { OpSequence } from '../../history/op';
import type { Budget } from '../core/budget';
import { none, type Step, type StepWords, TransactionHistory } from './transaction-history';

export class ListHistory extends TransactionHistory {
  readonly words: StepWords = {
    brings: (element, key) => `appends ${element} to key ${key}`,
    brought: 'appended',
    hadBrought: 'appended',
    steps: 'a list: ["append", key, element] or ["r", key, list]',
  };
  /** By step the place of what it read in `lists`. */
  readonly stepLists: IntColumn;
  readonly lists: (readonly Json[])[] = [];

  /** @throws an Error that names the op, where it is no transaction of appends and reads */
  constructor(ops: OpSequence, budget: Budget) {
    super(ops);
    this.stepLists = new IntColumn(2 * ops.length);
    this.read(budget);
  }

  protected bringsElement([f, , value]: Step): boolean | undefined {
    if (f === 'append' || f === ':append') return true;
    return (f === 'r' || f === ':r') && (value === null || isJsonArray(value)) ? false : undefined;
  }

  protected addAnswer(answer: Json | undefined): void {
    this.stepLists.push(answer === undefined ? none : this.lists.length);
    // Nothing there yet reads as null.
    if (answer !== undefined) this.lists.push((answer as readonly Json[] | null) ?? nothing);
  }
}

const nothing: readonly Json[] = [];

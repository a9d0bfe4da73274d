/**
 * A history of transactions on lists, as columns of numbers: its transactions, their steps, and the elements that they
 * append.
 *
 *     {f: txn, value: [["append", 3, 5], ["r", 3, null]]}   →   [["append", 3, 5], ["r", 3, [4, 5]]]
 *
 * Every element of a list is appended once, so a list that is read tells who appended what, and in which order.
 */
import { IntColumn } from '../../base/column';
import { formatJson } from '../../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { clipped } from '../../base/words';
import { isClientOp, type Op, type OpSequence, opAt } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import type { Budget } from '../core/budget';

export const committed = 0;
/** Nobody knows whether it happened. */
export const indeterminate = 1;
export const aborted = 2;

/** In the column of elements: a step that read a list, and one whose answer is not known. */
export const readStep = -1;
export const unansweredStep = -2;

export const none = -1;

/** Elements, by the text or number of each. */
type ElementsByKey = Map<string | number, number>;

export class ListHistory {
  readonly ops: OpSequence;
  /** By transaction, in the order of invocation: history indexes, the completion `none` where there is none. */
  readonly invoked: IntColumn;
  readonly completed: IntColumn;
  readonly outcomes: IntColumn;
  readonly processes: IntColumn;
  /** By transaction its first step; the one after the last ends them. */
  readonly firstStep: IntColumn;
  /** By step: its key, the element it appends or that it read, and the place of what it read in `lists`. */
  readonly stepKeys: IntColumn;
  readonly stepElements: IntColumn;
  readonly stepLists: IntColumn;
  readonly lists: (readonly Json[])[] = [];
  readonly keys: Json[] = [];
  /** By element: its key, who appends it, and what the same transaction appends next to the same key. */
  readonly elements: Json[] = [];
  readonly elementKeys: IntColumn;
  readonly elementTransactions: IntColumn;
  readonly elementSteps: IntColumn;
  readonly laterOwn: IntColumn;
  readonly #keyNumbers: ElementsByKey = new Map();
  readonly #elementNumbers: ElementsByKey[] = [];
  /** By key, the element appended last. */
  readonly #lastAppended = new IntColumn();

  /** @throws an Error that names the op, where it is no transaction of appends and reads */
  constructor(ops: OpSequence, budget: Budget) {
    this.ops = ops;
    const completions = pairCompletions(ops);
    // Columns that grow take new memory, and a collection goes through all of the history for it.
    const [transactions, steps, elements] = [ops.length / 2 + 2, 2 * ops.length, ops.length];
    this.invoked = new IntColumn(transactions);
    this.completed = new IntColumn(transactions);
    this.outcomes = new IntColumn(transactions);
    this.processes = new IntColumn(transactions);
    this.firstStep = new IntColumn(transactions);
    this.stepKeys = new IntColumn(steps);
    this.stepElements = new IntColumn(steps);
    this.stepLists = new IntColumn(steps);
    this.elementKeys = new IntColumn(elements);
    this.elementTransactions = new IntColumn(elements);
    this.elementSteps = new IntColumn(elements);
    this.laterOwn = new IntColumn(elements);
    for (const place of budget.places(completions)) {
      const completion = completions[place] as number;
      if (completion < none) continue;
      const invocation = opAt(ops, place);
      if (invocation !== undefined && isClientOp(invocation))
        this.#add(invocation, invocation.process, opAt(ops, completion));
    }
    this.firstStep.push(this.stepKeys.length);
  }

  get length(): number {
    return this.invoked.length;
  }

  /** What became of the transaction that appends it. */
  outcomeOf(element: number): number {
    return this.outcomes.at(this.elementTransactions.at(element));
  }

  /** `op 12` */
  opName(transaction: number): string {
    return `op ${this.invoked.at(transaction)}`;
  }

  keyName(key: number): string {
    return shown(this.keys[key] ?? null);
  }

  elementName(element: number): string {
    return shown(this.elements[element] ?? null);
  }

  elementOf(key: number, value: Json): number | undefined {
    return this.#elementNumbers[key]?.get(jsonKey(value));
  }

  #add(invocation: Op, process: number, completion: Op | undefined): void {
    if (invocation.key !== undefined)
      throw new Error(`op ${invocation.index}: a transaction names its keys itself, and here the op has a key`);
    const transaction = this.length;
    const outcome = completion?.type === 'ok' ? committed : completion?.type === 'fail' ? aborted : indeterminate;
    this.invoked.push(invocation.index);
    this.completed.push(completion?.index ?? none);
    this.outcomes.push(outcome);
    this.processes.push(process);
    this.firstStep.push(this.stepKeys.length);
    const asked = stepsOf(invocation);
    const answered = outcome === committed && completion ? stepsOf(completion) : undefined;
    if (answered && completion && answered.length !== asked.length) throw otherSteps(invocation, completion);
    for (let i = 0; i < asked.length; i++) {
      const step = asked[i] as Step;
      const isAppend = isAppendStep(step, invocation.index);
      const answer = answered?.[i] as Step | undefined;
      if (answer && completion && !isAnswerTo(step, isAppend, answer, completion.index))
        throw otherSteps(invocation, completion);
      this.#addStep(transaction, step, isAppend, answer, invocation.index);
    }
  }

  #addStep(transaction: number, [, key, value]: Step, isAppend: boolean, answer: Step | undefined, op: number): void {
    const number = this.#keyNumber(key);
    this.stepKeys.push(number);
    if (isAppend) {
      this.stepElements.push(this.#append(transaction, number, value, op));
      this.stepLists.push(none);
      return;
    }
    this.stepElements.push(answer ? readStep : unansweredStep);
    this.stepLists.push(answer ? this.lists.length : none);
    // Nothing there yet reads as null.
    if (answer) this.lists.push((answer[2] as readonly Json[] | null) ?? nothing);
  }

  #append(transaction: number, key: number, value: Json, index: number): number {
    const numbers = this.#elementNumbers[key] as ElementsByKey;
    const name = jsonKey(value);
    const known = numbers.get(name);
    if (known !== undefined) {
      const other = this.invoked.at(this.elementTransactions.at(known));
      throw new Error(
        `op ${index}: it appends ${shown(value)} to key ${this.keyName(key)}, and so does op ${other}; which of them a read saw could not be told`,
      );
    }
    const element = this.elements.length;
    numbers.set(name, element);
    this.elements.push(value);
    this.elementKeys.push(key);
    this.elementTransactions.push(transaction);
    this.elementSteps.push(this.stepKeys.length - 1);
    this.laterOwn.push(none);
    const before = this.#lastAppended.at(key);
    if (before !== none && this.elementTransactions.at(before) === transaction) this.laterOwn.put(before, element);
    this.#lastAppended.put(key, element);
    return element;
  }

  #keyNumber(key: Json): number {
    const name = jsonKey(key);
    const known = this.#keyNumbers.get(name);
    if (known !== undefined) return known;
    const number = this.keys.length;
    this.#keyNumbers.set(name, number);
    this.#elementNumbers.push(new Map());
    this.#lastAppended.push(none);
    this.keys.push(key);
    return number;
  }
}

type Step = readonly [f: Json, key: Json, value: Json];

const nothing: readonly Json[] = [];

function stepsOf({ index, f, value }: Op): readonly Json[] {
  if (f !== 'txn') throw new Error(`op ${index}: it knows transactions (txn) and no ${f}`);
  if (value === null || !isJsonArray(value))
    throw new Error(
      `op ${index}: a transaction is a list of steps, as [["append", 1, 2], ["r", 1, null]], not ${shown(value)}`,
    );
  return value;
}

/** @throws where it neither appends nor reads a list */
function isAppendStep(step: Json, index: number): boolean {
  if (step !== null && isJsonArray(step) && step.length === 3) {
    const [f, , value] = step as Step;
    if (f === 'append' || f === ':append') return true;
    if ((f === 'r' || f === ':r') && (value === null || isJsonArray(value))) return false;
  }
  throw new Error(`op ${index}: ${shown(step)} is no step of a list: ["append", key, element] or ["r", key, list]`);
}

/** Whether it is what was asked for, with an answer where it reads. */
function isAnswerTo([, key, value]: Step, isAppend: boolean, answer: Step, index: number): boolean {
  if (isAppendStep(answer, index) !== isAppend || !isJsonEqual(answer[1], key)) return false;
  return !isAppend || isJsonEqual(answer[2], value);
}

function otherSteps({ value }: Op, completion: Op): Error {
  return new Error(
    `op ${completion.index}: transaction ${shown(value)} completed with ${shown(completion.value)}, which has other steps`,
  );
}

export function shown(value: Json): string {
  return clipped(formatJson(value));
}

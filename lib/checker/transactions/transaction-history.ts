/**
 * A history of transactions as columns of numbers: what became of each, its steps, and the elements that they bring, which
 * are what an append adds to a list and what a write leaves in a register.
 *
 *     {f: txn, value: [["append", 3, 5], ["r", 3, null]]}   →   [["append", 3, 5], ["r", 3, [4, 5]]]
 *     {f: txn, value: [["r", 3, null], ["w", 3, 5]]}        →   [["r", 3, 4], ["w", 3, 5]]
 *
 * Every element of a key is brought once, so that who read it tells whom it saw.
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

/** In the column of elements: a step that read, and one whose answer is not known. */
export const readStep = -1;
export const unansweredStep = -2;

export const none = -1;

export type Step = readonly [f: Json, key: Json, value: Json];

/** How a history of its kind speaks of what brings an element. */
export interface StepWords {
  /** `appends 3 to key 4` */
  readonly brings: (element: string, key: string) => string;
  /** `wrote`, and `written` */
  readonly brought: string;
  readonly hadBrought: string;
  /** `is no step of a list: ["append", key, element] or ["r", key, list]` */
  readonly steps: string;
}

/** Elements, by the text or number of each. */
type ElementsByKey = Map<string | number, number>;

export abstract class TransactionHistory {
  abstract readonly words: StepWords;
  readonly ops: OpSequence;
  /** By transaction, in the order of invocation: history indexes, the completion `none` where there is none. */
  readonly invoked: IntColumn;
  readonly completed: IntColumn;
  readonly outcomes: IntColumn;
  readonly processes: IntColumn;
  /** By transaction its first step; the one after the last ends them. */
  readonly firstStep: IntColumn;
  /** By step: its key, and the element that it brings or that it read. */
  readonly stepKeys: IntColumn;
  readonly stepElements: IntColumn;
  readonly keys: Json[] = [];
  /** By element: its key, who brings it, and what the same transaction brings next to the same key. */
  readonly elements: Json[] = [];
  readonly elementKeys: IntColumn;
  readonly elementTransactions: IntColumn;
  readonly laterOwn: IntColumn;
  readonly #keyNumbers: ElementsByKey = new Map();
  readonly #elementNumbers: ElementsByKey[] = [];
  /** By key, the element that was brought last. */
  readonly #lastBrought = new IntColumn();

  constructor(ops: OpSequence) {
    this.ops = ops;
    // Columns that grow take new memory, and a collection goes through all of the history for it.
    const [transactions, steps, elements] = [ops.length / 2 + 2, 2 * ops.length, ops.length];
    this.invoked = new IntColumn(transactions);
    this.completed = new IntColumn(transactions);
    this.outcomes = new IntColumn(transactions);
    this.processes = new IntColumn(transactions);
    this.firstStep = new IntColumn(transactions);
    this.stepKeys = new IntColumn(steps);
    this.stepElements = new IntColumn(steps);
    this.elementKeys = new IntColumn(elements);
    this.elementTransactions = new IntColumn(elements);
    this.laterOwn = new IntColumn(elements);
  }

  /** The functions that its operations may have. */
  protected functions(): readonly string[] {
    return ['txn'];
  }

  /** Whether a step brings an element; `undefined` where it neither does nor reads. */
  protected abstract bringsElement(step: Step): boolean | undefined;

  /** Keeps what a step read, after the step itself was added; `undefined` where the answer is not known. */
  protected abstract addAnswer(answer: Json | undefined): void;

  /** @throws an Error that names the op, where it is no transaction of its kind */
  protected read(budget: Budget): void {
    const completions = pairCompletions(this.ops);
    for (const place of budget.places(completions)) {
      const completion = completions[place] as number;
      if (completion < none) continue;
      const invocation = opAt(this.ops, place);
      if (invocation !== undefined && isClientOp(invocation))
        this.#add(invocation, invocation.process, opAt(this.ops, completion));
    }
    this.firstStep.push(this.stepKeys.length);
  }

  get length(): number {
    return this.invoked.length;
  }

  /** What became of the transaction that brings it. */
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
    const asked = this.#stepsOf(invocation);
    const answered = outcome === committed && completion ? this.#stepsOf(completion) : undefined;
    if (answered && completion && answered.length !== asked.length) throw otherSteps(invocation, completion);
    for (let i = 0; i < asked.length; i++) {
      const step = asked[i] as Step;
      const brings = this.#brings(step, invocation.index);
      const answer = answered?.[i] as Step | undefined;
      if (answer && completion && !this.#isAnswerTo(step, brings, answer, completion.index))
        throw otherSteps(invocation, completion);
      this.#addStep(transaction, step, brings, answer, invocation.index);
    }
  }

  #stepsOf({ index, f, value }: Op): readonly Json[] {
    if (!this.functions().includes(f)) throw new Error(`op ${index}: it knows transactions (txn) and no ${f}`);
    if (value === null || !isJsonArray(value))
      throw new Error(
        `op ${index}: a transaction is a list of steps, as [["append", 1, 2], ["r", 1, null]], not ${shown(value)}`,
      );
    return value;
  }

  #addStep(transaction: number, [, key, value]: Step, brings: boolean, answer: Step | undefined, op: number): void {
    const number = this.#keyNumber(key);
    this.stepKeys.push(number);
    this.stepElements.push(brings ? this.#bring(transaction, number, value, op) : answer ? readStep : unansweredStep);
    this.addAnswer(brings || !answer ? undefined : answer[2]);
  }

  #bring(transaction: number, key: number, value: Json, index: number): number {
    const numbers = this.#elementNumbers[key] as ElementsByKey;
    const name = jsonKey(value);
    const known = numbers.get(name);
    if (known !== undefined) {
      const other = this.invoked.at(this.elementTransactions.at(known));
      throw new Error(
        `op ${index}: it ${this.words.brings(shown(value), this.keyName(key))}, and so does op ${other}; which of them a read saw could not be told`,
      );
    }
    const element = this.elements.length;
    numbers.set(name, element);
    this.elements.push(value);
    this.elementKeys.push(key);
    this.elementTransactions.push(transaction);
    this.laterOwn.push(none);
    const before = this.#lastBrought.at(key);
    if (before !== none && this.elementTransactions.at(before) === transaction) this.laterOwn.put(before, element);
    this.#lastBrought.put(key, element);
    return element;
  }

  #keyNumber(key: Json): number {
    const name = jsonKey(key);
    const known = this.#keyNumbers.get(name);
    if (known !== undefined) return known;
    const number = this.keys.length;
    this.#keyNumbers.set(name, number);
    this.#elementNumbers.push(new Map());
    this.#lastBrought.push(none);
    this.keys.push(key);
    return number;
  }

  /** @throws where it neither brings an element nor reads */
  #brings(step: Json, index: number): boolean {
    const brings =
      step !== null && isJsonArray(step) && step.length === 3 ? this.bringsElement(step as Step) : undefined;
    if (brings === undefined) throw new Error(`op ${index}: ${shown(step)} is no step of ${this.words.steps}`);
    return brings;
  }

  /** Whether it is what was asked for, with an answer where it reads. */
  #isAnswerTo([, key, value]: Step, brings: boolean, answer: Step, index: number): boolean {
    if (this.#brings(answer, index) !== brings || !isJsonEqual(answer[1], key)) return false;
    return !brings || isJsonEqual(answer[2], value);
  }
}

function otherSteps({ value }: Op, completion: Op): Error {
  return new Error(
    `op ${completion.index}: transaction ${shown(value)} completed with ${shown(completion.value)}, which has other steps`,
  );
}

export function shown(value: Json): string {
  return clipped(formatJson(value));
}

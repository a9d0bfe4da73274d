/**
 * What the operations of a workload are, by the name of their function: whether one changes anything, and how a person
 * reads it. The runner, the checkers, labels, sentences and measures ask this table; none of them knows a name.
 *
 *     f         a value                    changes nothing   on a bar      in a table
 *     read      null                       yes               r 4           read → 4
 *     cas       [1, 4]                     no                c 1→4         cas 1→4
 *     txn       [["r", 3, null]]           yes               t r 3 [7, 8]  txn → r 3 [7, 8]
 *     txn       [["append", 1, 2]]         no                t append 1 2  txn append 1 2
 *
 * A workload declares its own functions; a history without one has those that are usual in the field, below.
 */
import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { plainText } from '../base/plain';
import type { Op, OpType } from './op';
import type { Operation } from './operations';

export interface OperationDescription {
  /**
   * Law: true only where an operation invoked with this value cannot change anything, whatever became of it. One that
   * was not answered may then be taken as never having happened.
   */
  readonly isReadOnly: (value: Json) => boolean;
  /** Stands for the function on a bar: at most four letters. */
  readonly letters: string;
  /** Whether people ask it for its answer, as they do a read, so that null is an answer too. */
  readonly hasAnswer?: boolean;
  /** What a client that was answered did, where the function's name does not say it: `dequeued`. */
  readonly past?: string;
  /** What a node that accepts it does, and has done: `gave client 2 the lock`, `given client 2 the lock`. */
  readonly granted?: (client: string) => readonly [past: string, participle: string];
  /** The client then has it until another operation of its own gives it back. */
  readonly holds?: boolean;
  /**
   * Whether the error of one that failed is an answer: the system looked, and what it found did not allow the operation. A
   * fail without an error, as other tools record it, is taken for one. Absent: no failure is.
   */
  readonly isRefusal?: (error: Json) => boolean;
  /** The argument or the answer as text for a page; without it, the value with long lists shortened. */
  readonly text?: (value: Json, maxItems: number) => string;
}

export type OperationTable = Readonly<Record<string, OperationDescription>>;

const always = () => true;
const never = () => false;

/** `1→4` */
function arrowText(value: Json): string {
  return isPair(value) ? value.map(plainText).join('→') : plainText(value);
}

/** `append 1 2, r 3 [7, 8]` */
function transactionText(value: Json, maxItems: number): string {
  if (value === null || !isJsonArray(value) || !value.every(isMicroOp)) return plainText(value);
  const shown = value
    .slice(0, maxItems)
    .map(([name, ...rest]) => [name.replace(/^:/, ''), ...rest.map((part) => shortened(part, maxItems))].join(' '));
  return value.length > maxItems ? `${shown.join(', ')} … (${value.length})` : shown.join(', ');
}

/** A transaction that only reads, `[["r", "x", null]]`, changes nothing. */
export function isReadOnlyTransaction(value: Json): boolean {
  return value !== null && isJsonArray(value) && value.every((step) => isMicroOp(step) && isReadName(step[0]));
}

function isMicroOp(step: Json): step is readonly [string, Json, Json] {
  return step !== null && isJsonArray(step) && step.length === 3 && typeof step[0] === 'string';
}

function isReadName(name: string): boolean {
  return /^:?(r|read)$/.test(name);
}

const read: OperationDescription = { isReadOnly: always, letters: 'r', hasAnswer: true };
const write: OperationDescription = { isReadOnly: never, letters: 'w' };

/** Another value was found, or another client was quicker; etcd's v2 API says so by a number. */
function isFailedComparison(error: Json): boolean {
  return isNamed(error, ['compare-failed', 'bad-version']) || fieldOf(error, 'errorCode') === etcdCompareFailed;
}

const etcdCompareFailed = 101;

/** The name of an error stands by itself, or beside what else was answered. */
function isNamed(error: Json, names: readonly string[]): boolean {
  return names.some((name) => error === name || fieldOf(error, 'error') === name);
}

function fieldOf(error: Json, name: string): Json | undefined {
  return typeof error === 'object' && error !== null && !isJsonArray(error) ? error[name] : undefined;
}

/** The functions that histories of the field have, whatever recorded them. */
export const wellKnownOperations = {
  read,
  r: read,
  write,
  w: write,
  cas: { isReadOnly: never, letters: 'c', text: arrowText, isRefusal: isFailedComparison },
  add: { isReadOnly: never, letters: 'a' },
  remove: { isReadOnly: never, letters: 'rm' },
  append: { isReadOnly: never, letters: 'app' },
  txn: {
    isReadOnly: isReadOnlyTransaction,
    letters: 't',
    hasAnswer: true,
    past: 'was answered',
    isRefusal: isFailedComparison,
    text: transactionText,
  },
  enqueue: { isReadOnly: never, letters: 'enq' },
  dequeue: {
    isReadOnly: never,
    letters: 'deq',
    hasAnswer: true,
    past: 'dequeued',
    isRefusal: (error) => isNamed(error, ['empty']),
  },
  drain: { isReadOnly: never, letters: 'drn', hasAnswer: true, past: 'drained' },
  acquire: {
    isReadOnly: never,
    letters: 'acq',
    granted: (client) => [`gave ${client} the lock`, `given ${client} the lock`],
    holds: true,
    isRefusal: (error) => isNamed(error, ['held']),
  },
  release: {
    isReadOnly: never,
    letters: 'rel',
    granted: (client) => [`took the lock back from ${client}`, `taken the lock back from ${client}`],
    isRefusal: (error) => isNamed(error, ['not held']),
  },
  increment: { isReadOnly: never, letters: 'inc' },
  decrement: { isReadOnly: never, letters: 'dec' },
  transfer: { isReadOnly: never, letters: 'tr' },
  generate: { isReadOnly: never, letters: 'id', hasAnswer: true, past: 'generated' },
} as const satisfies OperationTable;

/** A function that neither the workload nor the field knows may change anything. */
export function descriptionOf(table: OperationTable, f: string): OperationDescription {
  if (Object.hasOwn(table, f)) return table[f] ?? unknownFunction(f);
  const usual: OperationTable = wellKnownOperations;
  return (Object.hasOwn(usual, f) ? usual[f] : undefined) ?? unknownFunction(f);
}

function unknownFunction(f: string): OperationDescription {
  return { isReadOnly: never, letters: f.slice(0, 1) };
}

/** @param invocation the value of a completion says less: a read that failed may carry anything */
export function isReadOnly(table: OperationTable, { f, value }: Pick<Op, 'f' | 'value'>): boolean {
  return descriptionOf(table, f).isReadOnly(value);
}

/** Whether the system looked and said no: a cas that found another value, a dequeue that found nothing. */
export function isRefusal(
  table: OperationTable,
  f: string,
  { type, error }: { readonly type: OpType; readonly error?: Json | undefined },
): boolean {
  if (type !== 'fail') return false;
  const { isRefusal: isRefused } = descriptionOf(table, f);
  return isRefused !== undefined && (error === undefined || isRefused(error));
}

/** What an operation shows beside its function; nothing where it took nothing and answered nothing. */
export interface ShownValue {
  readonly value: Json;
  readonly isAnswer: boolean;
}

/** The answer where there is one, or where it differs from what was asked; else the argument. */
export function shownValue(table: OperationTable, { invocation, completion }: Operation): ShownValue | undefined {
  const { hasAnswer = false } = descriptionOf(table, invocation.f);
  if (completion?.type === 'ok' && (hasAnswer || !isJsonEqual(completion.value, invocation.value))) {
    return { value: completion.value, isAnswer: true };
  }
  return invocation.value === null ? undefined : { value: invocation.value, isAnswer: false };
}

/** @param maxItems of a longer list the first few, the last and their number are shown */
export function valueText(table: OperationTable, f: string, value: Json, maxItems: number): string {
  return descriptionOf(table, f).text?.(value, maxItems) ?? shortened(value, maxItems);
}

function shortened(value: Json, maxItems: number): string {
  if (value === null || !isJsonArray(value) || value.length <= maxItems) return plainText(value);
  const first = value.slice(0, maxItems - 1).map((item) => plainText(item));
  return `[${first.join(', ')} … ${plainText(value.at(-1) ?? null)}] (${value.length})`;
}

/** An operation as part of a sentence: `cas [1 4]`, `read of 3`, `acquire`. */
export function describeOperation(table: OperationTable, operation: Operation): string {
  const { f } = operation.invocation;
  const shown = shownValue(table, operation);
  if (!shown) return f;
  return shown.isAnswer ? `${f} of ${formatJson(shown.value)}` : `${f} ${formatJson(shown.value)}`;
}

function isPair(value: Json): value is readonly [Json, Json] {
  return value !== null && isJsonArray(value) && value.length === 2;
}

/**
 * A counter that starts at 0. A read lies within the bounds that the adds around it leave:
 *
 *     add 1 ├─────┤
 *     add 2             ├──────────── ?          crashed: it may or may not have happened
 *     read           ├── 1 ──┤                   at least 1, at most 3
 *
 * What was certainly done before the read began counts in both bounds, what may have been done before it returned only
 * where it widens them. Each read is judged alone, so this is weaker than linearizability, and linear in the history.
 * Jepsen's counter, and amounts below 0 beside it; with both signs the bounds still hold every value that some order
 * gives, and maybe a few more.
 */
import { formatJson } from '../../base/edn';
import type { Json } from '../../base/json';
import { counted } from '../../base/words';
import type { Op, OpSequence } from '../../history/op';
import { type Operation, outcomeOf, pairOperations } from '../../history/operations';
import { type Account, count, tableOfAny, texts } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
import { boundedJson, type Sample, sample } from '../core/sample';

export interface CounterDetails {
  readonly reads: number;
  /** Reads outside of their bounds, in order. */
  readonly errors: Sample<CounterRead>;
  /** The read furthest outside. */
  readonly worst?: CounterRead;
}

export interface CounterRead {
  /** History index of the completion. */
  readonly index: number;
  readonly lower: number;
  readonly value: number;
  readonly upper: number;
}

export const counter: Checker<CounterDetails> = {
  functions: ['add', 'increment', 'decrement', 'read'],
  check(history, _context, budget) {
    const reads = counterReads(history, budget);
    const wrong = reads.filter((read) => distance(read) > 0);
    const worst = wrong.reduce<JudgedRead | undefined>((a, b) => (a && distance(a) >= distance(b) ? a : b), undefined);
    return {
      valid: reads.length === 0 ? 'unknown' : wrong.length === 0,
      ...(reads.length === 0 && { isUntested: true }),
      sentence: worst
        ? `${counted(wrong.length, 'read')} of ${reads.length} out of bounds; the worst gave ${worst.value} where ${worst.lower} to ${worst.upper} was possible.`
        : reads.length === 0
          ? 'No read of the counter returned a value, so there is nothing to judge.'
          : `${reads.length === 1 ? 'The one read lies' : `All ${reads.length} reads lie`} within the bounds.`,
      isNoteworthy: wrong.length > 0 || reads.length === 0,
      anomalies: wrong.slice(0, maxAnomalies).map(anomalyOf),
      details: { reads: reads.length, errors: sample(wrong.map(readOf)), ...(worst && { worst: readOf(worst) }) },
    };
  },
  relocated: ({ reads, errors, worst }, place) => {
    const moved = (read: CounterRead) => ({ ...read, index: place(read.index) });
    return { reads, errors: { ...errors, shown: errors.shown.map(moved) }, ...(worst && { worst: moved(worst) }) };
  },
  account: counterAccount,
};

/** With the index of its invocation, which identifies it. */
interface JudgedRead extends CounterRead {
  readonly operation: number;
}

function readOf({ operation: _, ...read }: JudgedRead): CounterRead {
  return read;
}

function anomalyOf({ operation, index, lower, value, upper }: JudgedRead): Anomaly {
  return {
    kind: 'out-of-bounds',
    title: 'Counter out of bounds',
    operations: [operation],
    at: index,
    evidence: { type: 'bounds', lower, value, upper },
  };
}

function counterAccount({ reads, errors }: CounterDetails): Account {
  const rows = errors.shown.map(({ index, lower, value, upper }) => texts(index, lower, value, upper));
  return {
    facts: [count('Reads', reads), count('Out of bounds', errors.total)],
    tables: tableOfAny('Out of bounds', ['op', 'at least', 'read', 'at most'], rows, errors),
  };
}

function distance({ lower, value, upper }: CounterRead): number {
  return Math.max(lower - value, value - upper);
}

/** Sums of the amounts above and below 0 that were begun and that were certainly done. */
interface Sums {
  readonly begun: { up: number; down: number };
  readonly done: { up: number; down: number };
}

export function counterReads(history: OpSequence, budget: Budget): readonly JudgedRead[] {
  const sums: Sums = { begun: { up: 0, down: 0 }, done: { up: 0, down: 0 } };
  const doneAtInvocation = new Map<Operation, { up: number; down: number }>();
  const reads: JudgedRead[] = [];
  for (const { op, operation } of eventsOf(history, budget)) {
    if (op.f === 'read') {
      const done = doneAtInvocation.get(operation);
      if (op.type === 'invoke') doneAtInvocation.set(operation, { ...sums.done });
      else if (op.type === 'ok' && done) {
        const lower = done.up + sums.begun.down;
        const upper = sums.begun.up + done.down;
        reads.push({
          operation: operation.invocation.index,
          index: op.index,
          lower,
          value: wholeOf(op, op.value),
          upper,
        });
      }
      if (op.type !== 'invoke') doneAtInvocation.delete(operation);
    } else if (op.type === 'invoke' || op.type === 'ok') {
      const amount = amountOf(operation.invocation);
      (op.type === 'invoke' ? sums.begun : sums.done)[amount < 0 ? 'down' : 'up'] += amount;
    }
  }
  return reads;
}

/** Ops with the operation they belong to, in order, without operations that certainly did not happen. */
function* eventsOf(history: OpSequence, budget: Budget): Generator<{ readonly op: Op; readonly operation: Operation }> {
  const operations: Operation[] = [];
  for (const operation of pairOperations(history)) {
    if (outcomeOf(operation) === 'fail' || !isCounterFunction(operation.invocation.f)) continue;
    operations[operation.invocation.index] = operation;
    if (operation.completion) operations[operation.completion.index] = operation;
  }
  for (const op of budget.over(history)) {
    const operation = operations[op.index];
    if (operation) yield { op, operation };
  }
}

function isCounterFunction(f: string): boolean {
  return f === 'read' || f === 'add' || f === 'increment' || f === 'decrement';
}

function amountOf(op: Op): number {
  const amount = wholeOf(op, op.value === null && op.f !== 'add' ? 1 : op.value);
  return op.f === 'decrement' ? -amount : amount;
}

function wholeOf(op: Op, value: Json): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new Error(`op ${op.index}: ${op.f} of a counter needs a whole number, not ${formatJson(boundedJson(value))}`);
}

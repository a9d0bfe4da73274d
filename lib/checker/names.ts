/**
 * The checkers by name: what each is called, and what it asks of which history. Apart from `about.ts`, for a form, a plan and a
 * request name checkers without what they can tell of a finding.
 */

export interface NamedChecker {
  readonly title: string;
  /** Which history it is meant for and what it asks, in a sentence. */
  readonly summary: string;
  /**
   * It asks for more than every plan promises: in a run its answer is shown, and has no part in the validity of the whole.
   * Who asks for it by name, as `clew check --checker` does, takes its answer as any other.
   */
  readonly isAdvisory?: true;
}

export const namedCheckers = {
  linearizability: {
    title: 'Linearizability',
    summary: 'One order of the operations, each at a moment between invocation and completion, explains every answer.',
  },
  stats: {
    title: 'Statistics',
    summary: 'Each function that was invoked should have succeeded, more often than not.',
  },
  set: {
    title: 'Set',
    summary: 'add x, then a last read → the elements: what was acknowledged is there, and nothing else.',
  },
  'set-full': {
    title: 'Set, element by element',
    summary: 'add x and read → the elements, at any time: no element that was known may vanish for good.',
  },
  'set-full-linearizable': {
    title: 'Set, element by element, no stale read',
    summary: 'add x and read → the elements, at any time: an element that is known is in every read that begins then.',
  },
  'total-queue': {
    title: 'Queue, emptied at the end',
    summary: 'enqueue x, dequeue → x, drain → the elements: what went in comes out, and nothing else.',
  },
  'queue-order': {
    title: 'Queue, oldest first',
    summary:
      'enqueue x, each once, dequeue → x, drain → the elements: it is linearizable, first in, first out; without a search.',
  },
  counter: {
    title: 'Counter',
    summary:
      'add n, increment, decrement, read: each read lies between what was certainly and what was possibly added.',
  },
  'unique-ids': {
    title: 'Unique ids',
    summary: 'generate → an id: every id is given once.',
  },
  'log-patterns': {
    title: 'Node logs',
    summary: 'No line in the logs of the nodes tells of a crash.',
  },
  'unhandled-errors': {
    title: 'Errors',
    summary: 'Which errors the clients met, and which of them nobody had foreseen.',
  },
  'fault-coverage': {
    title: 'Faults',
    summary: 'Which operations succeeded while network or processes were broken.',
  },
  sessions: {
    title: 'Session guarantees',
    summary:
      'By the indexes of the answers, no process goes back behind what it read or wrote. Not every read level promises that, so it has no part in the verdict.',
    isAdvisory: true,
  },
  'aborted-reads': {
    title: 'Aborted reads',
    summary: 'write and cas of a register, then reads → no value of a write that failed, or of one that began later.',
  },
  'list-append': {
    title: 'Transactions on lists',
    summary:
      'txn of appends to lists and reads of them → no anomaly that strict serializability, or the model that is asked for, forbids.',
  },
  bank: {
    title: 'Bank',
    summary: 'transfer {from, to, amount}, and read → {account balance} → what there is in all stays, and nobody owes.',
  },
  'long-fork': {
    title: 'Long fork',
    summary:
      'txn of one write to a key of its own, or of reads of a group of keys → all see the writes of a group come in one order.',
  },
  'rw-register': {
    title: 'Transactions on registers',
    summary:
      'txn of writes of unique values to registers and reads of them → no anomaly that strict serializability, or the model that is asked for, forbids.',
  },
} as const satisfies Readonly<Record<string, NamedChecker>>;

export type CheckerName = keyof typeof namedCheckers;

export const checkerNames = Object.keys(namedCheckers) as readonly CheckerName[];

export function isCheckerName(name: string): name is CheckerName {
  return Object.hasOwn(namedCheckers, name);
}

/** Of a checker that this program does not have, as a run of another version may name, its name. */
export function checkerTitle(name: string): string {
  return namedChecker(name)?.title ?? name;
}

/** Whether the checker's answer has no part in the validity of a run. */
export function isAdvisory(name: string): boolean {
  return namedChecker(name)?.isAdvisory === true;
}

function namedChecker(name: string): NamedChecker | undefined {
  return isCheckerName(name) ? namedCheckers[name] : undefined;
}

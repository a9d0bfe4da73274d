/**
 * The checkers by name: what each asks of which history, in a sentence, and what it is called. Apart from `about.ts`, for a form, a plan and a
 * request name checkers without what they can tell of a finding.
 */
export const checkerSummaries = {
  linearizability:
    'One order of the operations, each at a moment between invocation and completion, explains every answer.',
  stats: 'Each function that was invoked should have succeeded, more often than not.',
  set: 'add x, then a last read → the elements: what was acknowledged is there, and nothing else.',
  'set-full': 'add x and read → the elements, at any time: no element that was known may vanish for good.',
  'set-full-linearizable':
    'add x and read → the elements, at any time: an element that is known is in every read that begins then.',
  'total-queue': 'enqueue x, dequeue → x, drain → the elements: what went in comes out, and nothing else.',
  counter: 'add n, increment, decrement, read: each read lies between what was certainly and what was possibly added.',
  'unique-ids': 'generate → an id: every id is given once.',
  'log-patterns': 'No line in the logs of the nodes tells of a crash.',
  'unhandled-errors': 'Which errors the clients met, and which of them nobody had foreseen.',
  'fault-coverage': 'Which operations succeeded while network or processes were broken.',
  sessions:
    'By the indexes of the answers, no process goes back behind what it read or wrote. Not every read level promises that, so it has no part in the verdict.',
  'aborted-reads':
    'write and cas of a register, then reads → no value of a write that failed, or of one that began later.',
  'list-append':
    'txn of appends to lists and reads of them → no anomaly that strict serializability, or the model that is asked for, forbids.',
} as const;

export type CheckerName = keyof typeof checkerSummaries;

export const checkerNames = Object.keys(checkerSummaries) as readonly CheckerName[];

export function isCheckerName(name: string): name is CheckerName {
  return Object.hasOwn(checkerSummaries, name);
}

const titles: Readonly<Record<CheckerName, string>> = {
  linearizability: 'Linearizability',
  stats: 'Statistics',
  set: 'Set',
  'set-full': 'Set, element by element',
  'set-full-linearizable': 'Set, element by element, no stale read',
  'total-queue': 'Queue, emptied at the end',
  counter: 'Counter',
  'unique-ids': 'Unique ids',
  'log-patterns': 'Node logs',
  'unhandled-errors': 'Errors',
  'fault-coverage': 'Faults',
  sessions: 'Session guarantees',
  'aborted-reads': 'Aborted reads',
  'list-append': 'Transactions on lists',
};

/** Of a checker that this program does not have, as a run of another version may name, its name. */
export function checkerTitle(name: string): string {
  return isCheckerName(name) ? titles[name] : name;
}

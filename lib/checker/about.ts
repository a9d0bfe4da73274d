/**
 * The checkers there are. To add one, add its folder, its entry in `names.ts` and one line here: the command line, the checks of a run, reports and
 * the page take it from this table. Of linearizability only what pages need is here: how it judges is most of the code of all
 * checkers, and `registry.ts` adds it.
 */
import { abortedReads } from './aborted-reads/aborted-reads';
import { bank } from './bank/bank';
import type { Account } from './core/account';
import type { CheckerAbout } from './core/checker';
import type { Finding } from './core/finding';
import { counter } from './counter/counter';
import { faultCoverage } from './fault-coverage/fault-coverage';
import { aboutLinearizability } from './linearizable/finding';
import { logPatterns } from './log-patterns/log-patterns';
import { type CheckerName, isCheckerName } from './names';
import { queueOrder } from './queue/queue-order';
import { totalQueue } from './queue/total-queue';
import { sessions } from './sessions/sessions';
import { set } from './set/set';
import { setFull, setFullLinearizable } from './set/set-full';
import { stats } from './stats/stats';
import { listAppend } from './transactions/list-append';
import { longFork } from './transactions/long-fork';
import { rwRegister } from './transactions/rw-register';
import { unhandledErrors } from './unhandled-errors/unhandled-errors';
import { uniqueIds } from './unique-ids/unique-ids';

export const checkers = {
  linearizability: aboutLinearizability,
  stats,
  set,
  'set-full': setFull,
  'set-full-linearizable': setFullLinearizable,
  'total-queue': totalQueue,
  'queue-order': queueOrder,
  counter,
  'unique-ids': uniqueIds,
  'log-patterns': logPatterns,
  'unhandled-errors': unhandledErrors,
  'fault-coverage': faultCoverage,
  sessions,
  'aborted-reads': abortedReads,
  'list-append': listAppend,
  bank,
  'long-fork': longFork,
  'rw-register': rwRegister,
} as const satisfies Readonly<Record<CheckerName, unknown>>;

/** Nothing for the name of a checker that this program does not have, as a run of another version may name. */
export function checkerOf(name: string): CheckerAbout<unknown> | undefined {
  return isCheckerName(name) ? (checkers[name] as CheckerAbout<unknown>) : undefined;
}

/** Whether the checker looks at the keys of ops; the others know values only. */
export function tellsKeysApart(name: string): boolean {
  return checkerOf(name)?.tellsKeysApart === true;
}

/** Whether the checker is of one object, so that it judges each key by itself where ops name keys. */
export function judgesOneObject(name: string): boolean {
  return checkerOf(name)?.functions !== undefined;
}

/** What a checker found, behind its sentence. */
export function accountOf({ checker, details, error }: Finding): Account {
  const facts = error === undefined ? [] : [{ name: 'Error', value: error }];
  return (details !== undefined && checkerOf(checker)?.account(details)) || { facts, tables: [] };
}

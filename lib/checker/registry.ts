/**
 * The checkers there are beside linearizability. To add one, add its file and one line here; to show more of it than its
 * sentence, a case in `report/check-account.ts`.
 *
 *     runChecker('set', history, {}) → { checker: 'set', valid: false, sentence: '1 acknowledged element lost: 4.', … }
 *
 * A report is JSON and bounded. What keeps a checker from judging, as a history that breaks the laws of `op.ts` does or
 * a value that cannot be, is an `unknown` with the error; nothing is thrown. How several are taken together is said by
 * `mergeValidity` in `compose.ts`.
 */
import type { History } from '../history/op';
import type { Checker, CheckerContext, Finding } from './core/checker';
import { attempt, type Broken } from './core/compose';
import { counter } from './counter/counter';
import { faultCoverage } from './fault-coverage/fault-coverage';
import { logPatterns } from './log-patterns/log-patterns';
import { totalQueue } from './queue/total-queue';
import { sessions } from './sessions/sessions';
import { set } from './set/set';
import { setFull, setFullLinearizable } from './set/set-full';
import { stats } from './stats/stats';
import { unhandledErrors } from './unhandled-errors/unhandled-errors';
import { uniqueIds } from './unique-ids/unique-ids';

export const checkers = {
  stats,
  set,
  'set-full': setFull,
  'set-full-linearizable': setFullLinearizable,
  'total-queue': totalQueue,
  counter,
  'unique-ids': uniqueIds,
  'log-patterns': logPatterns,
  'unhandled-errors': unhandledErrors,
  'fault-coverage': faultCoverage,
  sessions,
} as const;

export type CheckerName = keyof typeof checkers;

export type CheckerReport =
  | { [Name in CheckerName]: { readonly checker: Name } & FindingOf<Name> }[CheckerName]
  | ({ readonly checker: CheckerName } & Broken);

type FindingOf<Name extends CheckerName> =
  (typeof checkers)[Name] extends Checker<infer Details> ? Finding<Details> : never;

export function isCheckerName(name: string): name is CheckerName {
  return Object.hasOwn(checkers, name);
}

/** Whether the checker's answer has no part in the validity of a run. */
export function isAdvisory(name: CheckerName): boolean {
  const checker: Checker<unknown> = checkers[name];
  return checker.isAdvisory === true;
}

export function runChecker(name: CheckerName, history: History, context: CheckerContext): CheckerReport {
  const checker: Checker<unknown> = checkers[name];
  return { checker: name, ...attempt(checker, history, context) } as CheckerReport;
}

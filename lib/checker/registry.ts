/**
 * The checkers there are. To add one, add its folder and one line here: the command line, the checks of a run, reports and
 * the page take it from this table.
 *
 *     runChecker('set', history, {}, budget) → { checker: 'set', valid: false, sentence: '1 acknowledged element lost: 4.', … }
 *
 * What keeps a checker from judging, as a history that breaks the laws of `op.ts` does, is an `unknown` with the error;
 * nothing is thrown. Where explaining what was found fails, the finding stays and says so. How several are taken together is
 * said by `mergeValidity` in `core/compose.ts`.
 */
import type { OpSequence } from '../history/op';
import { abortedReads } from './aborted-reads/aborted-reads';
import type { Account } from './core/account';
import type { Budget, CheckHost, CheckLimits } from './core/budget';
import type { Checker, CheckerContext } from './core/checker';
import { type Attempt, attempt, stoppedFinding, unexplainedFinding } from './core/compose';
import type { Finding } from './core/finding';
import type { LiveChecker } from './core/live';
import { ofOneObject } from './core/one-object';
import { counter } from './counter/counter';
import { faultCoverage } from './fault-coverage/fault-coverage';
import { linearizability } from './linearizable/linearizability';
import { logPatterns } from './log-patterns/log-patterns';
import { totalQueue } from './queue/total-queue';
import { sessions } from './sessions/sessions';
import { set } from './set/set';
import { setFull, setFullLinearizable } from './set/set-full';
import { stats } from './stats/stats';
import { unhandledErrors } from './unhandled-errors/unhandled-errors';
import { uniqueIds } from './unique-ids/unique-ids';

export const checkers = {
  linearizability,
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
  'aborted-reads': abortedReads,
} as const;

export type CheckerName = keyof typeof checkers;

export function isCheckerName(name: string): name is CheckerName {
  return Object.hasOwn(checkers, name);
}

/** Nothing for the name of a checker that this program does not have, as a run of another version may name. */
export function checkerOf(name: string): Checker<unknown> | undefined {
  return isCheckerName(name) ? (checkers[name] as Checker<unknown>) : undefined;
}

/** Whether the checker's answer has no part in the validity of a run. */
export function isAdvisory(name: string): boolean {
  return checkerOf(name)?.isAdvisory === true;
}

export function runChecker(name: CheckerName, history: OpSequence, context: CheckerContext, budget: Budget): Finding {
  const { finding, explain } = decideChecker(name, history, context, budget);
  try {
    return explain ? explain(budget.part(budget.left)) : finding;
  } catch {
    return unexplainedFinding(finding, 'error');
  }
}

/** The same in two steps; `tell` hears of a `false` before everything is judged. */
export function decideChecker(
  name: CheckerName,
  history: OpSequence,
  context: CheckerContext,
  budget: Budget,
  tell?: (finding: Finding) => void,
): Attempt {
  return attempt(name, ofOneObject(checkers[name] as Checker<unknown>), history, context, budget, tell);
}

/** The checker's twin for a run that goes on; nothing where it judges only at the end. */
export function liveCheckerOf(
  name: CheckerName,
  history: OpSequence,
  context: CheckerContext,
  limits: CheckLimits,
  host: CheckHost,
): LiveChecker | undefined {
  return (checkers[name] as Checker<unknown>).live?.(history, context, limits, host);
}

/** What is said of a check that is ended from outside, with what is known of its history. */
export function unfinishedFinding(name: CheckerName, history: OpSequence, context: CheckerContext): Finding {
  const result = (checkers[name] as Checker<unknown>).stopped?.(history, context);
  return result ? { checker: name, ...result } : stoppedFinding(name, 'time');
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

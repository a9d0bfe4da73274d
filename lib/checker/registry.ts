/**
 * How the checkers of `about.ts` judge.
 *
 *     runChecker('set', history, {}, budget) → { checker: 'set', valid: false, sentence: '1 acknowledged element lost: 4.', … }
 *
 * What keeps a checker from judging, as a history that breaks the laws of `op.ts` does, is an `unknown` with the error;
 * nothing is thrown. Where explaining what was found fails, the finding stays and says so. How several are taken together is
 * said by `mergeValidity` in `core/compose.ts`.
 */
import type { OpSequence } from '../history/op';
import { checkers } from './about';
import type { Budget, CheckHost, CheckLimits } from './core/budget';
import type { Checker, CheckerContext } from './core/checker';
import { type Attempt, attempt, stoppedFinding, unexplainedFinding } from './core/compose';
import type { Finding } from './core/finding';
import type { LiveChecker } from './core/live';
import { ofOneObject } from './core/one-object';
import { linearizability } from './linearizable/linearizability';
import type { CheckerName } from './names';

const judges = { ...checkers, linearizability };

export function judgeOf(name: CheckerName): Checker<unknown> {
  return judges[name] as Checker<unknown>;
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
  return attempt(name, ofOneObject(judgeOf(name)), history, context, budget, tell);
}

/** The checker's twin for a run that goes on; nothing where it judges only at the end. */
export function liveCheckerOf(
  name: CheckerName,
  history: OpSequence,
  context: CheckerContext,
  limits: CheckLimits,
  host: CheckHost,
): LiveChecker | undefined {
  return judgeOf(name).live?.(history, context, limits, host);
}

/** What is said of a check that is ended from outside, with what is known of its history. */
export function unfinishedFinding(name: CheckerName, history: OpSequence, context: CheckerContext): Finding {
  const result = judgeOf(name).stopped?.(history, context);
  return result ? { checker: name, ...result } : stoppedFinding(name, 'time');
}

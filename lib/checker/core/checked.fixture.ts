/** A checker's answer within no limits. */
import type { History } from '../../history/op';
import { Budget, type CheckHost } from './budget';
import type { Checker, CheckerContext } from './checker';
import type { CheckResult } from './finding';

const timeless: CheckHost = { now: () => 0 };

export function unlimitedBudget(): Budget {
  return new Budget({ timeLimitMs: Number.POSITIVE_INFINITY, memoryLimitMb: Number.POSITIVE_INFINITY }, timeless);
}

export function checked<Details>(
  checker: Checker<Details>,
  history: History,
  context: CheckerContext = {},
): CheckResult<Details> {
  return checker.check(history, context, unlimitedBudget());
}

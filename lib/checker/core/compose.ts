/**
 * Several checkers, one validity: what is worst counts, so `false` before `unknown` before `true`. A checker that breaks
 * or is stopped leaves its own question open and takes nothing from the answers of the others.
 */
import { clipped } from '../../base/words';
import type { OpSequence } from '../../history/op';
import { type Budget, CheckStopped, type StopCause, stopWords } from './budget';
import type { Checker, CheckerContext } from './checker';
import type { CheckResult, Finding, Validity } from './finding';

/** Without any, nothing speaks against the history. */
export function mergeValidity(validities: Iterable<Validity>): Validity {
  let merged: Validity = true;
  for (const validity of validities) {
    if (validity === false) return false;
    if (validity === 'unknown') merged = 'unknown';
  }
  return merged;
}

/** What a checker says, and the way to have it explained, where there is more to say. */
export interface Attempt<Details = unknown> {
  readonly finding: Finding<Details>;
  readonly explain?: ((budget: Budget) => Finding<Details>) | undefined;
}

/** What a checker says; where it throws, that it could not be checked. */
export function attempt<Details>(
  name: string,
  checker: Checker<Details>,
  history: OpSequence,
  context: CheckerContext,
  budget: Budget,
  tell: (finding: Finding<Details>) => void = () => undefined,
): Attempt<Details> {
  const findingOf = (result: CheckResult<Details>) => ({ checker: name, durationMs: budget.elapsedMs, ...result });
  try {
    if (!checker.decide) return { finding: findingOf(checker.check(history, context, budget)) };
    const decided = checker.decide(history, context, budget, (result) => tell(findingOf(result)));
    const finding = findingOf(decided.result);
    const { explain } = decided;
    return { finding, explain: explain && ((explaining) => explained(finding, explain(explaining), explaining)) };
  } catch (thrown) {
    const durationMs = budget.elapsedMs;
    if (thrown instanceof CheckStopped) return { finding: { ...stoppedFinding(name, thrown.stopCause), durationMs } };
    const error = clipped(thrown instanceof Error ? thrown.message : String(thrown));
    return { finding: { checker: name, ...unanswered(error), error, durationMs } };
  }
}

function explained<Details>(
  { checker, durationMs }: Finding<Details>,
  result: CheckResult<Details>,
  { elapsedMs }: Budget,
): Finding<Details> {
  return { checker, ...result, ...(durationMs !== undefined && { durationMs }), explainMs: elapsedMs };
}

/** A finding whose explanation was ended from outside, or failed. It is what it was. */
export function unexplainedFinding(finding: Finding, cause: StopCause): Finding {
  if (finding.explainMs !== undefined) return finding;
  const anomalies = finding.anomalies.map((anomaly) => {
    const { evidence } = anomaly;
    if (evidence.type !== 'worlds') return anomaly;
    return { ...anomaly, evidence: { ...evidence, counterexample: { ...evidence.counterexample, stopped: cause } } };
  });
  return { ...finding, anomalies };
}

/** Of a checker that a limit ended before it had an answer. */
export function stoppedFinding(name: string, cause: StopCause): Finding<never> {
  return { checker: name, ...unanswered(stopWords[cause]), cause };
}

function unanswered(why: string) {
  const sentence = `It could not be checked: ${why}.`;
  return { valid: 'unknown', sentence, isNoteworthy: true, anomalies: [] } as const;
}

/** What the findings of a run come to: one word for all of them, and the broken promises in the order of their weight. */

import { mergeValidity } from '../checker/core/compose';
import type { Anomaly, Finding, Validity } from '../checker/core/finding';
import { verdictOf } from '../checker/linearizable/finding';
import type { Verdict } from '../checker/linearizable/verdict';
import { isAdvisory } from '../checker/names';
import type { Judgement, Outcome, SeenViolation } from './entry';

/** The advisory checkers have no part in it, nor those with nothing to be asked of. Where nothing was asked, nothing is known. */
export function overallValidity({ findings }: Judgement): Validity {
  const deciding = decidingFindings(findings);
  return deciding.length === 0 ? 'unknown' : mergeValidity(deciding.map(({ valid }) => valid));
}

function decidingFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ checker, isMoot }) => !isAdvisory(checker) && isMoot !== true);
}

/** Of the workload's model; nothing where linearizability is not asked. */
export function verdictIn({ findings }: Judgement): Verdict | undefined {
  return verdictOf(findings.find(({ checker }) => checker === 'linearizability'));
}

/** What was judged beside linearizability. */
export function otherFindings({ findings }: Judgement): readonly Finding[] {
  return findings.filter(({ checker }) => checker !== 'linearizability');
}

/** The anomalies that make a run invalid. */
export function violationsIn({ findings }: Judgement): readonly Anomaly[] {
  return decidingFindings(findings).flatMap(({ valid, anomalies }) => (valid === false ? anomalies : []));
}

/** What is known of a run's anomalies, also before it was judged. */
export interface SeenAndJudged {
  readonly outcome: Outcome | undefined;
  readonly violation: SeenViolation | undefined;
}

/**
 * Those that decide, then those of advisory checkers. What was seen while the test ran comes first, until the checker that
 * saw it has its answer.
 */
export function anomaliesOf({ outcome, violation }: SeenAndJudged): readonly Anomaly[] {
  const judged = outcome?.kind === 'verdict' ? outcome : undefined;
  const deciding = judged ? violationsIn(judged) : [];
  const advisory = (judged?.findings ?? [])
    .filter(({ checker }) => isAdvisory(checker))
    .flatMap(({ anomalies }) => anomalies);
  const answer = judged?.findings.find(({ checker }) => checker === violation?.checker)?.valid ?? 'unknown';
  const seen = violation && answer === 'unknown' ? [violation.anomaly] : [];
  return [...seen, ...deciding, ...advisory];
}

/**
 * How strong a valid verdict is: the one rule. A verdict is as strong as the test behind it, so one that is `true` is weak
 * where the test
 *
 *     ended early                                  by hand, or at a violation that was none
 *     is known in part                             its file is damaged
 *     had nothing, or no update, under a fault     says `fault-coverage`
 *     had a function that mostly failed            says `stats`
 *     had too few operations to mean anything      says `stats`
 *
 * or where another checker says that its own answer proves little. `unknown` is left for what was not decided and for what
 * was not tested at all.
 */
import { testedWords } from '../base/words';
import type { Finding } from '../checker/core/finding';
import type { Judgement, Outcome } from './entry';
import { overallValidity } from './judgement';
import type { OutcomeName, RunEnding } from './run';

/** One sentence a reason, the weightiest first; none of a verdict that is not valid. */
export function weakReasons(judgement: Judgement): readonly string[] {
  if (overallValidity(judgement) !== true) return [];
  return [...endedEarly(judgement), ...findingReasons(judgement.findings)];
}

/** What the checkers themselves say of how little a valid answer proves. */
export function findingReasons(findings: readonly Finding[]): readonly string[] {
  const weak = findings.filter(({ valid, weak: reasons = [] }) => valid === true && reasons.length > 0);
  // The statistics speak of the whole test, and others of what it was about.
  const isLast = ({ checker }: Finding) => checker === 'stats';
  return [...weak.filter((finding) => !isLast(finding)), ...weak.filter(isLast)].flatMap(
    ({ weak: reasons = [] }) => reasons,
  );
}

export function outcomeName(outcome: Outcome): OutcomeName {
  if (outcome.kind !== 'verdict') return outcome.kind;
  return verdictName(overallValidity(outcome), weakReasons(outcome));
}

/** Of what is `valid`, for the reasons that make it weak. */
export function verdictName(
  valid: boolean | 'unknown',
  weak: readonly string[],
): OutcomeName & ('valid' | 'weak' | 'invalid' | 'unknown') {
  if (valid === 'unknown') return 'unknown';
  if (!valid) return 'invalid';
  return weak.length > 0 ? 'weak' : 'valid';
}

/** Undefined of runs of older versions, which do not say. */
export function endingOf(outcome: Outcome): RunEnding | undefined {
  return outcome.kind === 'verdict' ? outcome.ended?.how : outcome.kind;
}

/** `Stopped by hand after 16.9 s of 120 s.`; nothing of a test that was done to its end, or does not say. */
export function endedEarly({ ended, findings }: Judgement): readonly string[] {
  if (ended === undefined || ended.how === 'completed') return [];
  if (ended.how === 'damaged') return ['The file is damaged, and what stood behind the damage is not known.'];
  const isConfirmed = overallValidity({ findings }) === false;
  const at = isConfirmed ? 'at the violation' : 'at a violation that the check did not confirm';
  return [
    `Stopped ${ended.how === 'stopped' ? 'by hand' : at} after ${testedWords(ended.testedNanos, ended.plannedNanos)}.`,
  ];
}

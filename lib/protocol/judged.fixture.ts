/** Outcomes of runs that were judged. */
import type { Finding } from '../checker/core/finding';
import { resultOf } from '../checker/linearizable/finding';
import type { Verdict } from '../checker/linearizable/verdict';
import type { Outcome } from './entry';

export function judged(
  verdict: Verdict | undefined,
  others: readonly Finding[] = [],
): Extract<Outcome, { kind: 'verdict' }> {
  const findings = [...(verdict ? [{ checker: 'linearizability', ...resultOf(verdict) }] : []), ...others];
  return { kind: 'verdict', findings };
}

/** Steps back of a session as anomalies. Findings of version 1 have the details alone, so a page makes them of those, too. */
import { type Anomaly, maxAnomalies } from '../core/finding';
import type { SessionsDetails, SessionViolation } from './session-guarantees';

const titles = {
  'monotonic reads': 'Reads went back in time',
  'read your writes': 'A client did not read its own write',
  'monotonic writes': 'Writes went back in time',
  'writes follow reads': 'A write went before what its client had read',
} as const;

/** The longest step back first. */
export function sessionAnomalies({ violations }: SessionsDetails): readonly Anomaly[] {
  return violations.shown.slice(0, maxAnomalies).map(anomalyOf);
}

function anomalyOf({ guarantee, before, after, stepBack }: SessionViolation): Anomaly {
  const from = before.modifiedIndex ?? 0;
  return {
    kind: guarantee.replaceAll(' ', '-'),
    title: titles[guarantee],
    operations: [after.operation, before.operation],
    at: after.completion,
    evidence: { type: 'steps-back', from, to: from - stepBack, isAtLeast: after.modifiedIndex === undefined },
  };
}

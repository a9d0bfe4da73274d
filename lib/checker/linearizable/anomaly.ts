/** What a history that is not linearizable is shown as. */
import type { Anomaly } from '../core/finding';
import type { Counterexample } from './verdict';

export const notLinearizable = { kind: 'not-linearizable', title: 'Not linearizable' } as const;

/** What stands behind each text that accuses, where one search alone has proved it. */
export function proofCaveat({ isConfirmed }: Counterexample): readonly string[] {
  return isConfirmed === false ? ['A second search had no time to confirm it.'] : [];
}

/** A violation that was seen before anything behind it was worked out. */
export function openAnomaly(operation: number, completion: number): Anomaly {
  return { ...notLinearizable, operations: [operation], at: completion, evidence: { type: 'open' } };
}

export function anomalyOf(counterexample: Counterexample): Anomaly {
  const { operation, completion, minimal, refuters } = counterexample;
  const others = (minimal?.operations ?? refuters ?? []).filter((index) => index !== operation);
  const evidence = { type: 'worlds', counterexample } as const;
  return { ...notLinearizable, operations: [operation, ...others], at: completion, evidence };
}

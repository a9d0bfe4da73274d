/** What may be said of a run once a search refutes its history: a violation after a second proof alone. */
import { present } from '../../base/assert';
import type { Budget } from '../core/budget';
import { secondProof } from './explain/second-proof';
import type { LiveVerdict } from './live-verdict';
import type { Stuck } from './search/decide';
import type { Schedule } from './search/schedule';
import type { Steps } from './search/steps';

/** Where the proof has no time, or contradicts the search, the check at the end decides. */
export function provedViolation(stuck: Stuck, schedule: Schedule, steps: Steps, budget: Budget): LiveVerdict {
  const operation = present(schedule.invoked[stuck.call], 'invocation');
  const completion = present(schedule.returned[stuck.call], 'completion');
  const proof = secondProof(stuck, schedule, steps, budget);
  if (proof === 'confirmed') return { kind: 'violated', operation, completion };
  return { kind: 'undecided', cause: proof === 'disagreement' ? 'disagreement' : (budget.spend() ?? 'unproved') };
}

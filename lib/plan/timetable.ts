/**
 * When the parts of a test happen, which is the same for every workload.
 *
 *     workers    the load                                            │ heal │          │ the last operations
 *     nemesis    rest ├─ fault ─┤ rest ├─ fault ─┤ …       time limit   │ end  │ recovery │
 */
import { handEnds } from '../catalog/faults/by-hand';
import { underFaults } from '../generator/faults';
import type { Generator } from '../generator/generator';
import { phases } from '../generator/order';
import { sleep } from '../generator/pace';
import { clients } from '../generator/threads';
import { chosenFaults } from './faults';
import type { Plan } from './plan';
import { workloadInput, workloadOf } from './workload';

/** The whole schedule of a test. Equal plans give equal tests: all randomness comes from the plan's seed. */
export function testGenerator(plan: Plan): Generator {
  const workload = workloadOf(plan);
  const input = workloadInput(plan);
  const timelines = chosenFaults(plan.faults).map(({ fault, options: _, ...rhythm }) => ({
    ...rhythm,
    fault: fault.name,
    ...fault.ops,
  }));
  return phases(
    underFaults(timelines, plan.load.timeLimitSeconds, clients(workload.load(input)), handEnds),
    sleep(plan.recoverySeconds),
    clients(workload.last(input)),
  );
}

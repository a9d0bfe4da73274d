/**
 * When the parts of a test happen, which is the same for every workload.
 *
 *     workers    the load                                            │ heal │          │ the last operations
 *     nemesis    rest ├─ fault ─┤ rest ├─ fault ─┤ …       time limit   │ stop │ recovery │
 */
import type { Generator } from '../generator/generator';
import { cycle, phases, sequence } from '../generator/order';
import { sleep, timeLimit } from '../generator/pace';
import { once, repeat } from '../generator/source';
import { clients, nemesis, parallel } from '../generator/threads';
import { type FaultKind, faultOps } from '../history/fault';
import { nemesisNamed } from './nemeses';
import type { Plan } from './plan';
import { workloadInput, workloadOf } from './workload';

/** The whole schedule of a test. Equal plans give equal tests: all randomness comes from the plan's seed. */
export function testGenerator(plan: Plan): Generator {
  const workload = workloadOf(plan);
  const input = workloadInput(plan);
  const load = clients(workload.load(input));
  const last = clients(workload.last(input));
  const { kind } = nemesisNamed(plan.nemesis.name);
  if (kind === undefined) return phases(load, sleep(plan.recoverySeconds), last);
  return phases(
    parallel(timeLimit(plan.load.timeLimitSeconds, faults(kind, plan.nemesis)), load),
    nemesis(once(repeat(faultOps[kind].end))),
    sleep(plan.recoverySeconds),
    last,
  );
}

/** Rest, fault, rest, fault, and so on; the pauses count from when the nemesis is done with each step. */
function faults(kind: FaultKind, { restSeconds, faultSeconds }: Plan['nemesis']): Generator {
  const { begin, end } = faultOps[kind];
  const turn = sequence(sleep(restSeconds), once(repeat(begin)), sleep(faultSeconds), once(repeat(end)));
  return nemesis(cycle(turn));
}

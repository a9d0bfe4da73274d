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
import { nemesisNamed } from '../plan/nemeses';
import type { Plan } from '../plan/plan';

/** @param load ends by itself at the time limit, when nothing more may begin that has not a reason of its own */
export function timetable(plan: Plan, load: Generator, last: Generator): Generator {
  const { kind } = nemesisNamed(plan.nemesis.name);
  if (kind === undefined) return phases(clients(load), sleep(plan.recoverySeconds), clients(last));
  return phases(
    parallel(timeLimit(plan.load.timeLimitSeconds, faults(kind, plan.nemesis)), clients(load)),
    nemesis(once(repeat(faultOps[kind].end))),
    sleep(plan.recoverySeconds),
    clients(last),
  );
}

/** Rest, fault, rest, fault, for ever; the pauses count from when the nemesis is done with each step. */
function faults(kind: FaultKind, { restSeconds, faultSeconds }: Plan['nemesis']): Generator {
  const { begin, end } = faultOps[kind];
  const turn = sequence(sleep(restSeconds), once(repeat(begin)), sleep(faultSeconds), once(repeat(end)));
  return nemesis(cycle(turn));
}

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
import type { Plan } from '../plan/plan';

/** @param load ends by itself at the time limit, when nothing more may begin that has not a reason of its own */
export function timetable(plan: Plan, load: Generator, last: Generator): Generator {
  if (plan.nemesis.name === 'none') return phases(clients(load), sleep(plan.recoverySeconds), clients(last));
  return phases(
    parallel(timeLimit(plan.load.timeLimitSeconds, faults(plan.nemesis)), clients(load)),
    nemesis(once(repeat('stop'))),
    sleep(plan.recoverySeconds),
    clients(last),
  );
}

/** Rest, fault, rest, fault, for ever; the pauses count from when the nemesis is done with each step. */
function faults({ restSeconds, faultSeconds }: Plan['nemesis']): Generator {
  const turn = sequence(sleep(restSeconds), once(repeat('start')), sleep(faultSeconds), once(repeat('stop')));
  return nemesis(cycle(turn));
}

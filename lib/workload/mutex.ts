/**
 * One lock that every client acquires, holds for the pause between operations, and releases. Who did not get it does not
 * release it: a client whose acquire is unknown is gone, and the one in its place begins with an acquire.
 *
 *     worker 0   ├ acquire ┤ pause ├ release ┤ pause ├ acquire ────────┤ …
 *     worker 1      ├ acquire ───────────────────┤ pause ├ release ┤ …
 *
 * What is held at the time limit is still released. Last, each client acquires and releases it once more.
 */

import type { Generator } from '../generator/generator';
import { held } from '../generator/held';
import { delay, timeLimit } from '../generator/pace';
import { once, repeat } from '../generator/source';
import { eachThread } from '../generator/threads';
import { wellKnownOperations } from '../history/operation-table';
import type { Plan } from '../plan/plan';
import { timetable } from './timetable';
import type { Workload } from './workload';

export const mutex: Workload = {
  model: 'mutex',
  initial: null,
  operations: { acquire: wellKnownOperations.acquire, release: wellKnownOperations.release },
  isByKey: false,
  checkers: ['stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
  generator: mutexTest,
};

function mutexTest(plan: Plan): Generator {
  const { delaySeconds, timeLimitSeconds } = plan.load;
  const load = delay(delaySeconds, held(timeLimit(timeLimitSeconds, repeat('acquire'))));
  return timetable(plan, load, held(eachThread(once(repeat('acquire')))));
}

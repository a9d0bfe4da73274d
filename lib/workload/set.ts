/**
 * A set that everyone adds unique elements to, one after another from 0 on, and reads as a whole now and then; last a
 * read by each client. Adds are the writes of the plan's mix.
 *
 * No model judges it: what is asked is what became of each element, by `set-full` all along and by `set` at the end. A
 * read that misses a known element for a while is told of, and only one that is missing for good breaks the promise.
 */

import { fork, randomFrom } from '../base/random';
import type { Generator } from '../generator/generator';
import { delay, timeLimit } from '../generator/pace';
import { count, once, repeat, weightedMix } from '../generator/source';
import { eachThread } from '../generator/threads';
import { wellKnownOperations } from '../history/operation-table';
import type { Plan } from '../plan/plan';
import { timetable } from './timetable';
import type { Workload } from './workload';

export const set: Workload = {
  model: undefined,
  initial: null,
  operations: { add: wellKnownOperations.add, read: wellKnownOperations.read },
  isByKey: false,
  checkers: ['set-full', 'set', 'stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
  generator: setTest,
};

function setTest(plan: Plan): Generator {
  const { delaySeconds, timeLimitSeconds } = plan.load;
  const { mix } = plan.workload;
  const ops = weightedMix(fork(randomFrom(plan.seed), 'mix'), [
    { weight: mix.read, generator: repeat('read') },
    { weight: mix.write, generator: count('add') },
  ]);
  return timetable(plan, timeLimit(timeLimitSeconds, delay(delaySeconds, ops)), eachThread(once(repeat('read'))));
}

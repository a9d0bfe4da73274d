/** One register, read, written and compared-and-set by everyone while the network breaks; last a read by each client. */

import { drawInt, fork, type Random, randomFrom } from '../base/random';
import type { Generator } from '../generator/generator';
import { delay, timeLimit } from '../generator/pace';
import { once, random, repeat, weightedMix } from '../generator/source';
import { eachThread } from '../generator/threads';
import { wellKnownOperations } from '../history/operation-table';
import type { Plan } from '../plan/plan';
import { timetable } from './timetable';
import type { Workload } from './workload';

export const register: Workload = {
  model: 'cas-register',
  initial: null,
  operations: { read: wellKnownOperations.read, write: wellKnownOperations.write, cas: wellKnownOperations.cas },
  isByKey: false,
  checkers: ['stats', 'unhandled-errors', 'fault-coverage', 'sessions', 'log-patterns'],
  generator: registerTest,
};

/** Equal plans give equal tests: all randomness comes from the plan's seed. */
export function registerTest(plan: Plan): Generator {
  const source = fork(randomFrom(plan.seed), 'workload');
  const { delaySeconds, timeLimitSeconds } = plan.load;
  const load = timeLimit(timeLimitSeconds, delay(delaySeconds, registerOps(source, plan.workload)));
  return timetable(plan, load, eachThread(once(repeat('read'))));
}

/** Reads, writes and compare-and-sets, as often as the mix says, over the values from 0 up to, and without, `values`. */
export function registerOps(source: Random, { values, mix }: Plan['workload']): Generator {
  const write = random(fork(source, 'write'), (state) => {
    const { value, next } = drawInt(state, values);
    return { value: { f: 'write', value }, next };
  });
  const cas = random(fork(source, 'cas'), (state) => {
    const expected = drawInt(state, values);
    const replacement = drawInt(expected.next, values);
    return { value: { f: 'cas', value: [expected.value, replacement.value] }, next: replacement.next };
  });
  return weightedMix(fork(source, 'mix'), [
    { weight: mix.read, generator: repeat('read') },
    { weight: mix.write, generator: write },
    { weight: mix.cas, generator: cas },
  ]);
}

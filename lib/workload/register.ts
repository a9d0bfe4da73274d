/**
 * One register, read, written and compared-and-set by everyone while the network breaks.
 *
 *     workers    read, write and cas at random, with pauses              │ heal │          │ a read each
 *     nemesis    rest ├─ fault ─┤ rest ├─ fault ─┤ …       time limit   │ stop │ recovery │
 */
import { drawInt, fork, type Random, randomFrom } from '../base/random';
import type { Generator } from '../generator/generator';
import { cycle, phases, sequence } from '../generator/order';
import { delay, sleep, timeLimit } from '../generator/pace';
import { once, random, repeat, weightedMix } from '../generator/source';
import { clients, eachThread, nemesis, parallel } from '../generator/threads';
import { type FaultKind, faultOps } from '../nemesis/fault';
import { nemesisNamed } from '../plan/nemeses';
import type { Plan } from '../plan/plan';
import type { Workload } from './workload';

export const register: Workload = {
  model: 'cas-register',
  initial: null,
  checkers: ['stats', 'unhandled-errors', 'fault-coverage', 'sessions', 'log-patterns'],
  generator: registerTest,
};

/** Equal plans give equal tests: all randomness comes from the plan's seed. */
export function registerTest(plan: Plan): Generator {
  const source = fork(randomFrom(plan.seed), 'workload');
  const load = clients(delay(plan.load.delaySeconds, registerOps(source, plan.workload)));
  const finalReads = clients(eachThread(once(repeat('read'))));
  const { timeLimitSeconds } = plan.load;
  const { kind } = nemesisNamed(plan.nemesis.name);
  if (kind === undefined) {
    return phases(timeLimit(timeLimitSeconds, load), sleep(plan.recoverySeconds), finalReads);
  }
  return phases(
    timeLimit(timeLimitSeconds, parallel(faults(kind, plan.nemesis), load)),
    nemesis(once(repeat(faultOps[kind].end))),
    sleep(plan.recoverySeconds),
    finalReads,
  );
}

/** Reads, writes and compare-and-sets, as often as the mix says, over the values from 0 up to, and without, `values`. */
function registerOps(source: Random, { values, mix }: Plan['workload']): Generator {
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

/** Rest, fault, rest, fault, for ever; the pauses count from when the nemesis is done with each step. */
function faults(kind: FaultKind, { restSeconds, faultSeconds }: Plan['nemesis']): Generator {
  const { begin, end } = faultOps[kind];
  const turn = sequence(sleep(restSeconds), once(repeat(begin)), sleep(faultSeconds), once(repeat(end)));
  return nemesis(cycle(turn));
}

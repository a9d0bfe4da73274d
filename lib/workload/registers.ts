/**
 * A register at each of many keys, `[key value]` in every operation (lib/history/independent.ts). A group of clients
 * works on a key until it has made so many operations on it, reads it once more each, and goes on to the next; the
 * groups work beside each other. So no key's history is long, however long the test is, and each is judged by itself.
 *
 *     clients 0–4   ├── key 0 ──┤├── key 2 ──┤├── key 4 ──┤ …      │ recovery │ key 0
 *     clients 5–9   ├── key 1 ──┤├── key 3 ──┤├── key 5 ──┤ …      │          │ key 1
 *
 * The last reads are of the first key of each group: it has been through every fault since.
 */

import { fork, randomFrom } from '../base/random';
import type { Generator } from '../generator/generator';
import { sequence, succession } from '../generator/order';
import { delay, timeLimit } from '../generator/pace';
import { limit, mapValue, once, repeat } from '../generator/source';
import { eachThread, onThreads, parallel } from '../generator/threads';
import { wellKnownOperations } from '../history/operation-table';
import type { Plan } from '../plan/plan';
import { registerOps } from './register';
import { timetable } from './timetable';
import type { Workload } from './workload';

export const registers: Workload = {
  model: 'cas-register',
  initial: null,
  operations: { read: wellKnownOperations.read, write: wellKnownOperations.write, cas: wellKnownOperations.cas },
  isByKey: true,
  checkers: ['stats', 'unhandled-errors', 'fault-coverage', 'sessions', 'log-patterns'],
  generator: registersTest,
};

function registersTest(plan: Plan): Generator {
  const { concurrency, delaySeconds, timeLimitSeconds } = plan.load;
  const { clientsPerKey } = plan.workload;
  const groups = Array.from({ length: Math.ceil(concurrency / clientsPerKey) }, (_, group) => group);
  /** The last group may be smaller. */
  const byGroup = (generator: (group: number) => Generator) =>
    parallel(
      ...groups.map((group) =>
        onThreads((thread) => thread !== 'nemesis' && Math.floor(thread / clientsPerKey) === group, generator(group)),
      ),
    );
  const load = byGroup((group) => succession((turn) => keyOps(plan, group + turn * groups.length)));
  const last = byGroup((group) => onKey(group, eachThread(once(repeat('read')))));
  return timetable(plan, timeLimit(timeLimitSeconds, delay(delaySeconds, load)), last);
}

function keyOps({ seed, workload }: Plan, key: number): Generator {
  const ops = registerOps(fork(randomFrom(seed), `key ${key}`), workload);
  return onKey(key, sequence(limit(workload.opsPerKey, ops), eachThread(once(repeat('read')))));
}

function onKey(key: number, inner: Generator): Generator {
  return mapValue((value) => [key, value], inner);
}

/** The same plan and seed give the same operations as the first release that had the workload did. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { simulate } from '@/lib/generator/simulate';
import { moody } from '@/lib/generator/simulation.fixture';
import { writtenValue } from '@/lib/history/independent';
import { unmarked } from '@/lib/history/nemesis-value';
import type { Op } from '@/lib/history/op';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { testGenerator } from '@/lib/plan/timetable';

const plans: Readonly<Record<string, Omit<PlanInput, 'name' | 'cluster' | 'system'>>> = {
  register: { seed: 1 },
  'register with shares': {
    workload: { name: 'register', values: 3, mix: { read: 4, write: 1, cas: 0 } },
    faults: [{ name: 'kill', restSeconds: 2, durationSeconds: 3 }],
    seed: 7,
  },
  'register without faults': { load: { concurrency: 3, delaySeconds: 0.1 }, faults: [], seed: 4 },
  registers: {
    workload: { name: 'registers', clientsPerKey: 2, opsPerKey: 6, mix: { read: 2, write: 1, cas: 1 } },
    load: { delaySeconds: 0.2 },
    seed: 2,
  },
  mutex: { workload: { name: 'mutex' }, load: { delaySeconds: 0.3 }, faults: [{ name: 'pause' }], seed: 3 },
  set: { workload: { name: 'set', mix: { read: 1, add: 4 } }, load: { delaySeconds: 0.2 }, seed: 5 },
};

/** Computed by the generators of version 1. */
const digests: Readonly<Record<string, readonly [string, number]>> = {
  register: ['7ee41be31a110e15', 268],
  'register with shares': ['799180e482a530e8', 280],
  'register without faults': ['35781bf3dc030326', 524],
  registers: ['65f3959334352f70', 684],
  mutex: ['d193a0f6d317fd6d', 568],
  set: ['3593e73e05c08b70', 704],
};

/** As version 1 wrote an operation on one of many keys, and a fault, which had no id. */
const drawn = (op: Op) => [op.time, op.process, op.type, op.f, unmarked(writtenValue(op))];

test.each(Object.entries(plans))('%s', (name, input) => {
  const plan = planSchema.parse({ name, cluster: { type: 'memory' }, system: { name: 'memory' }, ...input });
  const history = simulate(testGenerator(plan), moody(plan.seed, 0.5, plan.load.concurrency, 2000));
  const digest = createHash('sha256')
    .update(JSON.stringify(history.map(drawn)))
    .digest('hex')
    .slice(0, 16);
  expect([digest, history.length]).toEqual(digests[name]);
});

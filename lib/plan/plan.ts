/**
 * A plan is a test, fully resolved: every default and the seed written out. One schema serves the form, the API and the
 * command line; systems, workloads and faults come from the catalog with options of their own. What `.meta()` says of a
 * field is what the form shows. The same plan, seed and completions give the same operations.
 */
import * as z from 'zod';
import { present } from '../base/assert';
import { type DescribedFault, faults } from '../catalog/faults/registry';
import { type DescribedSystem, readLevelNames, systemOf, systems } from '../catalog/systems/registry';
import { type DescribedWorkload, workloads } from '../catalog/workloads/registry';
import { type CheckerName, checkers } from '../checker/about';
import { chosenSchema } from './chosen';
import { clusterSchema } from './cluster';
import type { ImportedPlan } from './imported-plan';
import { planRules } from './plan-rules';
import { planVersion } from './upgrade';

/** Units: seconds where a person types them, because that is how tests are talked about; milliseconds below. */
const seconds = (min: number, max: number) => z.number().min(min).max(max);

export const seedSchema = z.int().min(0).max(4_294_967_295);

const client = z.strictObject({
  /** One of the system's; without one its first. */
  readLevel: z.enum(readLevelNames).optional().meta({ title: 'Reads' }),
  timeoutMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(5000)
    .meta({ title: 'Operation limit', unit: 'ms', hint: 'Then it is unknown' }),
  tracksIndex: z.boolean().default(false).meta({
    title: 'Refuse what is older than was seen',
    hint: 'Each client remembers the highest index it saw, and asks a node that is behind again until it has caught up or the operation limit ends. Reads of one client never go back; two clients may still contradict each other.',
  }),
});

const loadKinds = [
  { name: 'closed', title: 'Closed', summary: 'Each client waits for its answer, pauses, and asks again.' },
  {
    name: 'open',
    title: 'Open',
    summary:
      'Operations arrive at a rate, whatever has become of the others; one that finds every client waiting is counted and passes.',
  },
] as const;

const load = z.strictObject({
  kind: z.enum(['closed', 'open']).default('closed').meta({ title: 'Load', control: 'choice', choices: loadKinds }),
  concurrency: z.int().min(1).max(200).default(5).meta({ title: 'Clients' }),
  ratePerSecond: z
    .number()
    .min(0.1)
    .max(10_000)
    .default(100)
    .meta({ title: 'Arrivals', unit: '/ s', hint: 'On average, of all clients' }),
  delaySeconds: seconds(0, 60).default(1).meta({ title: 'Pause', unit: 's', hint: 'Between operations' }),
  timeLimitSeconds: seconds(1, 86_400)
    .default(30)
    .meta({ title: 'Time', unit: 's', hint: 'Until the last fault is healed' }),
});

/** When a fault happens, whichever it is. */
const rhythm = {
  restSeconds: seconds(0, 3600).default(5).meta({ title: 'Rest before each', unit: 's' }),
  durationSeconds: seconds(0.1, 3600).default(5).meta({ title: 'Each lasts', unit: 's' }),
  firstStartSeconds: seconds(0, 86_400)
    .optional()
    .meta({ title: 'First start', unit: 's', hint: 'Instead of the rest' }),
  repetitions: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .meta({ title: 'Repetitions', hint: 'Empty: until the time limit' }),
};

/** Each has a lane of the nemesis; a person keeps no more apart. */
const maxFaults = 12;

/**
 * Those that can be asked of any history; one that does not suit it says that it cannot judge it. Linearizability needs
 * the model of a workload.
 */
const extraNames = (Object.keys(checkers) as CheckerName[]).filter((name) => name !== 'linearizability');

const extraCheckers = z.enum(extraNames).meta({
  choices: extraNames.map((name) => ({ name, title: name, summary: checkers[name].summary })),
});

const checker = z.strictObject({
  timeLimitSeconds: seconds(0.1, 3600).default(60).meta({ title: 'Time limit', unit: 's', hint: 'Of the check' }),
  memoryLimitMb: z.int().min(16).max(16_384).default(1024).meta({ title: 'Memory limit', unit: 'MB' }),
  stopAtViolation: z.boolean().default(false).meta({
    title: 'Stop at the first violation',
    hint: 'End the load as soon as no order explains what was answered so far; heal, tear down and check.',
  }),
  extra: z.array(extraCheckers).max(extraNames.length).default([]).meta({ title: 'Checkers', control: 'checkers' }),
});

const planFields = z
  .strictObject({
    version: z.literal(planVersion).default(planVersion),
    name: z.string().trim().min(1).max(80).meta({ title: 'Name', isOpen: true }),
    cluster: clusterSchema,
    system: chosenSchema<DescribedSystem>(systems, { title: 'System' }),
    client: client.prefault({}),
    workload: chosenSchema<DescribedWorkload>(workloads, { title: 'Workload' }).prefault({ name: 'register' }),
    load: load.prefault({}),
    faults: z
      .array(chosenSchema<DescribedFault, typeof rhythm>(faults, { title: 'Fault' }, rhythm))
      .max(maxFaults)
      .prefault([{ name: 'partition-random-halves' }])
      .meta({ title: 'Faults', control: 'faults' }),
    /** After the time limit: heal, wait this long, then one last read by each client. */
    recoverySeconds: seconds(0, 3600)
      .default(10)
      .meta({ title: 'Recovery', unit: 's', hint: 'Before the final reads' }),
    checker: checker.prefault({}),
    seed: seedSchema.meta({ title: 'Seed', hint: 'The same seed draws the same operations and faults.' }),
  })
  .transform((plan) => {
    const [first] = systemOf(plan.system.name).readLevels;
    const { readLevel = present(first, 'a read level').name, ...others } = plan.client;
    return { ...plan, client: { ...others, readLevel } };
  });

export type Plan = z.output<typeof planFields>;

/** What a run is of: a test, or a history that was brought. */
export type RunPlan = Plan | ImportedPlan;

export const planSchema = planFields.superRefine(planRules);

/** A plan before its defaults are written out. */
export type PlanInput = z.input<typeof planSchema>;

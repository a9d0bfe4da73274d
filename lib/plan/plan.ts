/**
 * A plan is a test, fully resolved: every default and the seed written out. One schema serves the form, the API and the
 * command line; systems, workloads and faults come from the catalog with options of their own. What `z.meta` says of a
 * field is what the form shows. The same plan, seed and completions give the same operations.
 */
import * as z from 'zod/mini';
import { present } from '../base/assert';
import { type DescribedFault, faults } from '../catalog/faults/registry';
import { type DescribedSystem, readLevelNames, systemOf, systems } from '../catalog/systems/registry';
import { type DescribedWorkload, workloads } from '../catalog/workloads/registry';
import { checkerNames, namedCheckers } from '../checker/names';
import { chosenSchema } from './chosen';
import { clusterSchema } from './cluster';
import type { ImportedPlan } from './imported-plan';
import { readMoments } from './moments';
import { planRules } from './plan-rules';
import { seedSchema } from './seed';
import { planVersion } from './upgrade';

/** Units: seconds where a person types them, because that is how tests are talked about; milliseconds below. */
const seconds = (min: number, max: number) => z.number().check(z.minimum(min), z.maximum(max));

const client = z.strictObject({
  /** One of the system's; without one its first. */
  readLevel: z.optional(z.enum(readLevelNames)).check(z.meta({ title: 'Reads' })),
  timeoutMs: z
    ._default(z.int().check(z.minimum(10), z.maximum(60_000)), 5000)
    .check(z.meta({ title: 'Operation limit', unit: 'ms', hint: 'Then it is unknown' })),
  tracksIndex: z._default(z.boolean(), false).check(
    z.meta({
      title: 'Refuse what is older than was seen',
      hint: 'Each client remembers the highest index it saw, and asks a node that is behind again until it has caught up or the operation limit ends. Reads of one client never go back; two clients may still contradict each other.',
    }),
  ),
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
  kind: z
    ._default(z.enum(['closed', 'open']), 'closed')
    .check(z.meta({ title: 'Load', control: 'choice', choices: loadKinds })),
  concurrency: z._default(z.int().check(z.minimum(1), z.maximum(200)), 5).check(z.meta({ title: 'Clients' })),
  ratePerSecond: z
    ._default(z.number().check(z.minimum(0.1), z.maximum(10_000)), 100)
    .check(z.meta({ title: 'Arrivals', unit: '/ s', hint: 'On average, of all clients' })),
  delaySeconds: z._default(seconds(0, 60), 1).check(z.meta({ title: 'Pause', unit: 's', hint: 'Between operations' })),
  timeLimitSeconds: z
    ._default(seconds(1, 86_400), 30)
    .check(z.meta({ title: 'Time', unit: 's', hint: 'Until the last fault is healed' })),
});

/** When a fault happens, whichever it is. */
const rhythm = {
  restSeconds: z._default(seconds(0, 3600), 5).check(z.meta({ title: 'Rest before each', unit: 's' })),
  durationSeconds: z._default(seconds(0.1, 3600), 5).check(z.meta({ title: 'Each lasts', unit: 's' })),
  firstStartSeconds: z
    .optional(seconds(0, 86_400))
    .check(z.meta({ title: 'First start', unit: 's', hint: 'Instead of the rest' })),
  repetitions: z
    .optional(z.int().check(z.minimum(1), z.maximum(100_000)))
    .check(z.meta({ title: 'Repetitions', hint: 'Empty: until the time limit' })),
  at: z.optional(
    z.string().check(
      z.maxLength(4000),
      z.superRefine((text, context) => {
        const moments = readMoments(text);
        if (typeof moments === 'string') context.addIssue({ code: 'custom', message: moments });
      }),
      z.meta({
        title: 'At',
        hint: 'Instead of a rhythm: when it begins and ends, in seconds since the start.',
        placeholder: '12-15, 30-31.5',
        isOpen: true,
      }),
    ),
  ),
};

/** Each has a lane of the nemesis; a person keeps no more apart. */
const maxFaults = 12;

/**
 * Those that can be asked of any history; one that does not suit it says that it cannot judge it. Linearizability needs
 * the model of a workload.
 */
const extraNames = checkerNames.filter((name) => name !== 'linearizability');

const extraCheckers = z.enum(extraNames).check(
  z.meta({
    choices: extraNames.map((name) => ({ name, title: name, summary: namedCheckers[name].summary })),
  }),
);

const checker = z.strictObject({
  timeLimitSeconds: z
    ._default(seconds(0.1, 3600), 60)
    .check(z.meta({ title: 'Time limit', unit: 's', hint: 'Of the check' })),
  memoryLimitMb: z
    ._default(z.int().check(z.minimum(16), z.maximum(16_384)), 1024)
    .check(z.meta({ title: 'Memory limit', unit: 'MB' })),
  stopAtViolation: z._default(z.boolean(), false).check(
    z.meta({
      title: 'Stop at the first violation',
      hint: 'End the load as soon as no order explains what was answered so far; heal, tear down and check.',
    }),
  ),
  extra: z
    ._default(z.array(extraCheckers).check(z.maxLength(extraNames.length)), [])
    .check(z.meta({ title: 'Checkers', control: 'checkers' })),
});

/** What is tested, by itself. */
export const systemSchema = chosenSchema<DescribedSystem>(systems, { title: 'System' });

const planFields = z.pipe(
  z.strictObject({
    version: z._default(z.literal(planVersion), planVersion),
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80), z.meta({ title: 'Name', isOpen: true })),
    cluster: clusterSchema,
    system: systemSchema,
    client: z.prefault(client, {}),
    workload: z.prefault(chosenSchema<DescribedWorkload>(workloads, { title: 'Workload' }), { name: 'register' }),
    load: z.prefault(load, {}),
    faults: z
      .prefault(
        z
          .array(chosenSchema<DescribedFault, typeof rhythm>(faults, { title: 'Fault' }, rhythm))
          .check(z.maxLength(maxFaults)),
        [{ name: 'partition-random-halves' }],
      )
      .check(z.meta({ title: 'Faults', control: 'faults' })),
    /** After the time limit: heal, wait this long, then one last read by each client. */
    recoverySeconds: z
      ._default(seconds(0, 3600), 10)
      .check(z.meta({ title: 'Recovery', unit: 's', hint: 'Before the final reads' })),
    checker: z.prefault(checker, {}),
    seed: seedSchema.check(z.meta({ title: 'Seed', hint: 'The same seed draws the same operations and faults.' })),
  }),
  z.transform((plan) => {
    const [first] = systemOf(plan.system.name).readLevels;
    const { readLevel = present(first, 'a read level').name, ...others } = plan.client;
    return { ...plan, system: withoutUsual(plan.system), client: { ...others, readLevel } };
  }),
);

/** What manages its system does not say so: it is the same plan as before there was a choice. `isManaged` asks. */
function withoutUsual<System extends object>(system: System): System {
  const { manage, ...others } = system as System & { readonly manage?: boolean };
  return manage === true ? (others as System) : system;
}

export type Plan = z.output<typeof planFields>;

/** What a run is of: a test, or a history that was brought. */
export type RunPlan = Plan | ImportedPlan;

export const planSchema = planFields.check(z.superRefine(planRules));

/** A plan before its defaults are written out. */
export type PlanInput = z.input<typeof planSchema>;

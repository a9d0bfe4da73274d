/**
 * A plan is a test, fully resolved: every default and the seed written out. One schema serves the form, the API and
 * the command line. The same plan, seed and completions give the same operations.
 */
import { z } from 'zod';
import { present } from '../base/assert';
import { type DescribedSystem, readLevelNames, systemOf, systems } from '../catalog/systems/registry';
import { workloadNamed, workloadNames } from '../catalog/workloads';
import { type TargetsName, targetsNames } from '../nemesis/targets';
import { chosenSchema } from './chosen';
import { hasTargets, type NemesisName, nemesisNames, possibleFaults } from './nemeses';

/** Units: seconds where a person types them, because that is how tests are talked about; milliseconds below. */
const seconds = (least: number, most: number) => z.number().min(least).max(most);

export const seedSchema = z.int().min(0).max(4_294_967_295);

const part = z.int().min(0).max(100).default(1);

const nodeName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a short lower-case name such as n1');

const labCluster = z.strictObject({
  type: z.literal('lab'),
  nodes: z.int().min(1).max(9).default(5),
});

const embeddedCluster = z.strictObject({
  type: z.literal('embedded'),
  nodes: z.int().min(1).max(9).default(5),
});

const memoryCluster = z.strictObject({
  type: z.literal('memory'),
  nodes: z.int().min(1).max(9).default(5),
});

const sshCluster = z.strictObject({
  type: z.literal('ssh'),
  nodes: z
    .array(
      z.strictObject({
        name: nodeName,
        host: z.string().min(1).max(255),
        port: z.int().min(1).max(65535).default(22),
      }),
    )
    .min(1)
    .max(9)
    .refine((nodes) => new Set(nodes.map((node) => node.name)).size === nodes.length, 'node names must differ'),
  user: z.string().min(1).max(64).default('root'),
  auth: z
    .strictObject({
      /** Use the agent at SSH_AUTH_SOCK. */
      agent: z.boolean().default(true),
      /** Path of a private key on the control machine. The key itself never enters a plan. */
      keyFile: z.string().min(1).max(1024).optional(),
      /** Name of an environment variable of the server that holds the password. The password never enters a plan. */
      passwordVariable: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, such as CLEW_SSH_PASSWORD')
        .optional(),
    })
    .prefault({}),
  /** A known_hosts file; without one a host key is pinned at first sight. */
  knownHostsFile: z.string().min(1).max(1024).optional(),
});

export const clusterSchema = z.discriminatedUnion('type', [labCluster, sshCluster, embeddedCluster, memoryCluster]);

export const planSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    name: z.string().trim().min(1).max(80),
    cluster: clusterSchema,
    system: chosenSchema<DescribedSystem>(systems),
    client: z
      .strictObject({
        /** One of the system's; without one its first. */
        readLevel: z.enum(readLevelNames).optional(),
        timeoutMs: z.int().min(10).max(60_000).default(5000),
        /** Whether a client refuses answers from a node that is behind the highest index it has seen. */
        tracksIndex: z.boolean().default(false),
      })
      .prefault({}),
    workload: z
      .strictObject({
        name: z.enum(workloadNames).default('register'),
        /** Values are whole numbers from 0 up to, and without, this. */
        values: z.int().min(2).max(1000).default(5),
        /** Of `registers`: how many clients work on a key at a time, and how many operations they make before the next. */
        clientsPerKey: z.int().min(1).max(200).default(5),
        opsPerKey: z.int().min(1).max(10_000).default(100),
        /** How often each operation is drawn, in parts of the sum; equal parts are the post's. A set has adds for writes. */
        mix: z
          .strictObject({ read: part, write: part, cas: part })
          .refine(({ read, write, cas }) => read + write + cas > 0, 'at least one part must be above 0')
          .prefault({}),
      })
      .prefault({}),
    load: z
      .strictObject({
        concurrency: z.int().min(1).max(200).default(5),
        /** Pause of a worker between operations. */
        delaySeconds: seconds(0, 60).default(1),
        timeLimitSeconds: seconds(1, 86_400).default(30),
      })
      .prefault({}),
    nemesis: z
      .strictObject({
        name: z.enum(nemesisNames).default('partition-random-halves'),
        /** Rest before each fault, and how long each fault lasts. */
        restSeconds: seconds(0, 3600).default(5),
        faultSeconds: seconds(0.1, 3600).default(5),
        /** Whom a pause or kill hits; without it one node. Left out of plans whose fault hits everybody. */
        targets: z.enum(targetsNames).optional(),
      })
      .prefault({}),
    /** After the time limit: heal, wait this long, then one last read by each client. */
    recoverySeconds: seconds(0, 3600).default(10),
    checker: z
      .strictObject({
        timeLimitSeconds: seconds(0.1, 3600).default(60),
        memoryLimitMb: z.int().min(16).max(16_384).default(1024),
        /** End the load as soon as the history cannot be explained any more, instead of at the time limit. */
        stopAtViolation: z.boolean().default(false),
      })
      .prefault({}),
    seed: seedSchema,
  })
  .transform((plan) => {
    const { readLevel = present(systemOf(plan.system.name).readLevels[0], 'a read level').name, ...client } =
      plan.client;
    return { ...plan, client: { ...client, readLevel }, nemesis: withTargets(plan.nemesis) };
  })
  .superRefine((plan, context) => {
    const system = systemOf(plan.system.name);
    const { name, readLevels, workloads, clusters, tellsIndex = false } = system;
    const mustBeOneOf = (path: readonly string[], value: string, possible: readonly string[]) => {
      if (possible.includes(value)) return;
      const message = `must be ${possible.join(' or ')} with ${name}`;
      context.addIssue({ code: 'custom', path: [...path], message });
    };
    if (!clusters.includes(plan.cluster.type)) {
      const message = `${name} runs on ${clusters.join(' or ')}, not on ${plan.cluster.type}`;
      context.addIssue({ code: 'custom', path: ['cluster', 'type'], message });
    }
    mustBeOneOf(
      ['client', 'readLevel'],
      plan.client.readLevel,
      readLevels.map((level) => level.name),
    );
    if (plan.client.tracksIndex && !tellsIndex) {
      const message = `must be false with ${name}, whose answers carry no index`;
      context.addIssue({ code: 'custom', path: ['client', 'tracksIndex'], message });
    }
    mustBeOneOf(['workload', 'name'], plan.workload.name, workloads);
    mustBeOneOf(['nemesis', 'name'], plan.nemesis.name, [...possibleFaults(system, [plan.cluster.type]), 'none']);
    if (plan.workload.name === 'set' && plan.workload.mix.write === 0) {
      const message = 'must be above 0 for a set, whose writes are adds';
      context.addIssue({ code: 'custom', path: ['workload', 'mix', 'write'], message });
    }
    if (plan.checker.stopAtViolation && !workloadNamed(plan.workload.name).judge.isLive) {
      const message = `cannot be with ${plan.workload.name}, which is checked only when the test is over`;
      context.addIssue({ code: 'custom', path: ['checker', 'stopAtViolation'], message });
    }
  });

interface Nemesis {
  readonly name: NemesisName;
  readonly restSeconds: number;
  readonly faultSeconds: number;
  readonly targets?: TargetsName | undefined;
}

/** A fault that hits everybody, or nobody, has no use for targets; like other fields without a use they are left out. */
function withTargets({ targets = targetsNames[0], ...nemesis }: Nemesis): Nemesis {
  return hasTargets(nemesis.name) ? { ...nemesis, targets } : nemesis;
}

export type Plan = z.output<typeof planSchema>;
/** A plan before its defaults are written out. */
export type PlanInput = z.input<typeof planSchema>;

/** Tests worth starting from, named by what they show. The form offers them, the command line runs them by name. */
import type { PlanInput } from './plan';

/** A plan that still has to be given a seed. */
export type SeedlessPlan = Omit<PlanInput, 'seed'>;

export interface Preset {
  readonly name: string;
  readonly title: string;
  /** What to expect, in one sentence. */
  readonly summary: string;
  readonly plan: SeedlessPlan;
}

/** The post's test: five nodes, a random half cut off every ten seconds, for thirty seconds. */
const etcdRegister = {
  name: 'etcd-register',
  cluster: { type: 'lab', nodes: 5 },
  system: { name: 'etcd' },
  client: { readLevel: 'local' },
  // More reads than the post's third. A client that is cut off reads until it writes, and then hangs until the network
  // heals; where the old leader is cut off, so does everyone who writes before the rest has elected another. And a write
  // that hangs may have happened, which excuses many a stale read.
  workload: { name: 'register', values: 5, mix: { read: 8, write: 1, cas: 1 } },
  load: { concurrency: 10, delaySeconds: 0.5, timeLimitSeconds: 30 },
  nemesis: { name: 'partition-random-halves', restSeconds: 5, faultSeconds: 5 },
  recoverySeconds: 10,
} as const satisfies SeedlessPlan;

export const presets: readonly Preset[] = [
  {
    name: 'etcd-register',
    title: 'The stale read of 2014',
    summary: 'etcd answers reads from any node; a node that was cut off answers with an old value.',
    plan: etcdRegister,
  },
  {
    name: 'etcd-leader',
    title: 'Leader reads',
    summary: 'Reads go to the node that believes it leads; an old leader may believe so a little too long.',
    plan: { ...etcdRegister, name: 'etcd-leader', client: { readLevel: 'leader' } },
  },
  {
    name: 'etcd-quorum',
    title: 'Quorum reads hold',
    summary: 'Every read passes through the log; the same partitions find nothing to break.',
    plan: { ...etcdRegister, name: 'etcd-quorum', client: { readLevel: 'quorum' } },
  },
  {
    name: 'etcd-paused-leader',
    title: 'A leader that sleeps',
    summary: 'The leader is paused; when it wakes it may answer with an old value before it hears that another leads.',
    plan: {
      ...etcdRegister,
      name: 'etcd-paused-leader',
      // Who waits for the sleeper has to give up soon, so that there are new values when it wakes.
      client: { readLevel: 'leader', timeoutMs: 1000 },
      load: { concurrency: 10, delaySeconds: 0.1, timeLimitSeconds: 30 },
      nemesis: { name: 'pause', targets: 'leader', restSeconds: 5, faultSeconds: 5 },
    },
  },
  {
    name: 'memory-stale-read',
    title: 'In memory, with a stale-read bug',
    summary: 'A register inside this server that sometimes answers with an old value; needs no nodes, ends in seconds.',
    plan: {
      name: 'memory-stale-read',
      cluster: { type: 'memory', nodes: 5 },
      system: { name: 'memory', bugs: { staleRead: 0.2 } },
      workload: { mix: { read: 4 } },
      load: { concurrency: 5, delaySeconds: 0.1, timeLimitSeconds: 10 },
      nemesis: { name: 'partition-random-halves', restSeconds: 2, faultSeconds: 2 },
      recoverySeconds: 1,
    },
  },
];

/** The preset that `npm run demo` and the empty list of runs start. */
export const demoPreset = 'etcd-register';

export function presetNamed(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

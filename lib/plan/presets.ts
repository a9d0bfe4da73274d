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

/** The same test through the v3 API. */
const etcd3Register = { ...etcdRegister, name: 'etcd3-linearizable', system: { name: 'etcd-v3' }, client: {} } as const;

/** Faults that outlast the ten seconds after which a server without its leader gives up. */
const zookeeperRegister = {
  ...etcdRegister,
  name: 'zookeeper-local',
  system: { name: 'zookeeper' },
  client: { readLevel: 'local' },
  load: { concurrency: 10, delaySeconds: 0.5, timeLimitSeconds: 60 },
  nemesis: { name: 'partition-random-halves', restSeconds: 5, faultSeconds: 12 },
} as const satisfies SeedlessPlan;

/** The post's last question, on five servers of Consul. */
const consulRegister = {
  name: 'consul-stale',
  cluster: { type: 'lab', nodes: 5 },
  system: { name: 'consul' },
  // A server hands what needs the leader on to the one it knows. Where that one was just cut off, nothing comes back before
  // the network heals, although the rest elects another leader within 2 s; a client that gives up then finds that one.
  client: { readLevel: 'stale', timeoutMs: 2000 },
  workload: { name: 'register', values: 5, mix: { read: 8, write: 1, cas: 1 } },
  load: { concurrency: 10, delaySeconds: 0.5, timeLimitSeconds: 30 },
  nemesis: { name: 'partition-random-halves', restSeconds: 5, faultSeconds: 5 },
  recoverySeconds: 10,
} as const satisfies SeedlessPlan;

/** The same on five processes of this machine, on a store that comes with Clew. */
const antietcdStale = {
  name: 'antietcd-stale',
  cluster: { type: 'embedded', nodes: 5 },
  system: { name: 'antietcd' },
  client: { readLevel: 'stale' },
  workload: { name: 'register', values: 5, mix: { read: 8, write: 1, cas: 1 } },
  // A follower that is cut off answers for about two seconds, until it misses its leader. The rest takes writes again
  // after one, if it has the leader; if not, this fault shows nothing, and the next one may.
  load: { concurrency: 10, delaySeconds: 0.1, timeLimitSeconds: 45 },
  nemesis: { name: 'partition-random-halves', restSeconds: 3, faultSeconds: 5 },
  recoverySeconds: 5,
  checker: { stopAtViolation: true },
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
    name: 'etcd3-serializable',
    title: 'etcd v3, serializable reads',
    summary:
      'The v3 API lets a read ask its node alone: the stale read of 2014 under a new name, and no more the default.',
    plan: { ...etcd3Register, name: 'etcd3-serializable', client: { readLevel: 'serializable' } },
  },
  {
    name: 'etcd3-linearizable',
    title: 'etcd v3, linearizable reads',
    summary:
      'What the v3 API does by default: each read asks the leader how far the log is; partitions find nothing to break.',
    plan: { ...etcd3Register, client: { readLevel: 'linearizable' } },
  },
  {
    name: 'etcd3-registers',
    title: 'etcd v3, many registers',
    summary:
      'One key after another, five clients on each; every key is judged by itself, so a long test stays cheap to judge.',
    plan: {
      ...etcd3Register,
      name: 'etcd3-registers',
      client: { readLevel: 'linearizable' },
      workload: { name: 'registers', values: 5, clientsPerKey: 5, opsPerKey: 60, mix: { read: 2, write: 1, cas: 1 } },
      load: { concurrency: 10, delaySeconds: 0.2, timeLimitSeconds: 60 },
    },
  },
  {
    name: 'etcd3-mutex',
    title: 'etcd v3, a lock',
    summary:
      'Clients take turns with a lock of the lock API, each on a lease that outlives its turn; no two may hold it at once.',
    plan: {
      ...etcd3Register,
      name: 'etcd3-mutex',
      // Who waits in line on the wrong side of a partition keeps the others waiting until its client gives up.
      client: { readLevel: 'linearizable', timeoutMs: 3000 },
      workload: { name: 'mutex' },
      load: { concurrency: 5, delaySeconds: 0.2, timeLimitSeconds: 60 },
    },
  },
  {
    name: 'etcd3-set',
    title: 'etcd v3, a set',
    summary: 'Elements are added through partitions and read as a whole; none that was acknowledged may be lost.',
    plan: {
      ...etcd3Register,
      name: 'etcd3-set',
      client: { readLevel: 'linearizable' },
      workload: { name: 'set', mix: { read: 1, write: 4 } },
      load: { concurrency: 10, delaySeconds: 0.2, timeLimitSeconds: 60 },
    },
  },
  {
    name: 'zookeeper-local',
    title: 'ZooKeeper, plain reads',
    summary: 'A server that was cut off answers with an old value until it gives up its leader, after ten seconds.',
    plan: zookeeperRegister,
  },
  {
    name: 'zookeeper-sync',
    title: 'ZooKeeper, after sync',
    summary: 'Every read first catches up with the leader; a cut-off server has nothing to answer.',
    plan: { ...zookeeperRegister, name: 'zookeeper-sync', client: { readLevel: 'sync' } },
  },
  {
    name: 'consul-stale',
    title: 'Consul, stale reads',
    summary: 'Any server answers with what it has; a server that was cut off answers with an old value.',
    plan: consulRegister,
  },
  {
    name: 'consul-default',
    title: 'Consul, as it comes',
    summary: 'The leader answers while its lease lasts; partitions alone rarely catch it with an old value.',
    plan: { ...consulRegister, name: 'consul-default', client: { ...consulRegister.client, readLevel: 'default' } },
  },
  {
    name: 'consul-consistent',
    title: 'Consul, consistent reads hold',
    summary: 'The leader asks a majority before each answer; the same partitions find nothing to break.',
    plan: {
      ...consulRegister,
      name: 'consul-consistent',
      client: { ...consulRegister.client, readLevel: 'consistent' },
    },
  },
  {
    name: 'antietcd-stale',
    title: 'A stale read without root',
    summary: 'AntiEtcd with stale_read=1, as five processes; a replica that was cut off answers with an old value.',
    plan: antietcdStale,
  },
  {
    name: 'antietcd-strict',
    title: 'Strict reads without root',
    summary: 'AntiEtcd with stale_read=0, which promises strict serializability; the same partitions try it.',
    plan: {
      ...antietcdStale,
      name: 'antietcd-strict',
      client: { readLevel: 'strict' },
      checker: { stopAtViolation: false },
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

/** What `npm run demo` starts where no lab can be made. */
export const embeddedDemoPreset = 'antietcd-stale';

export function presetNamed(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

/**
 * What each system under test offers, as data. The form, the command line and the docs are made from it; how to install
 * and drive a system is in `server/systems/<name>`.
 */
import type { NemesisName } from './nemeses';
import type { Source } from './source';
import type { WorkloadName } from './workloads';

export interface ReadLevel {
  readonly name: ReadLevelName;
  readonly title: string;
  /** What a person may expect of a read at this level, in a sentence. */
  readonly promise: string;
}

/** A version that can be had without knowing more than its name. */
export interface VersionOffer {
  readonly title: string;
  readonly source: Source;
}

export interface Port {
  readonly number: number;
  readonly use: string;
}

export type ClusterType = 'lab' | 'ssh' | 'embedded' | 'memory';

export interface SystemDescription {
  readonly name: SystemName;
  readonly title: string;
  readonly summary: string;
  /** The first is the default. */
  readonly readLevels: readonly ReadLevel[];
  readonly workloads: readonly WorkloadName[];
  readonly faults: readonly NemesisName[];
  /** The first is the default. */
  readonly clusters: readonly ClusterType[];
  /** None where nothing is installed. The first is the default. */
  readonly versions: readonly VersionOffer[];
  /** Must be free on every node. */
  readonly ports: readonly Port[];
  /** On every node. */
  readonly logFiles: readonly string[];
  /** Its answers say where in its log they stand, so that a client can refuse one that is older than it has seen. */
  readonly tellsIndex?: boolean;
}

export const systemNames = ['etcd', 'etcd-v3', 'consul', 'zookeeper', 'antietcd', 'memory'] as const;
export type SystemName = (typeof systemNames)[number];

/** Of all systems; each system takes its own. */
export const readLevelNames = [
  'local',
  'leader',
  'quorum',
  'serializable',
  'linearizable',
  'stale',
  'default',
  'consistent',
  'sync',
  'strict',
] as const;
export type ReadLevelName = (typeof readLevelNames)[number];

const local: ReadLevel = {
  name: 'local',
  title: 'Local',
  promise: 'Any node answers with what it has; the answer may be old.',
};
const leader: ReadLevel = {
  name: 'leader',
  title: 'Leader',
  promise: 'A node that believes it leads answers with what it has; two nodes may believe so at once.',
};
const quorum: ReadLevel = {
  name: 'quorum',
  title: 'Quorum',
  promise: 'The read passes through the log; the answer is the latest value.',
};
const serializable: ReadLevel = {
  name: 'serializable',
  title: 'Serializable',
  promise: 'Any node answers with what it has applied; the answer may be old.',
};
const linearizable: ReadLevel = {
  name: 'linearizable',
  title: 'Linearizable',
  promise:
    'The node first asks the leader, and that one a majority, how far the log is; the answer is the latest value.',
};
const stale: ReadLevel = {
  name: 'stale',
  title: 'Stale',
  promise: 'Any server answers with what it has, without a leader; the answer may be arbitrarily old.',
};
const standard: ReadLevel = {
  name: 'default',
  title: 'Default',
  promise:
    'The leader answers with what it has, relying on its lease; an old leader whose lease still runs may answer with an old value.',
};
const consistent: ReadLevel = {
  name: 'consistent',
  title: 'Consistent',
  promise: 'The leader asks a majority whether it still leads before it answers; the answer is the latest value.',
};
const staleReplica: ReadLevel = {
  name: 'stale',
  title: 'Stale',
  promise: 'stale_read=1: replicas answer with what they have. Serializable, its README says: the answer may be old.',
};
const strict: ReadLevel = {
  name: 'strict',
  title: 'Strict',
  promise: 'stale_read=0: every read asks the leader. Strict serializable, its README says: never an old answer.',
};

const etcdVersions: readonly VersionOffer[] = [
  { title: 'Found on the nodes, or Debian’s', source: { from: 'found' } },
  { title: 'Debian’s own', source: { from: 'debian' } },
  { title: '3.5, from trixie', source: { from: 'debian', release: 'trixie' } },
];

/** Whichever of its APIs is tested. */
const etcdProgram = {
  faults: ['partition-random-halves', 'partition-leader', 'pause', 'kill', 'none'],
  clusters: ['lab', 'ssh'],
  versions: etcdVersions,
  ports: [
    { number: 2379, use: 'clients' },
    { number: 2380, use: 'members' },
  ],
  logFiles: ['/var/log/clew/etcd.log'],
  tellsIndex: true,
} as const satisfies Partial<SystemDescription>;

export const systems: readonly SystemDescription[] = [
  {
    name: 'etcd',
    title: 'etcd',
    summary: 'A replicated key-value store on Raft, spoken to through its v2 keys API.',
    readLevels: [local, leader, quorum],
    workloads: ['register'],
    ...etcdProgram,
  },
  {
    name: 'etcd-v3',
    title: 'etcd v3',
    summary: 'The same store through the v3 API as JSON: transactions, leases and locks, of etcd 3.4 and later.',
    readLevels: [linearizable, serializable],
    workloads: ['register', 'registers', 'mutex', 'set'],
    ...etcdProgram,
  },
  {
    name: 'consul',
    title: 'Consul',
    summary: 'A service registry with a key-value store on Raft, spoken to through its HTTP API.',
    readLevels: [stale, standard, consistent],
    workloads: ['register'],
    faults: ['partition-random-halves', 'partition-leader', 'pause', 'kill', 'none'],
    clusters: ['lab', 'ssh'],
    versions: [
      { title: 'Consul 1.8 of Debian 11', source: { from: 'debian', release: 'bullseye' } },
      { title: 'Found on the nodes, or Debian 11’s', source: { from: 'found' } },
    ],
    ports: [
      { number: 8500, use: 'clients' },
      { number: 8300, use: 'servers' },
      { number: 8301, use: 'gossip' },
    ],
    logFiles: ['/var/log/clew/consul.log'],
    tellsIndex: true,
  },
  {
    name: 'zookeeper',
    title: 'ZooKeeper',
    summary: 'The coordination service that the others are measured by; a znode, compared and set by its version.',
    readLevels: [
      {
        name: 'local',
        title: 'Plain',
        promise:
          'The server that is asked answers with what it has; the answer may be old, and never goes back in time.',
      },
      {
        name: 'sync',
        title: 'After sync',
        promise: 'The server first catches up with its leader; a leader that was deposed unaware may still be behind.',
      },
    ],
    workloads: ['register'],
    faults: ['partition-random-halves', 'partition-leader', 'pause', 'kill', 'none'],
    clusters: ['lab', 'ssh'],
    versions: [{ title: 'Debian’s', source: { from: 'found' } }],
    ports: [
      { number: 2181, use: 'clients' },
      { number: 2888, use: 'members' },
      { number: 3888, use: 'elections' },
    ],
    logFiles: ['/var/log/clew/zookeeper.log'],
    tellsIndex: true,
  },
  {
    name: 'antietcd',
    title: 'AntiEtcd',
    summary: 'A small store with etcd’s interface, in JavaScript; it comes with Clew and needs no root.',
    readLevels: [staleReplica, strict],
    workloads: ['register'],
    faults: ['partition-random-halves', 'partition-leader', 'pause', 'kill', 'none'],
    clusters: ['embedded'],
    // The one that Clew depends on.
    versions: [],
    // Each node is given a port of its own.
    ports: [],
    // In the node's own directory.
    logFiles: ['antietcd.log'],
  },
  {
    name: 'memory',
    title: 'In-memory register',
    summary: 'A register inside this server with bugs that can be switched on; for tests and benchmarks.',
    readLevels: [local, leader, quorum],
    workloads: ['register', 'registers', 'mutex', 'set'],
    faults: ['partition-random-halves', 'partition-leader', 'pause', 'kill', 'none'],
    clusters: ['memory'],
    versions: [],
    ports: [],
    logFiles: [],
    tellsIndex: true,
  },
];

export function systemOf(name: SystemName): SystemDescription {
  const found = systems.find((system) => system.name === name);
  if (found === undefined) throw new Error(`no system is called ${name}`);
  return found;
}

/** The plan's read level, which its schema has found to be one of the system's. */
export function oneOf<Name extends ReadLevelName>(names: readonly Name[], level: ReadLevelName): Name {
  const found = names.find((name) => name === level);
  if (found === undefined) throw new Error(`the read level ${level} is none of ${names.join(', ')}`);
  return found;
}

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

export type ClusterType = 'lab' | 'ssh' | 'memory';

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
}

export const systemNames = ['etcd', 'etcd-v3', 'memory'] as const;
export type SystemName = (typeof systemNames)[number];

/** Of all systems; each system takes its own. */
export const readLevelNames = ['local', 'leader', 'quorum', 'serializable', 'linearizable'] as const;
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

export const systems: readonly SystemDescription[] = [
  {
    name: 'etcd',
    title: 'etcd',
    summary: 'A replicated key-value store on Raft, spoken to through its v2 keys API.',
    readLevels: [local, leader, quorum],
    workloads: ['register'],
    faults: ['partition-random-halves', 'none'],
    clusters: ['lab', 'ssh'],
    versions: [{ title: 'Found on the nodes, or Debian’s', source: { from: 'found' } }],
    ports: [
      { number: 2379, use: 'clients' },
      { number: 2380, use: 'members' },
    ],
    logFiles: ['/var/log/clew/etcd.log'],
  },
  {
    name: 'etcd-v3',
    title: 'etcd v3',
    summary: 'The same store through the v3 API as JSON: transactions, leases and locks, of etcd 3.4 and later.',
    readLevels: [linearizable, serializable],
    workloads: ['register', 'registers', 'mutex', 'set'],
    faults: ['partition-random-halves', 'none'],
    clusters: ['lab', 'ssh'],
    versions: [{ title: 'Found on the nodes, or Debian’s', source: { from: 'found' } }],
    ports: [
      { number: 2379, use: 'clients' },
      { number: 2380, use: 'members' },
    ],
    logFiles: ['/var/log/clew/etcd.log'],
  },
  {
    name: 'memory',
    title: 'In-memory register',
    summary: 'A register inside this server with bugs that can be switched on; for tests and benchmarks.',
    readLevels: [local, leader, quorum],
    workloads: ['register', 'registers', 'mutex', 'set'],
    faults: ['partition-random-halves', 'none'],
    clusters: ['memory'],
    versions: [],
    ports: [],
    logFiles: [],
  },
];

export function systemOf(name: SystemName): SystemDescription {
  const found = systems.find((system) => system.name === name);
  if (found === undefined) throw new Error(`no system is called ${name}`);
  return found;
}

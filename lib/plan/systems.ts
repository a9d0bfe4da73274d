/**
 * What each system under test offers, as data. The form, the command line and the docs are made from it; how to install
 * and drive a system is in `server/systems/<name>`.
 */
export interface ReadLevel {
  readonly name: string;
  readonly title: string;
  /** What a person may expect of a read at this level, in a sentence. */
  readonly promise: string;
}

export interface SystemDescription {
  readonly name: SystemName;
  readonly title: string;
  readonly summary: string;
  readonly readLevels: readonly ReadLevel[];
  readonly clusters: readonly ('lab' | 'ssh' | 'memory')[];
}

export const systemNames = ['etcd', 'memory'] as const;
export type SystemName = (typeof systemNames)[number];

export const readLevelNames = ['local', 'leader', 'quorum'] as const;
export type ReadLevelName = (typeof readLevelNames)[number];

const readLevels: readonly ReadLevel[] = [
  { name: 'local', title: 'Local', promise: 'Any node answers with what it has; the answer may be old.' },
  {
    name: 'leader',
    title: 'Leader',
    promise: 'A node that believes it leads answers with what it has; two nodes may believe so at once.',
  },
  { name: 'quorum', title: 'Quorum', promise: 'The read passes through the log; the answer is the latest value.' },
];

export const systems: readonly SystemDescription[] = [
  {
    name: 'etcd',
    title: 'etcd',
    summary: 'A replicated key-value store on Raft, spoken to through its v2 keys API.',
    readLevels,
    clusters: ['lab', 'ssh'],
  },
  {
    name: 'memory',
    title: 'In-memory register',
    summary: 'A register inside this server with bugs that can be switched on; for tests and benchmarks.',
    readLevels,
    clusters: ['memory'],
  },
];

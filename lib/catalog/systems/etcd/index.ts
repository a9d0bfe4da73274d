import { leader, local, quorum } from '../levels';
import { installedOrRunning } from '../source';
import type { SystemDescription } from '../system';
import { etcdProgram, versions } from './program';

export const etcd = {
  name: 'etcd',
  title: 'etcd',
  summary: 'A replicated key-value store on Raft, spoken to through its v2 keys API.',
  readLevels: [local, leader, quorum],
  workloads: ['register'],
  ...etcdProgram,
  options: installedOrRunning(versions),
} as const satisfies SystemDescription;

/** PostgreSQL with a hot standby, where nothing fails. */
import type { Preset, PresetPlan } from '../preset';

const lists = (consistency: string) => ({ name: 'list-append', maxSteps: 2, mix: { read: 2, append: 1 }, consistency });

const shared = {
  load: { concurrency: 10, delaySeconds: 0, timeLimitSeconds: 15 },
  faults: [],
  recoverySeconds: 1,
} as const satisfies PresetPlan;

const replicated = {
  ...shared,
  cluster: { type: 'lab', nodes: 2 },
  system: { name: 'postgresql', isolation: 'repeatable-read', replication: 'asynchronous' },
  workload: lists('strong-snapshot-isolation'),
} as const satisfies PresetPlan;

export const postgresqlPresets: readonly Preset[] = [
  {
    name: 'postgresql-standby',
    title: 'PostgreSQL, reads of a standby',
    summary: 'A hot standby answers before it has applied what the primary has acknowledged.',
    control: 'postgresql-primary',
    measured: { runs: 5, found: 3, meanSeconds: 10.1, version: 'PostgreSQL 15.18', fingerprint: 'nqkyo0' },
    plan: { ...replicated, client: { readLevel: 'standby' } },
  },
  {
    name: 'postgresql-primary',
    title: 'PostgreSQL, reads of the primary',
    summary: 'The same transactions, all of them on the primary: snapshots that are never old.',
    measured: { runs: 5, found: 0, version: 'PostgreSQL 15.18', fingerprint: 'ncahkd' },
    plan: { ...replicated, client: { readLevel: 'primary' } },
  },
  {
    name: 'postgresql-serializable',
    title: 'PostgreSQL, serializable',
    summary: 'Serializable transactions on one node, which keeps what it promises.',
    measured: { runs: 5, found: 0, version: 'PostgreSQL 15.18', fingerprint: '440mtl' },
    plan: {
      ...shared,
      cluster: { type: 'lab', nodes: 1 },
      system: { name: 'postgresql', isolation: 'serializable' },
      client: { readLevel: 'primary' },
      workload: lists('strict-serializable'),
    },
  },
];

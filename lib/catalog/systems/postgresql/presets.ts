/** PostgreSQL with hot standbys, where nothing fails. */
import type { Preset, PresetPlan } from '../preset';

/** Single appends, and reads of several lists: two snapshots that each lack what the other has are a long fork. */
const shared = {
  load: { concurrency: 12, delaySeconds: 0, timeLimitSeconds: 15 },
  faults: [],
  recoverySeconds: 1,
} as const satisfies PresetPlan;

const lists = (consistency: string) => ({
  name: 'list-append',
  keys: 4,
  maxSteps: 2,
  mix: { read: 3, append: 2 },
  consistency,
});

export const postgresqlPresets: readonly Preset[] = [
  {
    name: 'postgresql-standby',
    title: 'PostgreSQL, reads of a standby',
    summary:
      'A primary makes commits visible in another order than it writes them to its log, which is the order of a standby: a long fork.',
    control: 'postgresql-primary',
    plan: {
      ...shared,
      cluster: { type: 'lab', nodes: 2 },
      system: { name: 'postgresql', isolation: 'repeatable-read', replication: 'remote-apply' },
      client: { readLevel: 'standby' },
      workload: lists('snapshot-isolation'),
    },
  },
  {
    name: 'postgresql-primary',
    title: 'PostgreSQL, one node',
    summary: 'Serializable transactions on one node, which keeps what it promises.',
    plan: {
      ...shared,
      cluster: { type: 'lab', nodes: 1 },
      system: { name: 'postgresql', isolation: 'serializable' },
      client: { readLevel: 'primary' },
      workload: lists('strict-serializable'),
    },
  },
];

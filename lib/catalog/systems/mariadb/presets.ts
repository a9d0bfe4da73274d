/** MariaDB with Galera, in a cluster where nothing fails. */
import type { Preset, PresetPlan } from '../preset';

/** Few lists at a time, on which the transactions of all nodes meet. */
const lists = (consistency: string) => ({ name: 'list-append', maxSteps: 2, consistency });

const cluster = {
  cluster: { type: 'lab', nodes: 3 },
  load: { concurrency: 9, delaySeconds: 0, timeLimitSeconds: 15 },
  faults: [],
  recoverySeconds: 1,
} as const satisfies PresetPlan;

export const mariadbPresets: readonly Preset[] = [
  {
    name: 'galera-lost-writes',
    title: 'Galera loses acknowledged writes',
    summary:
      'Three healthy nodes with the defaults: two transactions read the same list and both append to it, and one append is gone.',
    control: 'galera-snapshot',
    measured: { runs: 5, found: 5, meanSeconds: 0.6, version: 'MariaDB 10.11.19', fingerprint: 'i7ky9i' },
    plan: {
      ...cluster,
      system: { name: 'mariadb' },
      client: { readLevel: 'local' },
      workload: lists('snapshot-isolation'),
    },
  },
  {
    name: 'galera-snapshot',
    title: 'Galera with innodb_snapshot_isolation',
    summary: 'A write to a row that changed since the snapshot is refused: nothing is lost, and snapshots are whole.',
    measured: { runs: 5, found: 0, version: 'MariaDB 10.11.19', fingerprint: '1nff00q' },
    plan: {
      ...cluster,
      system: { name: 'mariadb', snapshotIsolation: true },
      client: { readLevel: 'local' },
      workload: lists('snapshot-isolation'),
    },
  },
  {
    name: 'galera-stale-reads',
    title: 'Galera reads what is old',
    summary:
      'With innodb_snapshot_isolation, too, a node answers before it has applied what another has committed and acknowledged.',
    control: 'galera-synced-reads',
    measured: { runs: 5, found: 4, meanSeconds: 8.5, version: 'MariaDB 10.11.19', fingerprint: '3aqs2i' },
    plan: {
      ...cluster,
      system: { name: 'mariadb', snapshotIsolation: true },
      client: { readLevel: 'local' },
      workload: lists('strong-snapshot-isolation'),
    },
  },
  {
    name: 'galera-synced-reads',
    title: 'Galera with wsrep_sync_wait',
    summary: 'Each transaction first waits for what was committed before it began; its snapshot is never old.',
    measured: { runs: 5, found: 0, version: 'MariaDB 10.11.19', fingerprint: '11wbdlm' },
    plan: {
      ...cluster,
      system: { name: 'mariadb', snapshotIsolation: true },
      client: { readLevel: 'sync' },
      workload: lists('strong-snapshot-isolation'),
    },
  },
];

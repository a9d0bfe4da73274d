import * as z from 'zod/mini';
import { installed } from '../source';
import type { SystemDescription } from '../system';

const versions = [
  { title: 'Found on the nodes, or Debian’s', source: { from: 'found' } },
  { title: 'Of another Debian release', source: { from: 'debian', release: 'bookworm' } },
] as const;

const options = z.extend(installed(versions), {
  replication: z._default(z.enum(['galera', 'none']), 'galera').check(
    z.meta({
      title: 'Replication',
      control: 'choice',
      choices: [
        {
          name: 'galera',
          title: 'Galera',
          summary: 'Every node takes writes; they are certified against each other at their commit.',
        },
        { name: 'none', title: 'None', summary: 'One server alone, on a cluster of one node.' },
      ],
    }),
  ),
  isolation: z
    ._default(z.enum(['read-uncommitted', 'read-committed', 'repeatable-read', 'serializable']), 'repeatable-read')
    .check(
      z.meta({
        title: 'Isolation',
        control: 'choice',
        choices: [
          {
            name: 'read-uncommitted',
            title: 'Read uncommitted',
            summary: 'Promises read uncommitted: what others have not committed may be seen.',
          },
          {
            name: 'read-committed',
            title: 'Read committed',
            summary: 'Promises read committed: each statement sees what was committed before it.',
          },
          {
            name: 'repeatable-read',
            title: 'Repeatable read',
            summary:
              'The default. All reads are of one snapshot, but a write sees what was committed since; with innodb_snapshot_isolation it promises snapshot isolation.',
          },
          {
            name: 'serializable',
            title: 'Serializable',
            summary:
              'Promises serializability on one node: every read takes a lock. Galera does not replicate the locks.',
          },
        ],
      }),
    ),
  snapshotIsolation: z._default(z.boolean(), false).check(
    z.meta({
      title: 'innodb_snapshot_isolation',
      hint: 'A write to a row that changed since the snapshot is refused, as snapshot isolation asks; on by default from MariaDB 11.6 on.',
    }),
  ),
  flushLogAtCommit: z._default(z.int().check(z.minimum(0), z.maximum(2)), 1).check(
    z.meta({
      title: 'innodb_flush_log_at_trx_commit',
      hint: '1: the log is on the disk before a commit is answered; 0 and 2: once a second, as is often advised with Galera.',
    }),
  ),
});

export const mariadb = {
  name: 'mariadb',
  title: 'MariaDB',
  summary: 'SQL with InnoDB, alone or as a Galera cluster whose every node takes transactions.',
  options,
  readLevels: [
    {
      name: 'local',
      title: 'As applied',
      promise:
        'The node answers with what it has applied (wsrep_sync_wait = 0); it may lack what another has committed.',
    },
    {
      name: 'sync',
      title: 'After sync',
      promise: 'The node first applies all that was committed anywhere until then (wsrep_sync_wait = 7).',
    },
  ],
  workloads: ['list-append', 'rw-register', 'long-fork', 'bank', 'register', 'registers', 'set'],
  capabilities: ['network', 'process'],
  clusters: ['lab', 'ssh'],
  versions,
  ports: [
    { number: 3306, use: 'clients' },
    { number: 4567, use: 'the group' },
    { number: 4568, use: 'incremental state transfer' },
    { number: 4444, use: 'state transfer by rsync' },
  ],
  logFiles: ['/var/log/clew/mariadb.log'],
  maxNodes: (chosen) => (options.parse(chosen).replication === 'none' ? 1 : undefined),
} as const satisfies SystemDescription;

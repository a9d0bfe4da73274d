import * as z from 'zod/mini';
import { installed } from '../source';
import type { SystemDescription } from '../system';

const versions = [
  { title: 'Found on the nodes, or Debian’s', source: { from: 'found' } },
  { title: 'Of another Debian release', source: { from: 'debian', release: 'bookworm' } },
] as const;

export const postgresql = {
  name: 'postgresql',
  title: 'PostgreSQL',
  summary: 'SQL on one node, or with a hot standby on each of the others, which take what only reads.',
  options: z.extend(installed(versions), {
    isolation: z._default(z.enum(['read-committed', 'repeatable-read', 'serializable']), 'serializable').check(
      z.meta({
        title: 'Isolation',
        control: 'choice',
        choices: [
          {
            name: 'read-committed',
            title: 'Read committed',
            summary: 'Promises read committed: each statement sees what was committed before it. PostgreSQL’s default.',
          },
          {
            name: 'repeatable-read',
            title: 'Repeatable read',
            summary: 'Promises snapshot isolation.',
          },
          {
            name: 'serializable',
            title: 'Serializable',
            summary: 'Promises serializability on the primary; a standby knows only repeatable read, and reads so.',
          },
        ],
      }),
    ),
    replication: z._default(z.enum(['asynchronous', 'on', 'remote-apply']), 'asynchronous').check(
      z.meta({
        title: 'synchronous_commit',
        control: 'choice',
        choices: [
          { name: 'asynchronous', title: 'Asynchronous', summary: 'A commit waits for no standby.' },
          { name: 'on', title: 'on', summary: 'A commit waits until every standby has it on its disk.' },
          {
            name: 'remote-apply',
            title: 'remote_apply',
            summary: 'A commit waits until every standby has applied it.',
          },
        ],
      }),
    ),
  }),
  readLevels: [
    {
      name: 'primary',
      title: 'Primary',
      promise: 'Every transaction is the primary’s, on the first node; the answer is the latest.',
    },
    {
      name: 'standby',
      title: 'Own node',
      promise:
        'What only reads is asked of the client’s own node, a standby on all but the first; the answer may be old.',
    },
  ],
  workloads: ['list-append', 'rw-register', 'long-fork', 'bank', 'register', 'registers', 'set'],
  capabilities: ['network', 'process'],
  clusters: ['lab', 'ssh'],
  versions,
  ports: [{ number: 5432, use: 'clients and standbys' }],
  logFiles: ['/var/log/clew/postgresql.log'],
} as const satisfies SystemDescription;

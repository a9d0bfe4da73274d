/** JetStream, the streams of NATS. */
import * as z from 'zod/mini';
import { installed } from '../source';
import type { SystemDescription } from '../system';

const versions = [
  { title: 'Found on the nodes, or Debian’s', source: { from: 'found' } },
  { title: '2.9, from bookworm', source: { from: 'debian', release: 'bookworm' } },
  { title: '2.10, from trixie', source: { from: 'debian', release: 'trixie' } },
] as const;

export const nats = {
  name: 'nats',
  title: 'NATS JetStream',
  summary: 'A stream of messages, each acknowledged once a majority of its replicas has it; read back as a whole.',
  options: z.extend(installed(versions), {
    replicas: z
      ._default(z.int().check(z.minimum(1), z.maximum(5)), 3)
      .check(z.meta({ title: 'Replicas', unit: 'nodes', hint: 'That keep the stream; no more than there are nodes' })),
    sync: z._default(z.enum(['default', 'always']), 'default').check(
      z.meta({
        title: 'Flushed to the disk',
        hint: 'sync_interval',
        control: 'choice',
        choices: [
          {
            name: 'default',
            title: 'Every two minutes',
            summary: 'As it comes: an acknowledged message is in memory.',
          },
          { name: 'always', title: 'Always', summary: 'Before it is acknowledged; from NATS 2.10 on.' },
        ],
      }),
    ),
  }),
  readLevels: [
    {
      name: 'consumer',
      title: 'Consumer',
      promise:
        'A new consumer is sent the stream from its beginning by the replica on which it lies, which may be behind.',
    },
  ],
  workloads: ['set'],
  capabilities: ['network', 'process'],
  clusters: ['lab', 'ssh'],
  versions,
  ports: [
    { number: 4222, use: 'clients' },
    { number: 6222, use: 'members' },
    { number: 8222, use: 'monitoring' },
  ],
  logFiles: ['/var/log/clew/nats.log'],
} as const satisfies SystemDescription;

export type NatsOptions = z.output<typeof nats.options>;

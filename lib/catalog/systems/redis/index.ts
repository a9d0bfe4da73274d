/** Redis under Sentinel, and Valkey, which parted from it in 2024 and is run the same way. */
import * as z from 'zod/mini';
import { installed } from '../source';
import type { SystemDescription } from '../system';

/** What Redis and its Sentinels are told. */
const settings = {
  downAfterMs: z._default(z.int().check(z.minimum(100), z.maximum(600_000)), 2000).check(
    z.meta({
      title: 'Down after',
      unit: 'ms',
      hint: 'Without an answer, until a Sentinel takes a node for down: down-after-milliseconds',
    }),
  ),
  failoverTimeoutMs: z
    ._default(z.int().check(z.minimum(1000), z.maximum(3_600_000)), 6000)
    .check(z.meta({ title: 'Failover timeout', unit: 'ms', hint: 'Until one that failed is tried again' })),
  quorum: z
    .optional(z.int().check(z.minimum(1)))
    .check(
      z.meta({ title: 'Quorum', unit: 'Sentinels', hint: 'That must take the master for down; empty: a majority' }),
    ),
  persistence: z._default(z.enum(['none', 'no', 'everysec', 'always']), 'everysec').check(
    z.meta({
      title: 'Append-only file',
      hint: 'When what was written is flushed to the disk: appendfsync',
      control: 'choice',
      choices: [
        { name: 'none', title: 'None', summary: 'Nothing is kept: who restarts is empty.' },
        { name: 'no', title: 'By the system', summary: 'Written at once, flushed when the system likes.' },
        { name: 'everysec', title: 'Every second', summary: 'Written at once, flushed once a second.' },
        { name: 'always', title: 'Always', summary: 'Flushed before an answer.' },
      ],
    }),
  ),
  minReplicasToWrite: z._default(z.int().check(z.minimum(0), z.maximum(100)), 0).check(
    z.meta({
      title: 'Replicas to write',
      unit: 'replicas',
      hint: 'A master that hears of fewer takes no writes: min-replicas-to-write, with a lag of one second',
    }),
  ),
  waitReplicas: z._default(z.int().check(z.minimum(0), z.maximum(100)), 0).check(
    z.meta({
      title: 'Wait for',
      unit: 'replicas',
      hint: 'Each write is followed by WAIT; what fewer replicas confirm within the client’s limit is unknown',
    }),
  ),
} as const;

const common = {
  readLevels: [
    {
      name: 'master',
      title: 'Master',
      promise:
        'The node that the client’s own Sentinel takes for the master answers; two nodes may be masters at once.',
    },
    {
      name: 'replica',
      title: 'Own node',
      promise: 'The client’s own node answers with what it has; the answer may be old.',
    },
  ],
  workloads: ['register', 'registers', 'set', 'queue', 'list-append'],
  capabilities: ['network', 'process'],
  clusters: ['lab', 'ssh'],
  ports: [
    { number: 6379, use: 'clients and replicas' },
    { number: 26379, use: 'Sentinels' },
  ],
} as const satisfies Partial<SystemDescription>;

const redisVersions = [
  { title: 'Found on the nodes, or Debian’s', source: { from: 'found' } },
  { title: '6.0, from bullseye', source: { from: 'debian', release: 'bullseye' } },
  { title: '7.0, from bookworm', source: { from: 'debian', release: 'bookworm' } },
  { title: '8.0, from trixie', source: { from: 'debian', release: 'trixie' } },
] as const;

const valkeyVersions = [{ title: '8.1, from trixie', source: { from: 'debian', release: 'trixie' } }] as const;

export const redis = {
  ...common,
  name: 'redis',
  title: 'Redis',
  summary: 'A master and its replicas, and a Sentinel on each node that makes one of them master when it is down.',
  options: z.extend(installed(redisVersions), settings),
  versions: redisVersions,
  logFiles: ['/var/log/clew/redis.log', '/var/log/clew/redis-sentinel.log'],
} as const satisfies SystemDescription;

export const valkey = {
  ...common,
  name: 'valkey',
  title: 'Valkey',
  summary: 'The fork of Redis that is free software: the same protocol, replication and Sentinels.',
  options: z.extend(installed(valkeyVersions), settings),
  versions: valkeyVersions,
  logFiles: ['/var/log/clew/valkey.log', '/var/log/clew/valkey-sentinel.log'],
} as const satisfies SystemDescription;

export type ReplicatedOptions = z.output<typeof redis.options>;

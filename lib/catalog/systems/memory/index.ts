import * as z from 'zod/mini';
import { leader, local, quorum } from '../levels';
import type { SystemDescription } from '../system';

const chance = (title: string) =>
  z
    ._default(z.number().check(z.minimum(0), z.maximum(1)), 0)
    .check(z.meta({ title, unit: 'chance', hint: 'That an operation meets it, from 0 to 1' }));

export const memory = {
  name: 'memory',
  title: 'In-memory register',
  summary:
    'Registers, a lock and collections inside this server, with bugs that can be switched on; for tests and benchmarks.',
  options: z.strictObject({
    bugs: z.prefault(
      z.strictObject({
        staleRead: chance('Stale reads'),
        lostWrite: chance('Lost writes'),
        slowNode: chance('Slow node'),
      }),
      {},
    ),
  }),
  readLevels: [local, leader, quorum],
  workloads: 'structured',
  capabilities: ['network', 'process'],
  clusters: ['memory'],
  versions: [],
  ports: [],
  logFiles: [],
  tellsIndex: true,
} as const satisfies SystemDescription;

import * as z from 'zod';
import { workloads } from '../../workloads/registry';
import { leader, local, quorum } from '../levels';
import type { SystemDescription } from '../system';
import { memoryPresets } from './presets';

const chance = (title: string) =>
  z.number().min(0).max(1).default(0).meta({ title, unit: 'chance', hint: 'That an operation meets it, from 0 to 1' });

export const memory = {
  name: 'memory',
  title: 'In-memory register',
  summary:
    'Registers, a lock and collections inside this server, with bugs that can be switched on; for tests and benchmarks.',
  options: z.strictObject({
    bugs: z
      .strictObject({
        staleRead: chance('Stale reads'),
        lostWrite: chance('Lost writes'),
        slowNode: chance('Slow node'),
      })
      .prefault({}),
  }),
  readLevels: [local, leader, quorum],
  workloads: workloads.filter(({ structure }) => structure !== undefined).map(({ name }) => name),
  capabilities: ['network', 'process'],
  clusters: ['memory'],
  versions: [],
  ports: [],
  logFiles: [],
  tellsIndex: true,
  presets: memoryPresets,
} as const satisfies SystemDescription;

import * as z from 'zod/mini';
import type { SystemDescription } from '../system';

export const antietcd = {
  name: 'antietcd',
  title: 'AntiEtcd',
  summary: 'A small store with etcd’s interface, in JavaScript; it comes with Clew and needs no root.',
  // The version is the one that Clew depends on.
  options: z.strictObject({}),
  readLevels: [
    {
      name: 'stale',
      title: 'Stale',
      promise:
        'stale_read=1: replicas answer with what they have. Serializable, its README says: the answer may be old.',
    },
    {
      name: 'strict',
      title: 'Strict',
      promise: 'stale_read=0: every read asks the leader. Strict serializable, its README says: never an old answer.',
    },
  ],
  workloads: ['register'],
  capabilities: ['network', 'process'],
  clusters: ['embedded'],
  versions: [],
  // Each node is given a port of its own.
  ports: [],
  // In the node's own directory.
  logFiles: ['antietcd.log'],
} as const satisfies SystemDescription;

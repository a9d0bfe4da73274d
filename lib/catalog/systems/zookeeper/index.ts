import { installed } from '../source';
import type { SystemDescription } from '../system';

const versions = [{ title: 'Debian’s', source: { from: 'found' } }] as const;

export const zookeeper = {
  name: 'zookeeper',
  title: 'ZooKeeper',
  summary: 'The coordination service that the others are measured by; a znode, compared and set by its version.',
  options: installed(versions),
  readLevels: [
    {
      name: 'local',
      title: 'Plain',
      promise: 'The server that is asked answers with what it has; the answer may be old, and never goes back in time.',
    },
    {
      name: 'sync',
      title: 'After sync',
      promise: 'The server first catches up with its leader; a leader that was deposed unaware may still be behind.',
    },
  ],
  workloads: ['register'],
  capabilities: ['network', 'process'],
  clusters: ['lab', 'ssh'],
  versions,
  ports: [
    { number: 2181, use: 'clients' },
    { number: 2888, use: 'members' },
    { number: 3888, use: 'elections' },
  ],
  logFiles: ['/var/log/clew/zookeeper.log'],
  tellsIndex: true,
} as const satisfies SystemDescription;

import { installedOrRunning } from '../source';
import type { SystemDescription } from '../system';

const versions = [
  { title: 'Consul 1.8 of Debian 11', source: { from: 'debian', release: 'bullseye' } },
  { title: 'Found on the nodes, or Debian 11’s', source: { from: 'found' } },
] as const;

export const consul = {
  name: 'consul',
  title: 'Consul',
  summary: 'A service registry with a key-value store on Raft, spoken to through its HTTP API.',
  options: installedOrRunning(versions),
  readLevels: [
    {
      name: 'stale',
      title: 'Stale',
      promise: 'Any server answers with what it has, without a leader; the answer may be arbitrarily old.',
    },
    {
      name: 'default',
      title: 'Default',
      promise:
        'The leader answers with what it has, relying on its lease; an old leader whose lease still runs may answer with an old value.',
    },
    {
      name: 'consistent',
      title: 'Consistent',
      promise: 'The leader asks a majority whether it still leads before it answers; the answer is the latest value.',
    },
  ],
  workloads: ['register'],
  capabilities: ['network', 'process'],
  clusters: ['lab', 'ssh'],
  versions,
  ports: [
    { number: 8500, use: 'clients' },
    { number: 8300, use: 'servers' },
    { number: 8301, use: 'gossip' },
  ],
  logFiles: ['/var/log/clew/consul.log'],
  tellsIndex: true,
} as const satisfies SystemDescription;

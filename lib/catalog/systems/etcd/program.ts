/** The program that both APIs of etcd come with. */
import { installed } from '../source';
import type { SystemDescription } from '../system';

export const versions = [
  { title: 'Found on the nodes, or Debian’s', source: { from: 'found' } },
  { title: 'Debian’s own', source: { from: 'debian' } },
  { title: '3.5, from trixie', source: { from: 'debian', release: 'trixie' } },
] as const;

export const etcdProgram = {
  options: installed(versions),
  capabilities: ['network', 'process'],
  clusters: ['lab', 'ssh'],
  versions,
  ports: [
    { number: 2379, use: 'clients' },
    { number: 2380, use: 'members' },
  ],
  logFiles: ['/var/log/clew/etcd.log'],
  tellsIndex: true,
} as const satisfies Partial<SystemDescription>;

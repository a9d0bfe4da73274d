import { etcdProgram } from '../etcd/program';
import type { SystemDescription } from '../system';

export const etcdV3 = {
  name: 'etcd-v3',
  title: 'etcd v3',
  summary: 'The same store through the v3 API as JSON: transactions, leases and locks, of etcd 3.4 and later.',
  readLevels: [
    {
      name: 'linearizable',
      title: 'Linearizable',
      promise:
        'The node first asks the leader, and that one a majority, how far the log is; the answer is the latest value.',
    },
    {
      name: 'serializable',
      title: 'Serializable',
      promise: 'Any node answers with what it has applied; the answer may be old.',
    },
  ],
  workloads: ['register', 'registers', 'mutex', 'set', 'list-append', 'rw-register', 'long-fork'],
  ...etcdProgram,
} as const satisfies SystemDescription;

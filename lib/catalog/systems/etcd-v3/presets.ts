/** The v3 API of etcd. */
import { type Preset, postsTest } from '../preset';

const register = { ...postsTest, system: { name: 'etcd-v3' } } as const;

const transactions = {
  workload: { name: 'list-append', mix: { read: 2, append: 1 } },
  load: { concurrency: 10, delaySeconds: 0.05, timeLimitSeconds: 30 },
} as const;

export const etcdV3Presets: readonly Preset[] = [
  {
    name: 'etcd3-serializable',
    title: 'etcd v3, serializable reads',
    summary:
      'The v3 API lets a read ask its node alone: the stale read of 2014 under a new name, and no more the default.',
    control: 'etcd3-linearizable',
    measured: { runs: 5, found: 5, meanSeconds: 7.9, version: 'etcd 3.4.23', fingerprint: '10s2sh0' },
    plan: { ...register, client: { readLevel: 'serializable' } },
  },
  {
    name: 'etcd3-linearizable',
    title: 'etcd v3, linearizable reads',
    summary:
      'What the v3 API does by default: each read asks the leader how far the log is; partitions find nothing to break.',
    measured: { runs: 5, found: 0, version: 'etcd 3.4.23', fingerprint: '1k3ks5r' },
    plan: { ...register, client: { readLevel: 'linearizable' } },
  },
  {
    name: 'etcd3-registers',
    title: 'etcd v3, many registers',
    summary:
      'One key after another, five clients on each; every key is judged by itself, so a long test stays cheap to judge.',
    measured: { runs: 5, found: 0, version: 'etcd 3.4.23', note: '1 of them valid, but weak', fingerprint: '688p3b' },
    plan: {
      ...register,
      client: { readLevel: 'linearizable' },
      workload: { name: 'registers', values: 5, clientsPerKey: 5, opsPerKey: 60, mix: { read: 2, write: 1, cas: 1 } },
      load: { concurrency: 10, delaySeconds: 0.2, timeLimitSeconds: 60 },
    },
  },
  {
    name: 'etcd3-mutex',
    title: 'etcd v3, a lock',
    summary:
      'Clients take turns with a lock of the lock API, each on a lease that outlives its turn; no two may hold it at once.',
    measured: { runs: 5, found: 0, version: 'etcd 3.4.23', note: '4 of them valid, but weak', fingerprint: '1cjijqs' },
    plan: {
      ...register,
      // Who waits in line on the wrong side of a partition keeps the others waiting until its client gives up.
      client: { readLevel: 'linearizable', timeoutMs: 3000 },
      workload: { name: 'mutex' },
      load: { concurrency: 5, delaySeconds: 0.2, timeLimitSeconds: 60 },
    },
  },
  {
    name: 'etcd3-set',
    title: 'etcd v3, a set',
    summary: 'Elements are added through partitions and read as a whole; none that was acknowledged may be lost.',
    measured: { runs: 5, found: 0, version: 'etcd 3.4.23', note: '3 of them valid, but weak', fingerprint: '96xg7f' },
    plan: {
      ...register,
      client: { readLevel: 'linearizable' },
      workload: { name: 'set', mix: { read: 1, add: 4 } },
      load: { concurrency: 10, delaySeconds: 0.2, timeLimitSeconds: 60 },
    },
  },
  {
    name: 'etcd3-transactions-serializable',
    title: 'etcd v3, transactions that read serializably',
    summary:
      'Lists are appended to and read in transactions; one that only reads asks its node alone, and may answer out of the past.',
    control: 'etcd3-transactions',
    measured: { runs: 5, found: 5, meanSeconds: 6.4, version: 'etcd 3.4.23', fingerprint: 'o5m1ji' },
    plan: { ...register, client: { readLevel: 'serializable' }, ...transactions },
  },
  {
    name: 'etcd3-transactions',
    title: 'etcd v3, transactions',
    summary: 'The same transactions with linearizable reads: strictly serializable, whatever is cut off.',
    measured: { runs: 5, found: 0, version: 'etcd 3.4.23', fingerprint: '2bngk9' },
    plan: { ...register, client: { readLevel: 'linearizable' }, ...transactions },
  },
];

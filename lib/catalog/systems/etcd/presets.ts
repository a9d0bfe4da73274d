/** The v2 keys API of etcd, as in the post. */
import { type Preset, type PresetPlan, postsTest, sleepingLeader, sleepingLeaderTimeoutMs } from '../preset';

const register = {
  ...postsTest,
  system: { name: 'etcd' },
  client: { readLevel: 'local' },
} as const satisfies PresetPlan;

export const etcdPresets: readonly Preset[] = [
  {
    name: 'etcd-register',
    title: 'The stale read of 2014',
    summary: 'etcd answers reads from any node; a node that was cut off answers with an old value.',
    control: 'etcd-quorum',
    measured: { runs: 5, found: 5, meanSeconds: 10.7, version: 'etcd 3.4.23', fingerprint: 'm6ds4a' },
    plan: register,
  },
  {
    name: 'etcd-leader',
    title: 'Leader reads',
    summary: 'Reads go to the node that believes it leads; an old leader may believe so a little too long.',
    measured: { runs: 5, found: 0, version: 'etcd 3.4.23', note: '4 of them valid, but weak', fingerprint: '1fjv4u' },
    plan: { ...register, client: { readLevel: 'leader' } },
  },
  {
    name: 'etcd-quorum',
    title: 'Quorum reads hold',
    summary: 'Every read passes through the log; the same partitions find nothing to break.',
    measured: {
      runs: 5,
      found: 0,
      version: 'etcd 3.4.23',
      note: 'in 4 of them nothing succeeded during one or two of the partitions',
      fingerprint: '1cxnl12',
    },
    plan: { ...register, client: { readLevel: 'quorum' } },
  },
  {
    name: 'etcd-leader-paused',
    title: 'A leader that sleeps',
    summary: 'What catches Consul, beside it: etcd’s leader wakes and hears that another leads before it answers.',
    measured: { runs: 3, found: 0, version: 'etcd 3.4.23', fingerprint: '9tl0r' },
    plan: {
      ...sleepingLeader,
      system: { name: 'etcd' },
      client: { readLevel: 'leader', timeoutMs: sleepingLeaderTimeoutMs },
    },
  },
];

/** Consul, which is the last question of the post. */
import { type Preset, type PresetPlan, postsTest, sleepingLeader, sleepingLeaderTimeoutMs } from '../preset';

const register = {
  ...postsTest,
  system: { name: 'consul' },
  // A server hands what needs the leader on to the one it knows. Where that one was just cut off, nothing comes back before
  // the network heals, although the rest elects another leader within 2 s; a client that gives up then finds that one.
  client: { readLevel: 'stale', timeoutMs: 2000 },
} as const satisfies PresetPlan;

export const consulPresets: readonly Preset[] = [
  {
    name: 'consul-default-paused-leader',
    title: 'The stale read of today',
    summary:
      'Consul as it comes: a leader that was paused wakes and answers with old values before it hears that another leads.',
    control: 'etcd-leader-paused',
    measured: { runs: 10, found: 10, meanSeconds: 10.3, version: 'Consul 1.8.7', fingerprint: '1sge9ln' },
    plan: {
      ...sleepingLeader,
      system: { name: 'consul' },
      client: { readLevel: 'default', timeoutMs: sleepingLeaderTimeoutMs },
    },
  },
  {
    name: 'consul-stale',
    title: 'Consul, stale reads',
    summary: 'Any server answers with what it has; a server that was cut off answers with an old value.',
    control: 'consul-consistent',
    measured: { runs: 5, found: 5, meanSeconds: 4.4, version: 'Consul 1.8.7', fingerprint: '19x7kvp' },
    plan: register,
  },
  {
    name: 'consul-default',
    title: 'Consul, as it comes',
    summary: 'The leader answers while its lease lasts; partitions alone rarely catch it with an old value.',
    measured: { runs: 5, found: 0, version: 'Consul 1.8.7', note: '1 of them valid, but weak', fingerprint: 'm1ibdp' },
    plan: { ...register, client: { ...register.client, readLevel: 'default' } },
  },
  {
    name: 'consul-consistent',
    title: 'Consul, consistent reads hold',
    summary: 'The leader asks a majority before each answer; the same partitions find nothing to break.',
    measured: { runs: 5, found: 0, version: 'Consul 1.8.7', note: '3 of them valid, but weak', fingerprint: 'cwwf1i' },
    plan: {
      ...register,
      client: { ...register.client, readLevel: 'consistent' },
    },
  },
];

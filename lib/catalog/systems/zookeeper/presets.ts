/** ZooKeeper, the yardstick of the post. */
import { type Preset, type PresetPlan, postsTest } from '../preset';

/** Faults that outlast the ten seconds after which a server without its leader gives up. */
const register = {
  ...postsTest,
  system: { name: 'zookeeper' },
  client: { readLevel: 'local' },
  load: { concurrency: 10, delaySeconds: 0.5, timeLimitSeconds: 60 },
  faults: [{ name: 'partition-random-halves', restSeconds: 5, durationSeconds: 12 }],
} as const satisfies PresetPlan;

export const zookeeperPresets: readonly Preset[] = [
  {
    name: 'zookeeper-local',
    title: 'ZooKeeper, plain reads',
    summary: 'A server that was cut off answers with an old value until it gives up its leader, after ten seconds.',
    control: 'zookeeper-sync',
    measured: { runs: 5, found: 5, meanSeconds: 12.8, version: 'ZooKeeper 3.8.0', fingerprint: '1yooug3' },
    plan: register,
  },
  {
    name: 'zookeeper-sync',
    title: 'ZooKeeper, after sync',
    summary: 'Every read first catches up with the leader; one that was cut off answers until it gives its office up.',
    measured: {
      runs: 5,
      found: 0,
      version: 'ZooKeeper 3.8.0',
      note: 'in one of them a thread of a node ended with a NullPointerException',
      fingerprint: '12lev9f',
    },
    plan: { ...register, client: { readLevel: 'sync' } },
  },
];

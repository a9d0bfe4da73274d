/** The v2 keys API of etcd, as in the post. */
import { type Preset, type PresetPlan, postsTest } from '../preset';

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
    plan: register,
  },
  {
    name: 'etcd-leader',
    title: 'Leader reads',
    summary: 'Reads go to the node that believes it leads; an old leader may believe so a little too long.',
    plan: { ...register, client: { readLevel: 'leader' } },
  },
  {
    name: 'etcd-quorum',
    title: 'Quorum reads hold',
    summary: 'Every read passes through the log; the same partitions find nothing to break.',
    plan: { ...register, client: { readLevel: 'quorum' } },
  },
  {
    name: 'etcd-paused-leader',
    title: 'A leader that sleeps',
    summary: 'The leader is paused; when it wakes it may answer with an old value before it hears that another leads.',
    plan: {
      ...register,
      // Who waits for the sleeper has to give up soon, so that there are new values when it wakes.
      client: { readLevel: 'leader', timeoutMs: 1000 },
      load: { concurrency: 10, delaySeconds: 0.1, timeLimitSeconds: 30 },
      faults: [{ name: 'pause', targets: 'leader', restSeconds: 5, durationSeconds: 5 }],
    },
  },
];

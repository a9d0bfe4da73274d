/** AntiEtcd, which comes with Clew and needs no root. */
import type { Preset, PresetPlan } from '../preset';

/** The test of the post in little: on five processes of this machine, quicker and to the first violation. */
const stale = {
  cluster: { type: 'embedded', nodes: 5 },
  system: { name: 'antietcd' },
  client: { readLevel: 'stale' },
  workload: { name: 'register', values: 5, mix: { read: 8, write: 1, cas: 1 } },
  // A follower that is cut off answers for about two seconds, until it misses its leader. The rest takes writes again
  // after one, if it has the leader; if not, this fault shows nothing, and the next one may.
  load: { concurrency: 10, delaySeconds: 0.1, timeLimitSeconds: 45 },
  faults: [{ name: 'partition-random-halves', restSeconds: 3, durationSeconds: 5 }],
  recoverySeconds: 5,
  checker: { stopAtViolation: true },
} as const satisfies PresetPlan;

export const antietcdPresets: readonly Preset[] = [
  {
    name: 'antietcd-stale',
    title: 'A stale read without root',
    summary: 'AntiEtcd with stale_read=1, as five processes; a replica that was cut off answers with an old value.',
    control: 'antietcd-strict',
    measured: { runs: 5, found: 5, meanSeconds: 6.2, version: 'AntiEtcd 1.3.1', fingerprint: 'cdhczs' },
    plan: stale,
  },
  {
    name: 'antietcd-strict',
    title: 'Strict reads without root',
    summary: 'AntiEtcd with stale_read=0, which promises strict serializability; the same partitions try it.',
    measured: {
      runs: 5,
      found: 0,
      version: 'AntiEtcd 1.3.1',
      note: 'nodes of it crashed in 4 of them',
      fingerprint: 'h2vte7',
    },
    plan: {
      ...stale,
      client: { readLevel: 'strict' },
      checker: { stopAtViolation: false },
    },
  },
];

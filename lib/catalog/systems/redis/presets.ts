/** Redis and Valkey under Sentinel: a write is answered before any replica has it. */
import { type Preset, type PresetPlan, postsTest } from '../preset';

/** The old master and one replica stay behind for twenty seconds; the others soon have a master of their own. */
const cut = {
  cluster: postsTest.cluster,
  // Read only at the end: what is lost then is lost for good.
  workload: { name: 'set', mix: { read: 0, add: 1 } },
  client: { readLevel: 'master', timeoutMs: 1000 },
  load: { concurrency: 10, delaySeconds: 0.05, timeLimitSeconds: 32 },
  faults: [{ name: 'partition-leader', firstStartSeconds: 5, durationSeconds: 20, repetitions: 1 }],
  recoverySeconds: 10,
} as const satisfies PresetPlan;

/** Its master is killed, and is back before a Sentinel takes it for down. */
const restart = {
  ...cut,
  load: { concurrency: 10, delaySeconds: 0.05, timeLimitSeconds: 20 },
  faults: [{ name: 'kill', targets: 'leader', firstStartSeconds: 8, durationSeconds: 0.5, repetitions: 1 }],
  recoverySeconds: 5,
} as const satisfies PresetPlan;

const patient = { downAfterMs: 10_000, failoverTimeoutMs: 30_000 } as const;

const impatient = { downAfterMs: 2000, failoverTimeoutMs: 6000 } as const;

export const redisPresets: readonly Preset[] = [
  {
    name: 'redis-partition',
    title: 'Redis and Sentinel, the master cut off',
    summary:
      'The old master goes on taking writes in a minority for twenty seconds, and throws them away when it hears of the new one.',
    control: 'redis-wait',
    measured: {
      runs: 5,
      found: 5,
      meanSeconds: 42.1,
      version: 'Redis 7.0.15',
      note: 'they lost 5,857 of 20,120 acknowledged elements',
      fingerprint: '15ifhzz',
    },
    plan: { ...cut, system: { name: 'redis', ...impatient } },
  },
  {
    name: 'redis-wait',
    title: 'Redis and Sentinel, each write on three nodes',
    summary:
      'The same cut, but each write waits for two replicas: one of them is on the other side, and the new master has it.',
    measured: { runs: 5, found: 0, version: 'Redis 7.0.15', fingerprint: 'zxr665' },
    plan: { ...cut, system: { name: 'redis', ...impatient, waitReplicas: 2 } },
  },
  {
    name: 'redis-empty-master',
    title: 'Redis that keeps nothing, the master restarted',
    summary: 'It is back, and empty, before a Sentinel misses it; its replicas become as empty as their master.',
    control: 'redis-append-only',
    measured: {
      runs: 5,
      found: 5,
      meanSeconds: 25.1,
      version: 'Redis 7.0.15',
      note: 'they lost 5,954 of 14,088 acknowledged elements',
      fingerprint: '584no2',
    },
    plan: { ...restart, system: { name: 'redis', ...patient, persistence: 'none' } },
  },
  {
    name: 'redis-append-only',
    title: 'Redis with an append-only file, the master restarted',
    summary:
      'The same restart, but the master reads again what it had written; a killed process leaves its file whole.',
    measured: {
      runs: 5,
      found: 0,
      version: 'Redis 7.0.15',
      note: 'all of them valid, but weak',
      fingerprint: '1g0aqf8',
    },
    plan: { ...restart, system: { name: 'redis', ...patient, persistence: 'everysec' } },
  },
];

export const valkeyPresets: readonly Preset[] = [
  {
    name: 'valkey-partition',
    title: 'Valkey and Sentinel, the master cut off',
    summary: 'As Redis: what the old master took in a minority is thrown away when it hears of the new one.',
    control: 'valkey-wait',
    measured: {
      runs: 5,
      found: 5,
      meanSeconds: 42.3,
      version: 'Valkey 8.1.1',
      note: 'they lost 5,753 of 19,301 acknowledged elements',
      fingerprint: '8jku7m',
    },
    plan: { ...cut, system: { name: 'valkey', ...impatient } },
  },
  {
    name: 'valkey-wait',
    title: 'Valkey and Sentinel, each write on three nodes',
    summary: 'The same cut, but each write waits for two replicas, of which one is on the other side.',
    measured: { runs: 5, found: 0, version: 'Valkey 8.1.1', fingerprint: '10rqkfq' },
    plan: { ...cut, system: { name: 'valkey', ...impatient, waitReplicas: 2 } },
  },
];

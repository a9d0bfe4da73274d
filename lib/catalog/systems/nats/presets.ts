/** NATS: a message is acknowledged when a majority has it in memory, and is flushed to the disk every two minutes. */
import type { Preset, PresetPlan } from '../preset';

/** Servers end and links break beside each other, so that a server comes back to others that went on without it. */
const restarts = {
  cluster: { type: 'lab', nodes: 3 },
  workload: { name: 'set', mix: { read: 0, add: 1 } },
  client: { readLevel: 'consumer', timeoutMs: 2000 },
  load: { concurrency: 6, delaySeconds: 0.05, timeLimitSeconds: 60 },
  faults: [
    { name: 'kill', targets: 'one', restSeconds: 5, durationSeconds: 3 },
    { name: 'kill', targets: 'majority', restSeconds: 17, durationSeconds: 2 },
    { name: 'partition-random-halves', restSeconds: 9, durationSeconds: 6 },
  ],
  recoverySeconds: 20,
} as const satisfies PresetPlan;

export const natsPresets: readonly Preset[] = [
  {
    name: 'nats-killed',
    title: 'NATS JetStream, every server killed',
    summary: 'All three at once: what they acknowledged was handed to their systems, which go on, and is read back.',
    measured: { runs: 5, found: 0, version: 'NATS 2.9.10', note: 'all of them valid, but weak', fingerprint: 'oxl1di' },
    plan: {
      cluster: { type: 'lab', nodes: 3 },
      system: { name: 'nats' },
      // Read only at the end: what is lost then is lost for good.
      workload: { name: 'set', mix: { read: 0, add: 1 } },
      client: { readLevel: 'consumer', timeoutMs: 2000 },
      load: { concurrency: 6, delaySeconds: 0.02, timeLimitSeconds: 20 },
      faults: [{ name: 'kill', targets: 'all', firstStartSeconds: 12, durationSeconds: 1, repetitions: 1 }],
      recoverySeconds: 15,
    },
  },
  {
    name: 'nats-diverged',
    title: 'NATS JetStream 2.9, killed and cut off',
    summary: 'One replica comes to hold other messages than the rest, and lacks for good what was acknowledged.',
    control: 'nats-restarts',
    measured: {
      ...{ runs: 5, found: 1, meanSeconds: 80.8, version: 'NATS 2.9.10' },
      ...{ note: 'the others valid, but weak', fingerprint: '1a2duks' },
    },
    plan: { ...restarts, system: { name: 'nats', source: { from: 'debian', release: 'bookworm' } } },
  },
  {
    name: 'nats-restarts',
    title: 'NATS JetStream 2.10, killed and cut off',
    summary: 'The same faults under the next version: its replicas were found alike each time.',
    measured: {
      ...{ runs: 5, found: 0, version: 'NATS 2.10.27' },
      ...{ note: 'all of them valid, but weak', fingerprint: '1irxqyz' },
    },
    plan: { ...restarts, system: { name: 'nats', source: { from: 'debian', release: 'trixie' } } },
  },
];

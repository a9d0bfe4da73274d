/** NATS: a message is acknowledged when a majority has it in memory, and is flushed to the disk every two minutes. */
import type { Preset } from '../preset';

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
];

/** The store inside this server, with bugs that can be switched on. */
import type { Preset } from '../preset';

export const memoryPresets: readonly Preset[] = [
  {
    name: 'memory-stale-read',
    title: 'In memory, with a stale-read bug',
    summary: 'A register inside this server that sometimes answers with an old value; needs no nodes, ends in seconds.',
    measured: { runs: 10, found: 10, meanSeconds: 0.6, version: 'the in-memory register', fingerprint: '1kk9bsy' },
    plan: {
      cluster: { type: 'memory', nodes: 5 },
      system: { name: 'memory', bugs: { staleRead: 0.2 } },
      workload: { name: 'register', mix: { read: 4 } },
      load: { concurrency: 5, delaySeconds: 0.1, timeLimitSeconds: 10 },
      faults: [{ name: 'partition-random-halves', restSeconds: 2, durationSeconds: 2 }],
      recoverySeconds: 1,
    },
  },
];

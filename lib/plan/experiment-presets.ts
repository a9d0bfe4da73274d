/** Experiments worth starting from, named by what they show. The pages offer them, the command line runs them by name. */
import type { ExperimentInput } from './experiment-document';

export interface ExperimentPreset {
  readonly name: string;
  readonly title: string;
  /** What to expect, in one sentence. */
  readonly summary: string;
  /** Absent where nobody counted. */
  readonly measured?: MeasuredExperiment;
  readonly experiment: ExperimentInput;
}

/** What whole runs of exactly this experiment came to. */
export interface MeasuredExperiment {
  /** One sentence with its counts. */
  readonly words: string;
  /** Of the experiment as it was run; see `presetFingerprint`. */
  readonly fingerprint: string;
}

const partitions = {
  title: 'partitions',
  set: { faults: [{ name: 'partition-random-halves', restSeconds: 5, durationSeconds: 5 }] },
};

const sleepingLeader = {
  title: 'pauses of the leader',
  set: { faults: [{ name: 'pause', targets: 'leader', restSeconds: 5, durationSeconds: 5 }] },
};

/** The values of an axis: each read level of a system. */
function reads(system: string) {
  return (level: string) => ({
    title: `${system} ${level}`,
    set: { system: { name: system }, 'client.readLevel': level },
  });
}

export const experimentPresets: readonly ExperimentPreset[] = [
  {
    name: 'three-reads',
    title: 'Three kinds of read',
    summary:
      'How the post ends, as a table: the reads of etcd and of Consul, under partitions and a leader that sleeps.',
    measured: {
      words:
        'One run of each: local reads of etcd stale under partitions, those of Consul that may be stale under both; nothing in the nine others',
      fingerprint: 'u17yta',
    },
    experiment: {
      name: 'three-reads',
      plan: {
        cluster: { type: 'lab', nodes: 5 },
        system: { name: 'etcd' },
        // A client that gives up soon finds the leader that the others elected meanwhile.
        client: { timeoutMs: 2000 },
        workload: { name: 'register', mix: { read: 8, write: 1, cas: 1 } },
        load: { concurrency: 10, delaySeconds: 0.5, timeLimitSeconds: 30 },
      },
      axes: [
        {
          name: 'reads',
          values: [
            ...['local', 'leader', 'quorum'].map(reads('etcd')),
            ...['stale', 'default', 'consistent'].map(reads('consul')),
          ],
        },
        { name: 'fault', values: [partitions, sleepingLeader] },
      ],
    },
  },
  {
    name: 'memory-bugs',
    title: 'In memory, bug by bug',
    summary: 'Which bug of a register inside this server is found, and how often; needs no nodes, ends in a minute.',
    measured: {
      words: 'Stale reads found in 10 of 10 runs, lost writes in 6 of 10; without a bug, nothing in 10',
      fingerprint: 'c1khvs',
    },
    experiment: {
      name: 'memory-bugs',
      plan: {
        cluster: { type: 'memory', nodes: 5 },
        system: { name: 'memory' },
        client: { readLevel: 'quorum' },
        load: { concurrency: 5, delaySeconds: 0.1, timeLimitSeconds: 5 },
        recoverySeconds: 0,
      },
      axes: [
        {
          name: 'bug',
          values: [
            { title: 'none', set: {} },
            { title: 'stale reads', set: { 'system.bugs.staleRead': 0.2 } },
            { title: 'lost writes', set: { 'system.bugs.lostWrite': 0.2 } },
          ],
        },
        {
          name: 'fault',
          values: [
            {
              title: 'partitions',
              set: { faults: [{ name: 'partition-random-halves', restSeconds: 1, durationSeconds: 1 }] },
            },
            { title: 'none', set: { faults: [] } },
          ],
        },
      ],
    },
  },
];

export function experimentPresetNamed(name: string): ExperimentPreset | undefined {
  return experimentPresets.find((preset) => preset.name === name);
}

/** A test worth starting from, and what the tests of many systems share. */

export interface Preset {
  readonly name: string;
  readonly title: string;
  /** What to expect, in one sentence. */
  readonly summary: string;
  readonly plan: PresetPlan;
}

/** A plan as a document, named as its preset, that still has to be given a seed. It is checked where it is resolved. */
export type PresetPlan = Readonly<Record<string, unknown>>;

/** The post's test: five nodes, a random half cut off every ten seconds, for thirty seconds. */
export const postsTest = {
  cluster: { type: 'lab', nodes: 5 },
  // More reads than the post's third. A client that is cut off reads until it writes, and then hangs until the network
  // heals; where the old leader is cut off, so does everyone who writes before the rest has elected another. And a write
  // that hangs may have happened, which excuses many a stale read.
  workload: { name: 'register', values: 5, mix: { read: 8, write: 1, cas: 1 } },
  load: { concurrency: 10, delaySeconds: 0.5, timeLimitSeconds: 30 },
  faults: [{ name: 'partition-random-halves', restSeconds: 5, durationSeconds: 5 }],
  recoverySeconds: 10,
} as const satisfies PresetPlan;

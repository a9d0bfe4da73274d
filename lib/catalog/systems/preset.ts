/** A test worth starting from, and what the tests of many systems share. */

export interface Preset {
  readonly name: string;
  readonly title: string;
  /** What to expect, in one sentence. */
  readonly summary: string;
  /** The preset that asks the same of something that should keep its promise: without one a finding may be the test's own. */
  readonly control?: string;
  /** Absent where nobody counted: a rate is never estimated. */
  readonly measured?: Measured;
  readonly plan: PresetPlan;
}

/** What whole runs of exactly this plan came to, each with a seed of its own. */
export interface Measured {
  readonly runs: number;
  /** Those that showed it; of a control, those that showed what it should not. */
  readonly found: number;
  /** Until the first violation, on average over those. */
  readonly meanSeconds?: number;
  /** What the nodes said they ran. */
  readonly version: string;
  /** What else those runs showed, after a semicolon. */
  readonly note?: string;
  /** Of the plan as it was run. A test compares it, so that a plan that is changed loses its count. */
  readonly fingerprint: string;
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

/** How the post ends, on what Debian ships: the leader sleeps, the others elect another, and it wakes with old values. */
export const sleepingLeader = {
  cluster: { type: 'lab', nodes: 5 },
  // Every old value shows.
  workload: { name: 'register', uniqueValues: true, mix: { read: 9, write: 1, cas: 0 } },
  // In a closed load every client soon waits for the sleeper. Of arrivals many wait there when it wakes, each of which may
  // be answered before it hears that another leads. Few arrivals pass: at the operations' limit 180 are open.
  load: { kind: 'open', ratePerSecond: 300, concurrency: 200, timeLimitSeconds: 120 },
  // The others take up to 1.5 s to elect another leader, longer on a busy machine, and then need writes.
  faults: [{ name: 'pause', targets: 'leader', restSeconds: 1, durationSeconds: 3.5 }],
  recoverySeconds: 2,
  checker: { stopAtViolation: true },
} as const satisfies PresetPlan;

/** Of its operations: who waits for the sleeper gives up, so that others find the next leader. */
export const sleepingLeaderTimeoutMs = 600;

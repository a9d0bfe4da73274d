import { describe, expect, it } from 'vitest';
import { openAnomaly } from '@/lib/checker/linearizable/anomaly';
import { check } from '@/lib/checker/linearizable/check';
import type { Verdict } from '@/lib/checker/linearizable/verdict';
import { type History, isClientOp } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { type Entry, isOp, type Outcome } from '@/lib/protocol/entry';
import { judged as judgedRun } from '@/lib/protocol/judged.fixture';
import { verdictIn } from '@/lib/protocol/judgement';
import { RunJudge } from '../judge/run-judge';
import { paperJournal } from '../store/testing/paper-store.fixture';
import { memoryTestbed } from '../testbed/memory/testbed';
import type { Watching } from './live-check-monitor';
import { executeRun } from './run';

const limits = { timeLimitMs: 10_000, memoryLimitMb: 512 };

interface Watched {
  readonly outcome: Outcome;
  readonly entries: readonly Entry[];
  readonly history: History;
  readonly messages: readonly string[];
}

interface Asked {
  readonly changes?: Partial<Pick<PlanInput, 'load' | 'checker' | 'faults'>>;
  readonly staleRead?: number;
  /** In place of the judge that reads along. */
  readonly watching?: Partial<Watching>;
  readonly judged?: (history: History) => Promise<Verdict>;
  /** The run is stopped by hand so many entries after the violation was told, however late a busy machine tells it. */
  readonly stopsAfter?: number;
}

const noEnd: PlanInput['load'] = { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 3600 };

/**
 * Without cas: one that fails explains, while it is open, what it cannot explain later, and then the check at the end,
 * which knows how everything ended, may blame an earlier operation than the live check could.
 */
const workload = { name: 'register', mix: { read: 4, write: 1, cas: 0 } } as const;

const judge = async (history: History): Promise<Verdict> => check(history, casRegister(), limits);

async function watch({ changes = {}, staleRead = 0, judged = judge, watching, stopsAfter }: Asked): Promise<Watched> {
  const plan = planSchema.parse({
    name: 'watched',
    cluster: { type: 'memory', nodes: 5 },
    system: { name: 'memory', bugs: { staleRead } },
    client: { readLevel: 'quorum', timeoutMs: 100 },
    workload,
    load: { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 2 },
    faults: [{ name: 'partition-random-halves', restSeconds: 0.2, durationSeconds: 0.2 }],
    recoverySeconds: 0,
    seed: 7,
    ...changes,
  });
  const entries: Entry[] = [];
  const journal = paperJournal();
  const stop = new AbortController();
  let told = Number.POSITIVE_INFINITY;
  const live = new RunJudge(journal, { plan, model: 'cas-register', initial: null, limits });
  const outcome = await executeRun({
    plan,
    testbed: memoryTestbed(plan),
    append: (entry) => {
      entries.push(entry);
      journal.append(entry);
      if (isViolation(entry)) told = Math.min(told, entries.length);
      if (stopsAfter !== undefined && entries.length >= told + stopsAfter) stop.abort();
    },
    judge: {
      isLive: true,
      begin: (listeners) => live.begin(listeners),
      endWatch: () => live.endWatch(),
      judge: async () => judgedRun(await judged(entries.filter(isOp))),
      ...watching,
    },
    saveLogs: async () => undefined,
    stop: stop.signal,
  });
  live.close();
  await journal.close();
  const messages = entries.flatMap((entry) => (!isOp(entry) && entry.type === 'log' ? [entry.message] : []));
  return { outcome, entries, history: entries.filter(isOp), messages };
}

const isViolation = (entry: Entry) => entry.type === 'violation';
const isTearDown = (entry: Entry) => entry.type === 'phase' && entry.phase === 'tear-down';

function verdictOf({ outcome }: Watched): Verdict {
  const verdict = outcome.kind === 'verdict' ? verdictIn(outcome) : undefined;
  if (!verdict) throw new Error(`no verdict: ${JSON.stringify(outcome)}`);
  return verdict;
}

function counterexampleOf(run: Watched) {
  const verdict = verdictOf(run);
  if (verdict.valid !== false) throw new Error(`not invalid: ${verdict.valid}`);
  return verdict.counterexample;
}

const lastSeconds = ({ history }: Watched) => (history.at(-1)?.time ?? 0) / 1e9;

describe('a run whose history is checked as it grows', () => {
  it('tells of a violation while it runs, and the verdict blames the same operation', async () => {
    const run = await watch({ staleRead: 0.3, changes: { load: noEnd }, stopsAfter: 200 });
    const { operation, completion } = counterexampleOf(run);
    const violations = run.entries.filter(isViolation);
    const anomaly = openAnomaly(operation, completion);
    expect(violations).toEqual([{ type: 'violation', at: expect.any(Number), checker: 'linearizability', anomaly }]);
    const after = run.entries.findIndex(isTearDown) - run.entries.findIndex(isViolation);
    // It goes on, as the plan wants it.
    expect(after).toBeGreaterThanOrEqual(200);
    expect(run.messages).toContain(`Not linearizable at op ${completion} (still running)`);
  });

  it('ends at the first violation where the plan wants it: healed, torn down, checked', async () => {
    const faults = [{ name: 'partition-random-halves' as const, restSeconds: 0, durationSeconds: 3600 }];
    const changes = { load: noEnd, faults, checker: { stopAtViolation: true } };
    const run = await watch({ staleRead: 0.1, changes });
    const { completion } = counterexampleOf(run);
    expect(run.entries.find(isViolation)).toMatchObject({ anomaly: { at: completion } });
    expect(lastSeconds(run)).toBeLessThan(20);
    expect(run.messages).toContain('Stopped at the first violation, as planned: what there is will be checked');
    const nemesisOps = run.history.filter((op) => !isClientOp(op));
    expect(nemesisOps.at(-1)).toMatchObject({ f: 'stop', value: { ends: 1, state: 'fully connected' } });
    const done = run.entries.flatMap((entry) => (entry.type === 'step' && entry.state === 'done' ? [entry.title] : []));
    expect(done).toEqual(expect.arrayContaining(['Heal the network', 'Tear down the cluster']));
  });

  it('has nothing to tell of a run that is valid', async () => {
    const run = await watch({ changes: { checker: { stopAtViolation: true } } });
    expect(verdictOf(run).valid).toBe(true);
    expect(run.entries.filter(isViolation)).toEqual([]);
    expect(run.messages).toContain('Run complete');
    expect(run.messages.join('\n')).not.toMatch(/live check|bug of Clew/);
  });
});

describe('a live check that goes wrong', () => {
  const changes: Asked['changes'] = {
    load: { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 1 },
    faults: [],
  };

  it('is a line of the log when it gives up', async () => {
    const run = await watch({ changes, watching: { begin: async ({ onGiveUp }) => onGiveUp('it failed: no memory') } });
    expect(verdictOf(run).valid).toBe(true);
    expect(run.messages).toContain('The live check gave up: it failed: no memory; the check at the end decides');
  });

  it('is a line of the log when it falls behind, and when it has caught up', async () => {
    const watching: Partial<Watching> = {
      begin: async ({ onBehind, onCaughtUp }) => {
        onBehind(200_001);
        onCaughtUp();
      },
    };
    const { messages } = await watch({ changes, watching });
    const behind = 'The live check is 200,001 entries behind: it goes on, and tells late what it finds';
    expect(messages.filter((message) => message.includes('live check'))).toEqual([
      behind,
      'The live check has caught up',
    ]);
  });

  it('is a line of the log when it cannot begin', async () => {
    const run = await watch({ changes, watching: { begin: () => Promise.reject(new Error('no thread')) } });
    expect(verdictOf(run).valid).toBe(true);
    expect(run.messages).toContain('There is no live check: no thread; the check at the end decides');
  });

  it('is ended when the run fails', async () => {
    let ended = 0;
    const run = await watch({
      changes,
      watching: { endWatch: () => ended++ },
      judged: () => Promise.reject(new Error('the checker broke')),
    });
    expect(run.outcome).toMatchObject({ kind: 'error' });
    expect(ended).toBe(1);
  });

  it('that contradicts the verdict is called a bug, and the verdict stands', async () => {
    const watching: Partial<Watching> = {
      begin: async ({ onViolation }) => onViolation({ checker: 'linearizability', anomaly: openAnomaly(2, 3) }),
    };
    const run = await watch({ changes, watching });
    expect(verdictOf(run).valid).toBe(true);
    expect(run.messages).toContainEqual(expect.stringMatching(/^This is a bug of Clew, .* op 3 /));
  });

  it('that knows more than a check without time says so', async () => {
    const run = await watch({
      changes: { load: noEnd, faults: [] },
      stopsAfter: 0,
      staleRead: 0.5,
      judged: async (history) => {
        const verdict = check(history, casRegister(), limits);
        const { model, algorithm, operations, crashed, durationMs } = verdict;
        const progress = { done: 0, total: 1, configurations: 0 };
        return { valid: 'unknown', cause: 'time', progress, model, algorithm, operations, crashed, durationMs };
      },
    });
    const violation = run.entries.find(isViolation);
    expect(violation).toBeDefined();
    expect(run.messages).toContainEqual(expect.stringMatching(/^The check is undecided; op \d+, seen while/));
  });
});

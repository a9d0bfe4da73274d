import { describe, expect, it } from 'vitest';
import { check } from '@/lib/checker/check';
import type { Verdict } from '@/lib/checker/verdict';
import { type History, isClientOp, type Op } from '@/lib/history/op';
import { findModel } from '@/lib/model/registry';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { type Entry, isOp, type Outcome, type RunEvent } from '@/lib/protocol/entry';
import { overallValidity } from '@/lib/protocol/validity';
import { measuresOf } from '@/lib/report/run-measures';
import { outcomeSentence } from '@/lib/report/sentence';
import { judgementOf, otherChecks } from '../check/judgement';
import { ClewError } from '../failure';
import { memoryTestbed } from '../systems/memory/testbed';
import { executeRun } from './run';
import type { NodeLog, Testbed } from './testbed';

type Overrides = Partial<Omit<PlanInput, 'system' | 'cluster'>> & { bugs?: Record<string, number> };

/** Shorter than a person may ask for, where a moment is enough. */
function briefPlan(overrides: Overrides = {}) {
  const plan = memoryPlan(overrides);
  return { ...plan, load: { ...plan.load, timeLimitSeconds: 0.1 } };
}

function memoryPlan({ bugs, ...overrides }: Overrides = {}) {
  return planSchema.parse({
    name: 'memory',
    cluster: { type: 'memory', nodes: 5 },
    system: { name: 'memory', bugs },
    client: { readLevel: 'quorum', timeoutMs: 100 },
    load: { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 1 },
    nemesis: { name: 'none' },
    recoverySeconds: 0,
    seed: 7,
    ...overrides,
  });
}

interface Watched {
  readonly outcome: Outcome;
  readonly entries: readonly Entry[];
  readonly events: readonly RunEvent[];
  readonly history: History;
  readonly logs: readonly NodeLog[];
}

interface Watching {
  /** Called with each entry; may stop the run. */
  readonly onEntry?: (entry: Entry, stop: () => void) => void;
  readonly testbed?: Partial<Testbed>;
  readonly check?: (history: History, onProgress: unknown, signal: AbortSignal) => Promise<Verdict>;
}

/** A testbed with some of its parts replaced. */
function patched(testbed: Testbed, parts: Partial<Testbed>): Testbed {
  return {
    nodes: testbed.nodes,
    net: testbed.net,
    processes: testbed.processes,
    setUp: (report, signal) => testbed.setUp(report, signal),
    openClient: (node) => testbed.openClient(node),
    openStatusProbe: (node) => testbed.openStatusProbe?.(node),
    collectLogs: (report) => testbed.collectLogs(report),
    tearDown: (report) => testbed.tearDown(report),
    ...parts,
  };
}

async function judge(history: History): Promise<Verdict> {
  const model = findModel('cas-register', null);
  if (!model) throw new Error('no cas-register');
  return check(history, model, { timeLimitMs: 10_000, memoryLimitMb: 512 }, { now: () => performance.now() });
}

async function watch(plan: ReturnType<typeof memoryPlan>, watching: Watching = {}): Promise<Watched> {
  const entries: Entry[] = [];
  const logs: NodeLog[] = [];
  const controller = new AbortController();
  const outcome = await executeRun({
    plan,
    testbed: patched(memoryTestbed(plan), watching.testbed ?? {}),
    append(entry) {
      entries.push(entry);
      watching.onEntry?.(entry, () => controller.abort());
    },
    judge: async (context, onProgress, signal) => {
      const history = entries.filter(isOp);
      const verdict = await (watching.check ?? judge)(history, onProgress, signal);
      return judgementOf(plan, history, verdict, {
        checks: otherChecks(plan, history, context),
        measures: measuresOf(history),
      });
    },
    saveLogs: async (saved) => {
      logs.push(...saved);
    },
    stop: controller.signal,
  });
  const events = entries.filter((entry): entry is RunEvent => !isOp(entry));
  return { outcome, entries, events, history: entries.filter(isOp), logs };
}

function phasesOf({ events }: Watched): readonly string[] {
  return events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
}

function messagesOf({ events }: Watched): readonly string[] {
  return events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
}

function doneSteps({ events }: Watched): readonly string[] {
  return events.flatMap((event) => (event.type === 'step' && event.state === 'done' ? [event.title] : []));
}

function validity({ outcome }: Watched) {
  return outcome.kind === 'verdict' ? outcome.verdict?.valid : outcome;
}

/** The laws that every history keeps, whatever happened. */
function expectLawful(history: History): void {
  const open = new Map<Op['process'], Op>();
  const crashed = new Set<Op['process']>();
  for (const [i, op] of history.entries()) {
    expect(op.index).toBe(i);
    expect(op.time).toBeGreaterThanOrEqual(history[i - 1]?.time ?? 0);
    if (!isClientOp(op)) continue;
    expect(crashed.has(op.process)).toBe(false);
    expect(open.has(op.process)).toBe(op.type !== 'invoke');
    if (op.type === 'invoke') open.set(op.process, op);
    else {
      expect(op.node).toMatch(/^n[1-5]$/);
      open.delete(op.process);
    }
    if (op.type === 'info') crashed.add(op.process);
  }
  expect([...open.values()]).toEqual([]);
}

const partitions = { name: 'partition-random-halves', restSeconds: 0.1, faultSeconds: 0.4 } as const;

describe('a whole run on the in-memory system', () => {
  it('has in its journal what the nodes believed, on the clock of the ops', async () => {
    const run = await watch(memoryPlan({ nemesis: partitions }));
    const statuses = run.events.flatMap((event) => (event.type === 'status' ? [event] : []));
    expect(Object.keys(statuses[0]?.nodes ?? {})).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    expect(statuses[0]?.nodes.n1).toMatchObject({ role: 'leader', leader: 'n1', term: 1 });
    expect(statuses.length).toBeGreaterThan(2);
    const times = statuses.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(run.history.at(-1)?.time ?? 0);
  });

  it('is judged as ever when no node can be asked', async () => {
    const ask = () => Promise.reject(new Error('no such page'));
    const openStatusProbe = () => ({ ask, close: () => Promise.reject(new Error('nor this')) });
    const run = await watch(briefPlan(), { testbed: { openStatusProbe } });
    expect(validity(run)).toBe(true);
    expect(messagesOf(run).filter((message) => message.includes('no such page'))).toHaveLength(1);
    const reports = run.events.flatMap((event) => (event.type === 'status' ? Object.values(event.nodes) : []));
    expect(reports).toEqual(Array(5).fill('unreachable'));
  });

  it('is valid with quorum reads, through partitions', async () => {
    const seeds = [1, 2, 3, 4];
    const runs = await Promise.all(seeds.map((seed) => watch(memoryPlan({ nemesis: partitions, seed }))));
    for (const run of runs) {
      expect(validity(run)).toBe(true);
      expectLawful(run.history);
      expect(run.history.filter((op) => op.process === 'nemesis' && op.f === 'start').length).toBeGreaterThanOrEqual(2);
      expect(run.history.some((op) => op.type === 'info' && op.error === 'timed-out')).toBe(true);
    }
  });

  it('goes through the phases in order and ends with its outcome', async () => {
    const run = await watch(briefPlan());
    expect(phasesOf(run)).toEqual(['set-up', 'running', 'tear-down', 'checking', 'done']);
    expect(run.entries.at(-1)).toMatchObject({ type: 'outcome', outcome: run.outcome });
    expect(run.logs.map((log) => log.node)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    expect(messagesOf(run)).toContain('Worker 0 starting');
  });

  it('is invalid when reads are stale', async () => {
    expect(validity(await watch(memoryPlan({ bugs: { staleRead: 0.5 } })))).toBe(false);
  });

  it('is invalid when acknowledged writes vanish', async () => {
    expect(validity(await watch(memoryPlan({ bugs: { lostWrite: 0.5 } })))).toBe(false);
  });

  it('is invalid when a cut-off node answers reads with what it has', async () => {
    const client = { readLevel: 'local', timeoutMs: 100 } as const;
    const nemesis = { ...partitions, faultSeconds: 0.8 };
    // Writes that hang may have happened and excuse what was read, so now and then a second has no stale read for certain.
    let isSeen = false;
    for (let seed = 1; seed <= 8 && !isSeen; seed++) {
      isSeen = validity(await watch(memoryPlan({ nemesis, client, seed }))) === false;
    }
    expect(isSeen).toBe(true);
  });

  it('is asked more than linearizability, and every answer is kept', async () => {
    const { outcome } = await watch(memoryPlan({ nemesis: partitions }));
    if (outcome.kind !== 'verdict') throw new Error('no verdict');
    expect(outcome.checks?.map(({ checker, valid }) => [checker, valid])).toEqual([
      ['stats', true],
      ['unhandled-errors', true],
      ['fault-coverage', true],
      ['sessions', true],
      ['log-patterns', true],
    ]);
    expect(overallValidity(outcome)).toBe(true);
  });

  it('is not simply valid when no write succeeded', async () => {
    const plan = briefPlan();
    const testbed = memoryTestbed(plan);
    const openClient: Testbed['openClient'] = async (node) => {
      const client = await testbed.openClient(node);
      return {
        close: () => client.close(),
        invoke: async (op, signal) =>
          op.f === 'write' ? { type: 'fail', value: op.value, error: 'refused', node } : client.invoke(op, signal),
      };
    };
    const setUp: Testbed['setUp'] = (report, signal) => testbed.setUp(report, signal);
    const { outcome, history } = await watch(plan, { testbed: { openClient, setUp } });
    if (outcome.kind !== 'verdict') throw new Error('no verdict');
    expect(outcome.verdict?.valid).toBe(true);
    expect(overallValidity(outcome)).toBe('unknown');
    expect(outcomeSentence(plan, history, outcome)).toMatch(/fit one order.*\. No .*\bwrite \(0 of \d+\) succeeded/i);
  });

  it('is invalid when a node panicked, whatever the clients saw', async () => {
    const collectLogs = async () => [{ node: 'n2', file: 'memory.log', text: 'all is well\npanic: out of order\n' }];
    const logPatterns = [{ title: 'the register panicked', pattern: '^panic: ' }];
    const { outcome } = await watch(briefPlan(), { testbed: { collectLogs, logPatterns } });
    if (outcome.kind !== 'verdict') throw new Error('no verdict');
    expect(outcome.verdict?.valid).toBe(true);
    expect(overallValidity(outcome)).toBe(false);
    expect(outcome.checks?.find(({ checker }) => checker === 'log-patterns')).toMatchObject({
      details: { matches: { shown: [{ node: 'n2', line: 2, title: 'the register panicked' }] } },
    });
  });

  it('ends with a read by each client', async () => {
    const { history } = await watch(briefPlan());
    const invocations = history.filter((op) => op.type === 'invoke').slice(-5);
    expect(invocations.map((op) => op.f)).toEqual(['read', 'read', 'read', 'read', 'read']);
    expect(invocations.map((op) => Number(op.process) % 5).sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a run that goes wrong', () => {
  it('gives no verdict when the set-up fails, and tears down', async () => {
    const failure = { message: 'n3 does not answer', node: 'n3', cure: 'start it' };
    const setUp = () => Promise.reject(new ClewError(failure));
    const run = await watch(briefPlan(), { testbed: { setUp } });
    expect(run.outcome).toEqual({ kind: 'error', failure });
    expect(phasesOf(run)).toEqual(['set-up', 'tear-down', 'done']);
    expect(doneSteps(run)).toContain('Tear down the cluster');
  });

  it('closes the clients that opened when one cannot be opened', async () => {
    const plan = briefPlan();
    const testbed = memoryTestbed(plan);
    let closed = 0;
    const run = await watch(plan, {
      testbed: {
        setUp: (report, signal) => testbed.setUp(report, signal),
        async openClient(node) {
          if (node === 'n2') throw new ClewError({ message: 'n2 refuses', node });
          const client = await testbed.openClient(node);
          const close = async () => {
            closed++;
          };
          return { invoke: (op, signal) => client.invoke(op, signal), close };
        },
      },
    });
    expect(run.outcome).toMatchObject({ kind: 'error', failure: { message: 'n2 refuses' } });
    expect(closed).toBe(4);
  });

  it('keeps its verdict when tear-down fails, and reports what failed', async () => {
    const tearDown = () => Promise.reject(new Error('n1 is gone'));
    const run = await watch(briefPlan(), { testbed: { tearDown } });
    expect(validity(run)).toBe(true);
    expect(messagesOf(run)).toContain('Tear down the cluster failed: n1 is gone');
    expect(run.events).toContainEqual(
      expect.objectContaining({ type: 'step', title: 'Tear down the cluster', state: 'failed', detail: 'n1 is gone' }),
    );
  });

  it('shows the first error when tear-down fails too', async () => {
    const run = await watch(briefPlan(), {
      testbed: {
        setUp: () => Promise.reject(new Error('first')),
        tearDown: () => Promise.reject(new Error('second')),
      },
    });
    expect(run.outcome).toMatchObject({ kind: 'error', failure: { message: 'first' } });
  });

  it('ends as an error with its history and a healed network when the nemesis fails', async () => {
    const did: string[] = [];
    const net = {
      cut: () => Promise.reject(new Error('iptables is missing')),
      heal: async () => {
        did.push('heal');
      },
    };
    const tearDown = async () => {
      did.push('tear down');
    };
    const run = await watch(memoryPlan({ nemesis: partitions }), { testbed: { net, tearDown } });
    expect(run.outcome).toMatchObject({ kind: 'error', failure: { message: 'iptables is missing' } });
    expect(did).toEqual(['heal', 'tear down']);
    expectLawful(run.history);
    expect(run.history.filter((op) => op.process === 'nemesis')).toMatchObject([
      { f: 'start', value: null },
      { f: 'start', value: null, error: 'iptables is missing' },
    ]);
  });

  it('ends as an error when the checker fails', async () => {
    const run = await watch(briefPlan(), { check: () => Promise.reject(new Error('the checker broke')) });
    expect(run.outcome).toMatchObject({ kind: 'error', failure: { message: 'the checker broke' } });
  });

  it('tears down when the journal cannot be written', async () => {
    const did: string[] = [];
    const run = await watch(briefPlan(), {
      onEntry(entry) {
        if (isOp(entry) && entry.index >= 10) throw new Error('the disk is full');
      },
      testbed: {
        tearDown: async () => {
          did.push('tear down');
        },
      },
    });
    expect(run.outcome).toMatchObject({ kind: 'error', failure: { message: 'the disk is full' } });
    expect(did).toEqual(['tear down']);
  });
});

describe('a run that pauses and kills', () => {
  const turns = { restSeconds: 0.4, faultSeconds: 0.6 };
  const load = { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 2 };

  it('hits the leader of the moment, through the status that the nodes give, and is valid with quorum reads', async () => {
    for (const name of ['pause', 'kill', 'partition-leader'] as const) {
      const run = await watch(memoryPlan({ nemesis: { name, targets: 'leader', ...turns }, load }));
      expect(validity(run)).toBe(true);
      expectLawful(run.history);
      const ops = run.history.filter(({ process }) => process === 'nemesis');
      const [, first] = ops;
      expect(first?.value).toMatchObject({ leader: 'n1' });
      expect(ops.every(({ error }) => error === undefined)).toBe(true);
      const statuses = run.events.flatMap((event) => (event.type === 'status' ? [event.nodes] : []));
      const elected = statuses.some((nodes) =>
        Object.entries(nodes).some(([node, report]) => {
          return node !== 'n1' && report !== 'unreachable' && report.role === 'leader';
        }),
      );
      expect(elected).toBe(true);
    }
  });

  it('leaves operations on a paused node unknown, and refuses those on a killed one', async () => {
    const errorsOf = async (name: 'pause' | 'kill') => {
      const run = await watch(memoryPlan({ nemesis: { name, ...turns }, load }));
      return new Set(run.history.map(({ error }) => error));
    };
    expect(await errorsOf('pause')).toContain('timed-out');
    expect(await errorsOf('kill')).toContain('connection-refused');
  });

  it('resumes what is paused when it is stopped, and the history says so', async () => {
    const nemesis = { name: 'pause', targets: 'minority', restSeconds: 0.1, faultSeconds: 3600 } as const;
    const plan = memoryPlan({ nemesis, load: { ...load, timeLimitSeconds: 3600 } });
    const run = await watch(plan, {
      onEntry(entry, stop) {
        if (isOp(entry) && entry.process === 'nemesis' && entry.value !== null) stop();
      },
    });
    expect(validity(run)).toBe(true);
    const ops = run.history.filter(({ process }) => process === 'nemesis');
    const made = ops[1]?.value as { readonly paused: readonly string[] } | undefined;
    expect(made?.paused).toHaveLength(2);
    expect(ops.at(-1)).toMatchObject({ f: 'resume', value: { resumed: made?.paused } });
    expect(doneSteps(run)).toContain('Resume what is paused');
  });

  it('goes on when a killed node does not come back, and is judged', async () => {
    const plan = memoryPlan({ nemesis: { name: 'kill', targets: 'leader', ...turns }, load });
    const testbed = memoryTestbed(plan);
    const failure = { message: 'n1: it exited while starting', node: 'n1', log: ['panic: no space'] };
    const run = await watch(plan, {
      testbed: {
        setUp: (report, signal) => testbed.setUp(report, signal),
        openClient: (node) => testbed.openClient(node),
        openStatusProbe: (node) => testbed.openStatusProbe?.(node),
        processes: { ...testbed.processes, restart: () => Promise.reject(new ClewError(failure)) },
      },
    });
    expect(run.outcome.kind).toBe('verdict');
    const restarts = run.history.filter(({ f, error }) => f === 'restart' && error !== undefined);
    expect(restarts[0]).toMatchObject({ value: null, error: failure.message });
    expect(messagesOf(run)).toEqual(expect.arrayContaining([failure.message, 'panic: no space']));
    expect(messagesOf(run)).toContainEqual(expect.stringMatching(/^Restart what was killed failed: n1: it exited/));
  });
});

describe('a run that is stopped', () => {
  it('heals, tears down and judges what there is', async () => {
    const plan = memoryPlan({ nemesis: partitions, load: { delaySeconds: 0.01, timeLimitSeconds: 3600 } });
    const run = await watch(plan, {
      onEntry(entry, stop) {
        if (isOp(entry) && entry.process === 'nemesis' && entry.value !== null) stop();
      },
    });
    expect(validity(run)).toBe(true);
    expectLawful(run.history);
    expect(doneSteps(run)).toEqual(
      expect.arrayContaining(['Heal the network', 'Close the clients', 'Collect the logs', 'Tear down the cluster']),
    );
    expect(messagesOf(run)).toContain('Stopped early: what there is will be checked');
    expect(run.history.filter(({ process }) => process === 'nemesis').at(-1)).toMatchObject({
      f: 'stop',
      value: 'fully connected',
    });
  });

  it('is aborted without a verdict when it had not begun', async () => {
    const run = await watch(memoryPlan(), {
      onEntry(entry, stop) {
        if (!isOp(entry) && entry.type === 'phase' && entry.phase === 'set-up') stop();
      },
    });
    expect(run.outcome).toEqual({ kind: 'aborted', reason: 'stopped during set-up' });
    expect(phasesOf(run)).toEqual(['set-up', 'tear-down', 'done']);
  });

  it('lets the checker finish when the stop came before it', async () => {
    const heard: boolean[] = [];
    await watch(memoryPlan(), {
      onEntry(entry, stop) {
        if (isOp(entry) && entry.index === 10) stop();
      },
      check(history, _onProgress, signal) {
        heard.push(signal.aborted);
        return judge(history);
      },
    });
    expect(heard).toEqual([false]);
  });

  it('stops the checker when the stop comes while it works', async () => {
    const heard: boolean[] = [];
    await watch(briefPlan(), {
      onEntry(entry, stop) {
        if (!isOp(entry) && entry.type === 'step' && entry.title === 'Check the history') stop();
      },
      check(history, _onProgress, signal) {
        heard.push(signal.aborted);
        return judge(history);
      },
    });
    expect(heard).toEqual([true]);
  });
});

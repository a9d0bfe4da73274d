import { describe, expect, it } from 'vitest';
import { isOp } from '@/lib/protocol/entry';
import { overallValidity, verdictIn } from '@/lib/protocol/judgement';
import { outcomeName } from '@/lib/protocol/strength';
import { outcomeSentence } from '@/lib/report/sentence';
import { ClewError } from '../base/failure';
import { memoryTestbed } from '../testbed/memory/testbed';
import type { Testbed } from '../testbed/testbed';
import {
  briefPlan,
  doneSteps,
  expectLawful,
  memoryPlan,
  messagesOf,
  partitions,
  phasesOf,
  validity,
  watch,
} from './watched-run.fixture';

describe('a whole run on the in-memory system', () => {
  it('has in its journal what the nodes believed, on the clock of the ops', async () => {
    const run = await watch(memoryPlan({ faults: partitions }));
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
    const runs = await Promise.all(seeds.map((seed) => watch(memoryPlan({ faults: partitions, seed }))));
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
    const faults = partitions.map((fault) => ({ ...fault, durationSeconds: 0.8 }));
    // Writes that hang may have happened and excuse what was read, so now and then a second has no stale read for certain.
    let isSeen = false;
    for (let seed = 1; seed <= 8 && !isSeen; seed++) {
      isSeen = validity(await watch(memoryPlan({ faults, client, seed }))) === false;
    }
    expect(isSeen).toBe(true);
  });

  it('is asked more than linearizability, and every answer is kept', async () => {
    const { outcome } = await watch(memoryPlan({ faults: partitions }));
    if (outcome.kind !== 'verdict') throw new Error('no verdict');
    expect(outcome.findings.slice(1).map(({ checker, valid }) => [checker, valid])).toEqual([
      ['stats', true],
      ['unhandled-errors', true],
      ['fault-coverage', true],
      ['sessions', true],
      // Nothing is wrong in a log of which nobody can say what would be wrong, and the others' answers stand.
      ['log-patterns', 'unknown'],
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
    expect(verdictIn(outcome)?.valid).toBe(true);
    expect(outcomeName(outcome)).toBe('weak');
    expect(outcomeSentence(plan, history, outcome)).toMatch(
      /^Valid, but weak: no .*\bwrite \(0 of \d+\) succeeded.*fit one order/i,
    );
  });

  it('is invalid when a node panicked, whatever the clients saw', async () => {
    const collectLogs = async () => [{ node: 'n2', file: 'memory.log', text: 'all is well\npanic: out of order\n' }];
    const logPatterns = [{ title: 'the register panicked', pattern: '^panic: ' }];
    const { outcome } = await watch(briefPlan(), { testbed: { collectLogs, logPatterns } });
    if (outcome.kind !== 'verdict') throw new Error('no verdict');
    expect(verdictIn(outcome)?.valid).toBe(true);
    expect(overallValidity(outcome)).toBe(false);
    expect(outcome.findings.find(({ checker }) => checker === 'log-patterns')).toMatchObject({
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
    // Nothing of its words is open to guests: they were not said to be.
    expect(run.outcome).toEqual({ kind: 'error', failure: { ...failure, open: {} } });
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
    const network = {
      cut: () => Promise.reject(new Error('iptables is missing')),
      heal: async () => {
        did.push('heal');
      },
    };
    const tearDown = async () => {
      did.push('tear down');
    };
    const run = await watch(memoryPlan({ faults: partitions }), { testbed: { tearDown }, capabilities: { network } });
    expect(run.outcome).toMatchObject({ kind: 'error', failure: { message: 'iptables is missing' } });
    expect(did).toEqual(['heal', 'tear down']);
    expectLawful(run.history);
    expect(run.history.filter((op) => op.process === 'nemesis')).toMatchObject([
      { f: 'start', value: { id: 1, fault: 'partition-random-halves' } },
      { f: 'start', value: { id: 1, fault: 'partition-random-halves' }, error: 'iptables is missing' },
      { f: 'stop', value: { ends: 1, fault: 'partition-random-halves' } },
      { f: 'stop', value: { ends: 1, fault: 'partition-random-halves', state: 'fully connected' } },
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

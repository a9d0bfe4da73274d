import { describe, expect, test } from 'vitest';
import { unlimitedBudget } from '../checker/core/checked.fixture';
import { openAnomaly } from '../checker/linearizable/anomaly';
import { runChecker } from '../checker/registry';
import type { Op } from '../history/op';
import { planSchema } from '../plan/plan';
import { blockOf } from './block-builder';
import type { Entry } from './entry';
import { judged } from './judged.fixture';
import type { RunSummary } from './run';
import { foldSummary, newSummary, withOutcome, withViolation } from './summary';

const plan = planSchema.parse({ name: 's', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });

/** One block each: the ops here have no places in a history. */
const foldEntry = (run: RunSummary, entry: Entry) => foldSummary(run, blockOf([entry]));
const fold = (...entries: readonly Entry[]) => entries.reduce(foldEntry, newSummary({ id: 'r', plan, createdAt: 5 }));

const nemesis = (time: number, f: string, value: Op['value'], error?: string): Op => {
  const op = { index: 0, time, process: 'nemesis', type: 'info', f, value } as const;
  return error === undefined ? op : { ...op, error };
};
const client = (type: Op['type'], time = 0): Op => ({ index: 0, time, process: 3, type, f: 'read', value: null });

describe('the summary of a run', () => {
  test('takes phases, times and the version from the events', () => {
    const run = fold(
      { type: 'phase', at: 6, phase: 'queued' },
      { type: 'phase', at: 7, phase: 'set-up' },
      { type: 'version', at: 8, version: '3.4.23' },
      { type: 'phase', at: 9, phase: 'running' },
    );
    expect(run).toEqual({
      ...newSummary({ id: 'r', plan, createdAt: 5 }),
      phase: 'running',
      startedAt: 7,
      systemVersion: '3.4.23',
      entries: 4,
    });
    expect(foldEntry(run, { type: 'phase', at: 20, phase: 'done' })).toMatchObject({ phase: 'done', endedAt: 20 });
  });

  test('counts the operations of clients that completed, however they ended', () => {
    const ops = [client('invoke'), client('ok'), client('invoke'), client('fail'), client('invoke'), client('info')];
    expect(fold(...ops, client('invoke'), nemesis(1, 'start', null))).toMatchObject({ operations: 3, entries: 8 });
  });

  test('a fault lasts from the beginning of its start to the end of its stop', () => {
    const cut = fold(nemesis(5, 'start', null), nemesis(6, 'start', { cutOff: {} }), nemesis(9, 'stop', null));
    const open = { fault: 'partition', start: 5, madeAt: 6, end: 9, effect: { links: {} } };
    expect(cut.faults).toEqual([{ fault: 'partition', start: 5, open }]);
    const healed = foldEntry(cut, nemesis(10, 'stop', 'fully connected'));
    expect(healed.faults).toEqual([{ fault: 'partition', start: 5, end: 10 }]);
  });

  test('a stop without a fault changes nothing, and a fault that could not be made is over', () => {
    expect(fold(nemesis(1, 'stop', null), nemesis(2, 'stop', 'fully connected')).faults).toEqual([]);
    const failed = fold(nemesis(1, 'start', null), nemesis(2, 'start', null, 'no iptables'), nemesis(3, 'start', null));
    expect(failed.faults).toMatchObject([{ start: 1, end: 2 }, { start: 3 }]);
    expect(failed.faults[1]).not.toHaveProperty('end');
  });

  test('a pause lasts until its resume; a kill goes on while a node does not come back', () => {
    const paused = fold(nemesis(5, 'pause', null), nemesis(6, 'pause', { paused: ['n1'] }, 'n2: it does not run'));
    expect(paused.faults).toMatchObject([{ fault: 'pause', start: 5, open: { madeAt: 6 } }]);
    const resumed = foldEntry(foldEntry(paused, nemesis(9, 'resume', null)), nemesis(10, 'resume', 'all running'));
    expect(resumed.faults).toEqual([{ fault: 'pause', start: 5, end: 10 }]);
    const kill = [nemesis(1, 'kill', null), nemesis(2, 'kill', { killed: ['n1'] }), nemesis(3, 'restart', null)];
    const left = fold(...kill, nemesis(4, 'restart', null, 'n1: it exited'));
    expect(left.faults).toMatchObject([{ fault: 'kill', start: 1, open: { end: 3 } }]);
    expect(fold(nemesis(1, 'restart', null), nemesis(2, 'restart', 'all running')).faults).toEqual([]);
  });

  test('faults that overlap are told apart by their ids, entry by entry as all at once', () => {
    const ops = [
      nemesis(1, 'kill', { id: 1, fault: 'kill' }),
      nemesis(2, 'kill', { id: 1, fault: 'kill', killed: ['n1'] }),
      nemesis(3, 'pause', { id: 2, fault: 'pause' }),
      nemesis(4, 'pause', { id: 2, fault: 'pause', paused: ['n2'] }),
      nemesis(5, 'restart', { ends: 1, fault: 'kill' }),
      nemesis(6, 'restart', { ends: 1, fault: 'kill', restarted: ['n1'] }),
    ];
    const { faults } = fold(...ops);
    expect(faults).toEqual([
      { fault: 'kill', start: 1, end: 6 },
      {
        fault: 'pause',
        start: 3,
        open: { id: 2, fault: 'pause', start: 3, madeAt: 4, effect: { nodes: ['n2'] } },
      },
    ]);
    expect(ops.reduce(foldEntry, fold()).faults).toEqual(faults);
  });

  test('names the outcome and says it in a sentence', () => {
    const sentence = 'The run was aborted: the server stopped while it ran.';
    const aborted = withOutcome(fold(), { kind: 'aborted', reason: 'the server stopped while it ran' }, { sentence });
    expect(aborted).toMatchObject({ outcome: 'aborted', sentence });
  });

  test('the worst of all checkers is the outcome, and journals without checks keep theirs', () => {
    const verdict = {
      valid: true,
      model: 'register',
      algorithm: 'x',
      operations: 1,
      crashed: 0,
      durationMs: 1,
      linearization: [0],
    } as const;
    const outcomeOf = (...validities: readonly (boolean | 'unknown')[]) => {
      const others = validities.map((valid) => {
        const details = { files: 0, patterns: [], matches: { shown: [], total: 0 } };
        return { checker: 'log-patterns', valid, sentence: 'It is so.', isNoteworthy: true, anomalies: [], details };
      });
      return withOutcome(fold(), judged(verdict, others), { sentence: 'So it is.' });
    };
    expect(outcomeOf(true, 'unknown', false).outcome).toBe('invalid');
    expect(outcomeOf(true, 'unknown').outcome).toBe('unknown');
    expect(outcomeOf(true).outcome).toBe('valid');
    expect(withOutcome(fold(), judged(verdict), { sentence: 'So it is.' }).outcome).toBe('valid');
  });

  test('an advisory checker has no part in the outcome', () => {
    const checked = { model: 'register', algorithm: 'x', operations: 2, crashed: 0, durationMs: 1 };
    const verdict = { valid: true, ...checked, linearization: [] } as const;
    const read = { f: 'read', process: 2, value: null, time: 0 } as const;
    const history = [5, 4].flatMap((modifiedIndex, i): Op[] => [
      { ...read, index: 2 * i, type: 'invoke' },
      { ...read, index: 2 * i + 1, type: 'ok', revision: { modifiedIndex } },
    ]);
    for (const [ops, valid] of [
      [history, false],
      [[], 'unknown'],
    ] as const) {
      const finding = runChecker('sessions', ops, {}, unlimitedBudget());
      expect(finding.valid).toBe(valid);
      expect(withOutcome(fold(), judged(verdict, [finding]), { sentence: 'So it is.' }).outcome).toBe('valid');
    }
  });

  describe('with a read that no order allows', () => {
    const sentence = 'It cannot be.';
    const checked = { model: 'register', algorithm: 'x', operations: 2, crashed: 0, durationMs: 1 };
    const invalid = {
      valid: false,
      ...checked,
      counterexample: {
        operation: 2,
        completion: 3,
        prefixLength: 3,
        worlds: { shown: [{ order: [0], state: 1, pending: [] }], total: 1, isExact: true },
        finalStates: [{ state: 1, worlds: 1 }],
        transitions: [{ state: 1, message: "can't read 2 from register 1" }],
      },
    } as const;

    const seenViolation = { checker: 'linearizability', anomaly: openAnomaly(2, 3) };

    test('places the violation at the completion', () => {
      const telling = { sentence, violationTime: 40 };
      expect(withOutcome(fold(), judged(invalid), telling)).toMatchObject({
        outcome: 'invalid',
        headline: 'Not linearizable',
        violationTime: 40,
      });
    });

    test('has the verdict as soon as it is decided, and the phase goes on', () => {
      const { kind: _, ...judgement } = judged(invalid);
      const decided = fold({ type: 'phase', at: 9, phase: 'checking' }, { type: 'decided', at: 10, judgement });
      expect(decided).toMatchObject({ phase: 'checking', outcome: 'invalid' });
    });

    test('shows the violation while the test runs, without an outcome', () => {
      const running = withViolation(fold({ type: 'phase', at: 9, phase: 'running' }), seenViolation, 40);
      expect(running).toMatchObject({ phase: 'running', violationTime: 40 });
      expect(running.outcome).toBeUndefined();
    });

    test('keeps a violation that was seen when the run ends in an error, and follows the verdict', () => {
      const seen = withViolation(fold(), seenViolation, 20);
      const failed = withOutcome(seen, { kind: 'error', failure: { message: 'n1 is on fire' } }, { sentence });
      expect(failed).toMatchObject({ outcome: 'error', violationTime: 20 });
      const found = withOutcome(seen, judged(invalid), { sentence, violationTime: 40 });
      expect(found.violationTime).toBe(40);
      const valid = { valid: true, ...checked, linearization: [] } as const;
      expect(withOutcome(seen, judged(valid), { sentence }).violationTime).toBeUndefined();
    });
  });
});

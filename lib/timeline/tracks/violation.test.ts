import { describe, expect, test } from 'vitest';
import { unlimitedBudget } from '../../checker/core/checked.fixture';
import { drawn } from '../../checker/core/drawn-history.fixture';
import { openAnomaly } from '../../checker/linearizable/anomaly';
import { check } from '../../checker/linearizable/check';
import type { CheckerName } from '../../checker/names';
import { runChecker } from '../../checker/registry';
import type { History } from '../../history/op';
import { casRegister } from '../../model/cas-register';
import { judged } from '../../protocol/judged.fixture';
import { overallValidity } from '../../protocol/judgement';
import { appendBatch, emptyRunState, type RunState } from '../../protocol/run-state';
import { implicatedNodeAt, violationSpan, violationsOf } from './violation';

const nodes = ['n1', 'n2'];

const stale = `
  0 1 invoke write 1
  10 1 ok write 1
  20 1 invoke write 4
  30 1 ok write 4
  50 0 invoke read
  60 0 ok read 1`;

function judgedRun(text: string) {
  const ops = drawn(text);
  const verdict = check(ops, casRegister(null), { timeLimitMs: 1000, memoryLimitMb: 256 });
  const outcome = { type: 'outcome', at: 0, outcome: judged(verdict) } as const;
  return appendBatch(emptyRunState(2), { from: 0, entries: [...ops, outcome] }).state;
}

const firstOf = (state: RunState) => violationsOf(state)[0];

describe('the band of a violation', () => {
  test('reaches from the completion that decided to the answer', () => {
    expect(firstOf(judgedRun(stale))).toEqual({
      title: 'Not linearizable',
      operation: 4,
      operations: [4, 2],
      time: 60e6,
      since: 30e6,
    });
  });

  test('begins with the question where what it contradicts was still under way', () => {
    const text = stale.replace('30 1 ok write 4\n  50 0 invoke read', '50 0 invoke read\n  52 1 ok write 4');
    const state = judgedRun(`${text}\n  70 0 invoke read\n  80 0 ok read 4\n  90 0 invoke read\n  95 0 ok read 1`);
    const violation = firstOf(state);
    expect(violation).toMatchObject({ time: 95e6 });
    expect(violation?.since).toBeLessThanOrEqual(90e6);
  });

  test('is that of the question while the test runs and no contradiction is known', () => {
    const { state } = appendBatch(emptyRunState(2), { from: 0, entries: drawn(stale) });
    expect(firstOf(state)).toBeUndefined();
    const seen = { ...state, violation: { checker: 'linearizability', anomaly: openAnomaly(4, 5) } };
    expect(firstOf(seen)).toEqual({
      title: 'Not linearizable',
      operation: 4,
      operations: [4],
      time: 60e6,
      since: 50e6,
    });
  });

  test('is none of a valid history', () => {
    expect(firstOf(judgedRun('0 0 invoke write 1\n1 0 ok write 1'))).toBeUndefined();
  });
});

test('what shows a violation reaches from its first operation to the answer, with a margin on both sides', () => {
  const state = judgedRun(stale);
  const violation = firstOf(state);
  const [start, end] = [state.ops.at(violation?.operations[1] ?? 0)?.time ?? 0, 60e6];
  const margin = 0.15 * (end - start);
  expect(violation && violationSpan(state, violation)).toEqual({ start: start - margin, end: end + margin });
});

describe('the node that gave the answer', () => {
  const state = judgedRun(stale);
  const violation = firstOf(state);

  test('is implicated while the violation lasts, and at no other moment', () => {
    expect([29e6, 30e6, 60e6, 61e6].map((time) => implicatedNodeAt(state, nodes, violation, time))).toEqual([
      undefined,
      'n1',
      'n1',
      undefined,
    ]);
    expect(implicatedNodeAt(state, nodes, undefined, 60e6)).toBeUndefined();
  });
});

/** As the page has it of a run that other checkers judged. */
function found(history: History, ...names: readonly CheckerName[]) {
  const findings = names.map((name) => runChecker(name, history, {}, unlimitedBudget()));
  const outcome = { type: 'outcome', at: 0, outcome: judged(undefined, findings) } as const;
  return appendBatch(emptyRunState(2), { from: 0, entries: [...history, outcome] }).state;
}

describe('anomalies of other checkers', () => {
  const lost = drawn(`
    0 0 invoke add 5
    10 0 ok add 5
    20 1 invoke read
    30 1 ok read [5]
    40 1 invoke read
    50 1 ok read []`);

  test('a lost element is a band from when it was last seen to the read that lacks it', () => {
    const state = found(lost, 'set-full', 'set');
    expect(firstOf(state)).toEqual({
      title: 'Element lost',
      operation: 4,
      operations: [4, 0, 2],
      time: 50e6,
      since: 30e6,
    });
    expect(implicatedNodeAt(state, nodes, firstOf(state), 40e6)).toBe('n2');
  });

  test('a step back of a session is a band from what the client had seen, though it decides nothing', () => {
    const revised = drawn(`
      0 1 invoke write 4
      10 1 ok write 4
      20 1 invoke read
      30 1 ok read 1`).map((op) =>
      op.type === 'ok' ? { ...op, revision: { modifiedIndex: op.f === 'write' ? 7 : 5 } } : op,
    );
    const state = found(revised, 'sessions', 'stats');
    expect(violationsOf(state)).toEqual([
      { title: 'A client did not read its own write', operation: 2, operations: [2, 0], time: 30e6, since: 10e6 },
    ]);
    const { outcome } = state;
    expect(outcome?.kind === 'verdict' && overallValidity(outcome)).toBe(true);
  });

  test('what decides comes before what is advisory, and a line of a log has no place', () => {
    const both = lost.map((op) =>
      op.f === 'read' && op.type === 'ok' ? { ...op, revision: { modifiedIndex: 9 - op.index } } : op,
    );
    const state = found(both, 'sessions', 'set-full', 'log-patterns');
    expect(violationsOf(state).map(({ title }) => title)).toEqual(['Element lost', 'Reads went back in time']);
  });
});

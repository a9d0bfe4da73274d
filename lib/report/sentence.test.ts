import { describe, expect, it } from 'vitest';
import { faultNouns } from '../catalog/faults/appearance';
import { unlimitedBudget } from '../checker/core/checked.fixture';
import { stoppedFinding } from '../checker/core/compose';
import type { Finding } from '../checker/core/finding';
import { decideByKey } from '../checker/linearizable/by-key';
import { check, decideWithin } from '../checker/linearizable/check';
import type { Counterexample, Verdict } from '../checker/linearizable/verdict';
import type { CheckerName } from '../checker/names';
import { runChecker } from '../checker/registry';
import { keyedHistory, splitByKey } from '../history/independent';
import type { History, Op } from '../history/op';
import { casRegister } from '../model/cas-register';
import { mutex } from '../model/mutex';
import { planSchema } from '../plan/plan';
import { judged } from '../protocol/judged.fixture';
import { overallValidity } from '../protocol/judgement';
import { reportText } from './report';
import { outcomeSentence } from './sentence';

const plan = planSchema.parse({ name: 'a test', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

type Line = readonly [seconds: number, process: Op['process'], type: Op['type'], f: string, value: Op['value']];

function history(lines: readonly Line[]): History {
  return lines.map(([seconds, process, type, f, value], index) => ({
    index,
    time: Math.round(seconds * 1e9),
    process,
    type,
    f,
    value,
    ...(process === 'nemesis' ? {} : { node: `n${(process % 5) + 1}` }),
  }));
}

function sentence(lines: readonly Line[]): string {
  const ops = history(lines);
  return outcomeSentence(plan, ops, judged(check(ops, casRegister(), limits)));
}

const cutN1 = { cutOff: { n1: ['n3', 'n2', 'n5'], n2: ['n1'], n3: ['n1'], n5: ['n1'] } };

const staleRead: readonly Line[] = [
  [1, 3, 'invoke', 'write', 1],
  [1.1, 3, 'ok', 'write', 1],
  [11.8, 3, 'invoke', 'cas', [1, 4]],
  [11.9, 3, 'ok', 'cas', [1, 4]],
  [12.3, 0, 'invoke', 'read', null],
  [12.4, 0, 'ok', 'read', 1],
];

function withNemesis(from: number): readonly Line[] {
  return withOps([
    [from, 'nemesis', 'info', 'start', null],
    [from + 0.2, 'nemesis', 'info', 'start', cutN1],
  ]);
}

function withOps(ops: readonly Line[]): readonly Line[] {
  return [...staleRead, ...ops].sort(([a], [b]) => a - b);
}

/** n1 sleeps from 5.2 s, or is killed then; `ends` are the moments at which that begins to end and has ended. */
function withProcessFault(kind: 'pause' | 'kill', node: string, ...ends: readonly number[]): readonly Line[] {
  const [done, end] = kind === 'pause' ? ['paused', 'resume'] : ['killed', 'restart'];
  return withOps([
    [5, 'nemesis', 'info', kind, null],
    [5.2, 'nemesis', 'info', kind, { [done]: [node] }],
    ...ends.map((at, i): Line => [at, 'nemesis', 'info', end, i === 0 ? null : 'all running']),
  ]);
}

describe('the sentence about a violation', () => {
  it('names the node, the value, the operation that set the state, and the fault', () => {
    expect(sentence(withNemesis(10))).toBe(
      "n1 answered 1 at 12.4 s, but every possible order has the register at 4 since 3's cas [1 4] completed at 11.9 s; n1 was cut off from n2, n3, n5.",
    );
  });

  it('tells who was paused or killed, and that the node that answered had just been resumed', () => {
    expect(sentence(withProcessFault('pause', 'n2'))).toMatch(/completed at 11\.9 s; n2 was paused then\.$/);
    expect(sentence(withProcessFault('kill', 'n2'))).toMatch(/completed at 11\.9 s; n2 was killed then\.$/);
    expect(sentence(withProcessFault('pause', 'n1', 12.35))).toMatch(/; n1 was being resumed then\.$/);
    expect(sentence(withProcessFault('pause', 'n1', 12.3, 12.36))).toMatch(/; n1 had been resumed 40\.0 ms before\.$/);
    expect(sentence(withProcessFault('kill', 'n1', 12, 12.36))).toMatch(/; n1 had been restarted 40\.0 ms before\.$/);
    // Another node, or long ago: it explains nothing.
    expect(sentence(withProcessFault('pause', 'n2', 12.3, 12.36))).toMatch(/completed at 11\.9 s\.$/);
    expect(sentence(withProcessFault('pause', 'n1', 10, 10.1))).toMatch(/completed at 11\.9 s\.$/);
  });

  it('claims no cut that was not yet whole', () => {
    expect(sentence(withNemesis(12.35))).toMatch(/completed at 11\.9 s; the network was being cut then\.$/);
  });

  it('says nothing of a fault when there was none', () => {
    expect(sentence(staleRead)).toMatch(/completed at 11\.9 s\.$/);
  });

  it('keeps the moment when what was in flight could not change the state again', () => {
    const open: readonly Line[] = [[11.85, 2, 'invoke', 'write', 4], ...staleRead];
    expect(sentence([...open].sort(([a], [b]) => a - b))).toBe(
      "n1 answered 1 at 12.4 s, but every possible order has the register at 4 since 3's cas [1 4] completed at 11.9 s.",
    );
    const other: readonly Line[] = [[11.85, 2, 'invoke', 'cas', [4, 4]], ...staleRead];
    expect(sentence([...other].sort(([a], [b]) => a - b))).toContain('at 4 since');
  });

  it('names every state when there are several, and then no moment', () => {
    const open: readonly Line[] = [[11.95, 2, 'invoke', 'write', 3], ...staleRead];
    expect(sentence([...open].sort(([a], [b]) => a - b))).toBe(
      'n1 answered 1 at 12.4 s, but every possible order has the register at 3 or 4 by then.',
    );
  });

  it('names no moment when two writes of the state and one between them were in flight at once', () => {
    const lines: readonly Line[] = [
      [1, 0, 'invoke', 'write', 1],
      [1.1, 1, 'invoke', 'write', 2],
      [1.2, 2, 'invoke', 'write', 1],
      [1.3, 0, 'ok', 'write', 1],
      [1.4, 1, 'ok', 'write', 2],
      [1.5, 2, 'ok', 'write', 1],
      [1.6, 3, 'invoke', 'read', null],
      [1.7, 3, 'ok', 'read', 1],
      [1.8, 4, 'invoke', 'read', null],
      [1.9, 4, 'ok', 'read', 2],
    ];
    expect(sentence(lines)).toBe('n5 answered 2 at 1.9 s, but every possible order has the register at 1 by then.');
  });

  it('tells of a cas that succeeded although it could not', () => {
    const lines: readonly Line[] = [
      [1, 0, 'invoke', 'write', 1],
      [1.1, 0, 'ok', 'write', 1],
      [1.11, 1, 'invoke', 'cas', [2, 3]],
      [1.12, 1, 'ok', 'cas', [2, 3]],
    ];
    expect(sentence(lines)).toBe(
      "n2 accepted cas [2 3] at 1.120 s, but every possible order has the register at 1 since 0's write 1 completed at 1.100 s.",
    );
  });
});

describe('the sentence about a violation whose states are not all known', () => {
  const ops = history(staleRead);
  const verdict = check(ops, casRegister(), limits);
  if (verdict.valid !== false) throw new Error('must be invalid');
  const told = (counterexample: Partial<Counterexample>) =>
    outcomeSentence(
      plan,
      ops,
      judged({
        ...verdict,
        counterexample: { ...verdict.counterexample, hasAllFinalStates: false, ...counterexample },
      }),
    );

  it('claims no state, and names the operation that it contradicts', () => {
    expect(told({})).toBe(
      "n1 answered 1 at 12.4 s, but no order of the operations explains that beside 3's cas [1 4], which completed at 11.9 s.",
    );
    expect(told({ minimal: { operations: [0, 2, 4], context: [] }, finalStates: [] })).toBe(
      'n1 answered 1 at 12.4 s, but no order of the operations explains that beside 2 others.',
    );
    expect(told({ minimal: { operations: [4], context: [] } })).toBe(
      'n1 answered 1 at 12.4 s, but no order of the operations explains that.',
    );
  });
});

describe('the sentence about any other outcome', () => {
  it('says that all operations fit one order', () => {
    const lines: readonly Line[] = [
      [1, 0, 'invoke', 'write', 1],
      [1.1, 0, 'ok', 'write', 1],
      [1.2, 1, 'invoke', 'write', 2],
    ];
    expect(sentence(lines)).toBe(
      'All 2 operations fit one order, 1 of which never completed and may or may not have happened.',
    );
  });

  it('does not praise a run in which nothing was written', () => {
    const lines: readonly Line[] = [
      [1, 0, 'invoke', 'read', null],
      [1.1, 0, 'ok', 'read', null],
      [1.2, 0, 'invoke', 'write', 1],
      [1.3, 0, 'fail', 'write', 1],
    ];
    expect(sentence(lines)).toBe(
      'All 2 operations fit one order; no write or cas succeeded, so there was little to contradict.',
    );
    expect(sentence([])).toBe('No operation was made, so there was nothing to judge.');
  });

  it('says why a check did not end and how far it came', () => {
    const verdict: Verdict = {
      ...{ valid: 'unknown', model: 'cas-register', algorithm: 'x', operations: 310, crashed: 4, durationMs: 60_000 },
      cause: 'time',
      progress: { done: 210, total: 620, configurations: 90_000 },
    };
    expect(outcomeSentence(plan, [], judged(verdict))).toBe(
      'Undecided: the check reached its limit of 60 s after 210 of 620 events; up to there the history is linearizable.',
    );
  });

  it('tells an error of the test from a verdict', () => {
    const failure = { message: 'etcd did not come up within 10 s', node: 'n4' };
    expect(outcomeSentence(plan, [], { kind: 'error', failure })).toBe(
      'The test itself failed on n4: etcd did not come up within 10 s.',
    );
    expect(outcomeSentence(plan, [], { kind: 'aborted', reason: 'the server ended' })).toBe(
      'The run was aborted: the server ended.',
    );
  });

  it('tells how far a test got that ended before its time, whatever came out', () => {
    const long = { ...plan, recoverySeconds: 5, load: { ...plan.load, timeLimitSeconds: 115 } };
    const sentenceOf = (how: 'stopped' | 'at-violation' | 'completed', valid: boolean | 'unknown') => {
      const finding = { checker: 'set', valid, sentence: 'Found.', isNoteworthy: false, anomalies: [] };
      const ended = { how, testedNanos: 16.94e9, plannedNanos: 120e9 };
      return outcomeSentence(long, [], { kind: 'verdict', findings: [finding], ended, sentence: 'Found.' });
    };
    expect(sentenceOf('stopped', true)).toBe('Valid, but weak: stopped by hand after 16.9 s of 120 s. Found.');
    expect(sentenceOf('stopped', 'unknown')).toBe('Found. Stopped by hand after 16.9 s of 120 s.');
    expect(sentenceOf('stopped', false)).toBe('Found. Stopped by hand after 16.9 s of 120 s.');
    expect(sentenceOf('at-violation', false)).toBe('Found. Stopped at the violation after 16.9 s of 120 s.');
    expect(sentenceOf('completed', false)).toBe('Found.');
    expect(outcomeSentence(long, [], { kind: 'aborted', reason: 'the server ended' }, { testedNanos: 16.94e9 })).toBe(
      'The run was aborted after 16.9 s of 120 s: the server ended.',
    );
  });

  it('tells of a violation that was found before a test ended without a verdict', () => {
    const seen = { testedNanos: 3e9, violationTime: 1.06e9 };
    expect(outcomeSentence(plan, [], { kind: 'aborted', reason: 'the server ended' }, seen)).toMatch(
      /the server ended\. A violation had been found at 1\.1 s\.$/,
    );
    expect(outcomeSentence(plan, [], { kind: 'error', failure: { message: 'n1 is gone' } }, seen)).toBe(
      'The test itself failed: n1 is gone. A violation had been found at 1.1 s.',
    );
  });
});

describe('the sentence and what the other checkers found', () => {
  const reads: readonly Line[] = [
    [1, 0, 'invoke', 'read', null],
    [2, 0, 'ok', 'read', null],
    [3, 0, 'invoke', 'write', 1],
    [4, 0, 'fail', 'write', 1],
  ];
  const told = (lines: readonly Line[], names: readonly CheckerName[], others: readonly Finding[] = []) => {
    const ops = history(lines);
    const checks = names.map((name) =>
      runChecker(name, ops, { logs: [{ node: 'n1', file: 'x', text: 'panic' }], faultNouns }, unlimitedBudget()),
    );
    return outcomeSentence(plan, ops, judged(check(ops, casRegister(), limits), [...checks, ...others]));
  };

  it('a function that never succeeded is named once', () => {
    expect(told(reads, ['stats'])).toBe(
      'Valid, but weak: no write (0 of 1) succeeded, so nothing is known of it; only 1 operation succeeded. All 2 operations fit one order.',
    );
    expect(told(reads, [])).toBe(
      'All 2 operations fit one order; no write or cas succeeded, so there was little to contradict.',
    );
  });

  it('a valid run tells what its faults did not test', () => {
    const cut: readonly Line[] = [
      ...reads,
      [5, 'nemesis', 'info', 'start', null],
      [6, 'nemesis', 'info', 'start', cutN1],
    ];
    expect(told(cut, ['fault-coverage'])).toMatch(
      /^Valid, but weak: no operation succeeded during the one partition\. All 2 .*contradict\.$/,
    );
  });

  it('what other checkers do not call valid does not begin with that word', () => {
    const cut: readonly Line[] = [
      ...reads,
      [5, 'nemesis', 'info', 'start', null],
      [6, 'nemesis', 'info', 'start', cutN1],
    ];
    const text = told(cut, ['fault-coverage'], [stoppedFinding('set-full', 'time')]);
    expect(text).toMatch(/^All 2 operations fit one order/);
    expect(text).toContain('No operation succeeded during the one partition.');
  });

  it('a valid run tells of broken session guarantees, and not that nothing is known of them', () => {
    const same: readonly Line[] = [5, 4].flatMap((at): Line[] => [
      [at === 5 ? 1 : 2, 0, 'invoke', 'read', null],
      [at === 5 ? 1 : 2, 0, 'ok', 'read', null],
    ]);
    const unsaid = history(same);
    const said = unsaid.map((op) => (op.type === 'ok' ? { ...op, revision: { modifiedIndex: 6 - op.index } } : op));
    const textOf = (ops: History) => {
      const verdict = check(ops, casRegister(), limits);
      return outcomeSentence(plan, ops, judged(verdict, [runChecker('sessions', ops, {}, unlimitedBudget())]));
    };
    expect(textOf(unsaid)).toBe(sentence(same));
    expect(textOf(said)).toBe(
      `${sentence(same)} Broken: monotonic reads once; the longest step back is that of process 0, from index 5 to 3.`,
    );
  });

  it('a violation is not followed by notes', () => {
    expect(told(staleRead, ['stats', 'log-patterns', 'fault-coverage'])).toBe(sentence(staleRead));
  });
});

describe('the sentence of other workloads than one register', () => {
  const twoKeys: readonly Line[] = [
    [1, 0, 'invoke', 'write', [7, 1]],
    [1.1, 0, 'ok', 'write', [7, 1]],
    [1.2, 1, 'invoke', 'write', [8, 5]],
    [1.3, 1, 'ok', 'write', [8, 5]],
    [2, 0, 'invoke', 'write', [7, 2]],
    [2.1, 0, 'ok', 'write', [7, 2]],
    [3, 1, 'invoke', 'read', [7, null]],
    [3.1, 1, 'ok', 'read', [7, 1]],
  ];
  const byKey = (lines: readonly Line[]) => {
    const keyed = keyedHistory(history(lines));
    if (!keyed.ok) throw new Error(keyed.error.message);
    const ops = keyed.value;
    const parts = splitByKey(ops);
    if (!parts.ok) throw new Error(parts.error.message);
    const decision = decideByKey(parts.value, limits, {
      now: () => 0,
      decide: (part) => decideWithin(part.history, casRegister(), unlimitedBudget()),
    });
    const verdict: Verdict =
      decision.valid === false ? { ...decision, counterexample: decision.explain(unlimitedBudget()) } : decision;
    return { ops, verdict, text: outcomeSentence(plan, ops, judged(verdict)) };
  };

  it('names the key, and tells of it as of one register', () => {
    expect(byKey(twoKeys).text).toBe(
      "Key 7, the only one of 2 that cannot be: n2 answered 1 at 3.1 s, but every possible order has the register at 2 since 0's write 2 completed at 2.1 s.",
    );
  });

  it('has a text report that is the one of the key', () => {
    const { ops, verdict } = byKey(twoKeys);
    const text = reportText(ops, verdict, casRegister());
    expect(text).toMatch(
      /^2 keys: 1 valid, 1 invalid, 0 unknown\.\nThe first that is invalid is key 7:\n\nNot linearizable/,
    );
    expect(text).toContain('0\t:invoke\t:write\t2\n');
    expect(text).not.toContain('[8 5]');
    expect(text).toContain('([{:value 2} "can\'t read 1 from register 2"])');
  });

  it('counts the keys of a valid history', () => {
    expect(byKey(twoKeys.slice(0, -2)).text).toBe('All 3 operations on 2 keys fit an order, each key by itself.');
  });

  it('says of a lock that it was held', () => {
    const ops = history([
      [1, 0, 'invoke', 'acquire', null],
      [1.1, 0, 'ok', 'acquire', null],
      [2, 1, 'invoke', 'acquire', null],
      [2.1, 1, 'ok', 'acquire', null],
    ]);
    expect(outcomeSentence(plan, ops, judged(check(ops, mutex(), limits)))).toBe(
      'n2 accepted acquire at 2.1 s, but every possible order has the lock held by then.',
    );
  });

  it('tells what the first checker found where linearizability is not asked', () => {
    const added: readonly Line[] = [
      [1, 0, 'invoke', 'add', 5],
      [1.1, 0, 'ok', 'add', 5],
      [2, 0, 'invoke', 'read', null],
    ];
    const tell = (value: Op['value']) => {
      const ops = history([...added, [2.1, 0, 'ok', 'read', value]]);
      const checks = (['set-full', 'set', 'stats'] as const).map((name) =>
        runChecker(name, ops, {}, unlimitedBudget()),
      );
      return outcomeSentence(plan, ops, judged(undefined, checks));
    };
    expect(tell([5])).toBe(
      'Valid, but weak: only 2 operations succeeded. 1 of 1 element stayed from when it was known on.',
    );
    expect(tell([])).toBe('1 element lost: 5. 1 acknowledged element lost: 5.');
  });

  it('never calls valid what nobody judged', () => {
    expect(overallValidity({ findings: [] })).toBe('unknown');
    expect(outcomeSentence(plan, [], judged(undefined))).toBe('Nothing was checked.');
  });
});

import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json';
import type { History } from '../../history/op';
import { Budget } from '../core/budget';
import { unlimitedBudget } from '../core/checked.fixture';
import { runChecker } from '../registry';
import { type AnomalyKind, type JudgedModel, judgedModels } from './consistency';
import { rwRegister } from './rw-register';

/** `w x 1, r y 2`: writes 1 to x and reads 2 in y; `r y` reads it with nothing in it. `fail` or `info` may stand before. */
function valuesOf(text: string) {
  const [, outcome = 'ok', steps = ''] = /^(?:(fail|info) )?(.*)$/.exec(text) ?? [];
  const micro = steps.split(', ').map((step) => step.split(' '));
  const valued = (isAnswer: boolean): Json =>
    micro.map(([f = '', key = '', value]) => [
      f,
      key,
      value === undefined || (f === 'r' && !isAnswer) ? null : Number(value),
    ]);
  return { outcome: outcome as 'ok' | 'fail' | 'info', asked: valued(false), answer: valued(outcome === 'ok') };
}

function historyOf(rows: readonly (readonly [process: number, type: string, value: Json])[]): History {
  return rows.map(([process, type, value], index) => ({
    ...{ index, time: index * 1_000_000, process, f: 'txn', value },
    type: type as 'invoke' | 'ok' | 'fail' | 'info',
  }));
}

/** Transactions in turn, while others go on all along; those in turn are of one process or of processes of their own. */
function beside(others: readonly string[], inTurn: readonly string[], isOneProcess = false): History {
  const rest = others.map(valuesOf);
  return historyOf([
    ...rest.map(({ asked }, i) => [100 + i, 'invoke', asked] as const),
    ...inTurn.map(valuesOf).flatMap(({ outcome, asked, answer }, i) => {
      const process = isOneProcess ? 0 : i;
      return [[process, 'invoke', asked] as const, [process, outcome, answer] as const];
    }),
    ...rest.map(({ outcome, answer }, i) => [100 + i, outcome, answer] as const),
  ]);
}

const atOnce = (...texts: readonly string[]) => beside(texts, []);
const inTurn = (...texts: readonly string[]) => beside([], texts);

function kindsIn(history: History, consistency?: JudgedModel) {
  const result = rwRegister.check(history, consistency ? { consistency } : {}, unlimitedBudget());
  return { ...result, kinds: result.details.found.map(({ kind }) => kind).sort() };
}

/** What needs the order of two that follow each other, by one client or in time: the others, those two, and a near miss. */
const ordered: readonly (readonly [string, others: readonly string[], readonly string[], readonly string[]])[] = [
  ['G1c', ['r y 1, w x 1'], ['r x 1', 'w y 1'], ['w y 1', 'r x 1']],
  ['G-single', ['w x 1'], ['r x 1', 'r x'], ['r x', 'r x 1']],
  ['G-nonadjacent', ['w x 1', 'w y 1', 'r x 1, r y'], ['r y 1', 'r x'], ['r x', 'r y 1']],
  ['G2-item', ['r z, w x 1'], ['w z 1', 'r x'], ['r x', 'w z 1']],
];
const inOrders = ordered.flatMap(([kind, others, wrong, right]) =>
  [true, false].map(
    (isOneProcess) =>
      [
        `${kind}-${isOneProcess ? 'process' : 'realtime'}` as AnomalyKind,
        beside(others, wrong, isOneProcess),
        beside(others, right, isOneProcess),
      ] as const,
  ),
);

/** An anomaly, and beside it what only looks like it. Of a write cycle (G0) reads show no more than of G1c. */
const catalogue: readonly (readonly [AnomalyKind, History, History])[] = [
  ['G1a', atOnce('fail w x 1', 'r x 1'), atOnce('info w x 1', 'r x 1')],
  ['G1b', atOnce('w x 1, w x 2', 'r x 1'), atOnce('w x 1, w x 2', 'r x 2')],
  ['G1c', atOnce('w x 1, r y 1', 'w y 1, r x 1'), atOnce('w x 1, r y 1', 'w y 1, r x')],
  ['non-monotonic-view', atOnce('w x 1, w y 1', 'r y 1, r x'), atOnce('w x 1, w y 1', 'r x, r y 1')],
  ['fractured-read', atOnce('w x 1, w y 1', 'r x, r y 1'), atOnce('w x 1, w y 1', 'r x 1, r y 1')],
  [
    'fractured-read',
    atOnce('w x 1, w y 1', 'w x 2, w y 2', 'r x 1, r y 2'),
    atOnce('w x 1, w y 1', 'w x 2', 'r x 2, r y 1'),
  ],
  ['causality', atOnce('w x 1', 'r x 1, w y 1', 'r y 1, r x'), atOnce('w x 1', 'r x 1, w y 1', 'r x, r y')],
  ['G-single', atOnce('r x, r y 1', 'w x 1, w y 1'), atOnce('r x, r y', 'w x 1, w y 1')],
  [
    'G-nonadjacent',
    atOnce('w x 1', 'w y 1', 'r x 1, r y', 'r x, r y 1'),
    atOnce('w x 1', 'w y 1', 'r x 1, r y', 'r x 1, r y 1'),
  ],
  ['G2-item', atOnce('r x, w y 1', 'r y, w x 1'), atOnce('r x, w y 1', 'r y 1, w x 1')],
  ['lost-update', atOnce('r x, w x 1', 'r x, w x 2'), atOnce('r x, w x 1', 'r x 1, w x 2')],
  ['lost-update', atOnce('w x 1', 'r x 1, w x 2', 'r x 1, w x 3'), atOnce('w x 1', 'r x 1, w x 2', 'r x 2, w x 3')],
  ['internal', atOnce('w x 1, r x'), atOnce('w x 1, r x 1')],
  ['internal', atOnce('r x, r x 1', 'w x 1'), atOnce('r x, w x 2, r x 2', 'r x 2, w x 1')],
  ['future-read', atOnce('r x 1, w x 1'), atOnce('w x 1, r x 1')],
  ...inOrders,
  ['G-single-realtime', inTurn('w x 1', 'r x'), atOnce('w x 1', 'r x')],
];

describe('transactions on registers', () => {
  it.each(catalogue)('show %s, and what only looks like it shows nothing of it', (kind, wrong, right) => {
    const found = kindsIn(wrong);
    expect(found.kinds).toContain(kind);
    expect(found).toMatchObject({ valid: false, isNoteworthy: true });
    expect(kindsIn(right).kinds).not.toContain(kind);
  });

  it.each(catalogue)('with %s keep no model that it rules out', (_kind, wrong) => {
    const { violated } = kindsIn(wrong).details;
    for (const model of judgedModels) {
      const isRuledOut = [...violated.not, ...violated.alsoNot].includes(model);
      expect(kindsIn(wrong, model).valid, model).toBe(!isRuledOut);
    }
  });

  it('tell the whole story of a stale read', () => {
    const found = kindsIn(inTurn('w x 1', 'r x'));
    expect(found.sentence).toBe(
      'Not strong snapshot isolation, and so not strict serializable. Stale read (G-single-realtime): op 2 read key "x" without 1, which op 0 wrote; op 0 had completed 1.00 ms before op 2 began.',
    );
    expect(found.anomalies).toMatchObject([{ kind: 'G-single-realtime', operations: [2, 0], at: 3 }]);
  });

  it('whose writes nobody read first break a model where every order of them does', () => {
    const back = beside(['w x 1', 'w x 2'], ['r x 1', 'r x 2', 'r x 1']);
    const found = kindsIn(back);
    expect(found).toMatchObject({ valid: false, details: { violated: { not: ['strong-snapshot-isolation'] } } });
    expect(found.sentence).toBe(
      'Not strong snapshot isolation, and so not strict serializable. Read skew against real time (G-single-realtime): op 0 and op 1 wrote key "x", in an order that nobody saw; if op 0 was first, op 4 read 2 in key "x", which op 1 had written; op 4 had completed 1.00 ms before op 6 began; op 6 read key "x" without 2, which op 1 wrote; if op 1 was, op 2 read 1 in key "x", which op 0 had written; op 2 had completed 1.00 ms before op 4 began; op 4 read key "x" without 1, which op 0 wrote.',
    );
    expect(kindsIn(beside(['w x 1', 'w x 2'], ['r x 1', 'r x 2'])).valid).toBe(true);
    expect(kindsIn(beside(['w x 1', 'w x 2'], ['r x 2', 'r x 1'])).valid).toBe(true);
  });

  it('are undecided where the search for an order is ended', () => {
    let now = 0;
    const host = { now: () => now++ };
    const back = beside(['w x 1', 'w x 2'], ['r x 1', 'r x 2', 'r x 1']);
    for (let timeLimitMs = 1; timeLimitMs < 8; timeLimitMs++) {
      now = 0;
      const { valid } = runChecker('rw-register', back, {}, new Budget({ timeLimitMs, memoryLimitMb: 1 }, host));
      expect(valid).not.toBe(true);
    }
  });

  it('conclude nothing from transactions of which nobody knows', () => {
    expect(kindsIn(inTurn('info w x 1', 'r x', 'r x 1'))).toMatchObject({ valid: true });
    expect(kindsIn(inTurn('info w x 1, w y 1', 'r x 1', 'r y'))).toMatchObject({
      valid: false,
      kinds: ['G-single-realtime'],
    });
  });

  it('that read nothing are no test', () => {
    expect(kindsIn(inTurn('w x 1', 'info r x'))).toMatchObject({ valid: 'unknown', isUntested: true });
    expect(kindsIn([])).toMatchObject({ valid: 'unknown', isUntested: true });
  });

  it.each([
    [inTurn('w x 1', 'w x 1'), 'op 2: it writes 1 to key "x", and so does op 0'],
    [inTurn('w x 1', 'r x 2'), 'op 3: it read 2 in key "x", which no transaction of this history writes'],
    [inTurn('w x'), 'op 0: it writes nil to key "x", which is what a key holds before anything is written'],
    [historyOf([[0, 'invoke', [['append', 'x', 1]]]]), 'op 0: ["append" "x" 1] is no step of a register'],
    [historyOf([[0, 'invoke', 7]]), 'op 0: a transaction is a list of steps'],
  ] as readonly (readonly [History, string])[])('that are none are refused %#', (history, error) => {
    expect(runChecker('rw-register', history, {}, unlimitedBudget())).toMatchObject({
      valid: 'unknown',
      error: expect.stringContaining(error),
    });
  });
});

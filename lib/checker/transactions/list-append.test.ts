import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json';
import type { History } from '../../history/op';
import { unlimitedBudget } from '../core/checked.fixture';
import { runChecker } from '../registry';
import { type AnomalyKind, consistencyModels, cycleModels, implies, type JudgedModel, rulesOut } from './consistency';
import { listAppend } from './list-append';

/** `a x 1, r y 1 2`: appends 1 to x and reads [1, 2] in y; `r y` reads an empty list. `fail` or `info` may stand before. */
function valuesOf(text: string): {
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly asked: Json;
  readonly answer: Json;
} {
  const [, outcome = 'ok', steps = ''] = /^(?:(fail|info) )?(.*)$/.exec(text) ?? [];
  const micro = steps.split(', ').map((step) => step.split(' '));
  const asked = micro.map(([f = '', key = '', value]) =>
    f === 'a' ? ['append', key, Number(value)] : ['r', key, null],
  );
  const answer = micro.map(([f = '', key = '', ...rest]) =>
    f === 'a' ? ['append', key, Number(rest[0])] : ['r', key, rest.map(Number)],
  );
  return { outcome: outcome as 'ok' | 'fail' | 'info', asked, answer };
}

function historyOf(rows: readonly (readonly [process: number, type: string, value: Json])[]): History {
  return rows.map(([process, type, value], index) => ({
    ...{ index, time: index * 1_000_000, process, f: 'txn', value },
    type: type as 'invoke' | 'ok' | 'fail' | 'info',
  }));
}

/** Each of a process of its own, and all at the same time. */
function atOnce(...texts: readonly string[]): History {
  const all = texts.map(valuesOf);
  return historyOf([
    ...all.map(({ asked }, process) => [process, 'invoke', asked] as const),
    ...all.map(({ outcome, asked, answer }, process) => [process, outcome, outcome === 'ok' ? answer : asked] as const),
  ]);
}

/** Transactions in turn, while others go on all along; those in turn are of one process or of processes of their own. */
function beside(others: readonly string[], inTurn: readonly string[], isOneProcess: boolean): History {
  const rest = others.map(valuesOf);
  return historyOf([
    ...rest.map(({ asked }, i) => [100 + i, 'invoke', asked] as const),
    ...inTurn.map(valuesOf).flatMap(({ outcome, asked, answer }, i) => {
      const process = isOneProcess ? 0 : i;
      return [[process, 'invoke', asked] as const, [process, outcome, outcome === 'ok' ? answer : asked] as const];
    }),
    ...rest.map(({ answer }, i) => [100 + i, 'ok', answer] as const),
  ]);
}

const inTurn = (...texts: readonly string[]) => beside([], texts, false);

function kindsIn(history: History, consistency?: JudgedModel) {
  const result = listAppend.check(history, consistency ? { consistency } : {}, unlimitedBudget());
  return { ...result, kinds: result.details.found.map(({ kind }) => kind).sort() };
}

/** What needs the order of two that follow each other, by one client or in time: the others, those two, and two near misses. */
const ordered: readonly (readonly [string, others: readonly string[], readonly string[], readonly string[]])[] = [
  ['G0', ['a y 2, a x 2', 'r x 2 1', 'r y 1 2'], ['a x 1', 'a y 1'], ['a y 1', 'a x 1']],
  ['G1c', ['r y 1, a x 1'], ['r x 1', 'a y 1'], ['a y 1', 'r x 1']],
  ['G-single', ['a x 1'], ['r x 1', 'r x'], ['r x', 'r x 1']],
  ['G-nonadjacent', ['a x 1', 'a y 1', 'r x 1, r y'], ['r y 1', 'r x'], ['r x', 'r y 1']],
  ['G2-item', ['r z, r y, a x 1', 'r x 1, r y 1'], ['a z 1', 'r x, a y 1'], ['r x, a y 1', 'a z 1']],
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

/** An anomaly, and beside it what only looks like it. */
const catalogue: readonly (readonly [AnomalyKind, History, History])[] = [
  [
    'G0',
    atOnce('a x 1, a y 1', 'a x 2, a y 2', 'r x 1 2, r y 2 1'),
    atOnce('a x 1, a y 1', 'a x 2, a y 2', 'r x 1 2, r y 1 2'),
  ],
  ['G1a', atOnce('fail a x 1', 'r x 1'), atOnce('info a x 1', 'r x 1')],
  ['dirty-update', atOnce('fail a x 1', 'a x 2', 'r x 1 2'), atOnce('fail a x 1', 'a x 2', 'r x 2')],
  ['G1b', atOnce('a x 1, a x 2', 'r x 1', 'r x 1 2'), atOnce('a x 1, a x 2', 'r x', 'r x 1 2')],
  ['G1c', atOnce('a x 1, r y 1', 'a y 1, r x 1'), atOnce('a x 1, r y 1', 'a y 1, r x')],
  ['G1c', atOnce('a y 1, r x, r x 1', 'a x 1, r y 1'), atOnce('a y 1, r x, r x', 'a x 1, r y 1')],
  ['G-single', atOnce('r x, r y 1', 'a x 1, a y 1', 'r x 1'), atOnce('r x, r y', 'a x 1, a y 1', 'r x 1')],
  [
    'G-nonadjacent',
    atOnce('a x 1', 'a y 1', 'r x 1, r y', 'r x, r y 1'),
    atOnce('a x 1', 'a y 1', 'r x 1, r y', 'r x 1, r y 1'),
  ],
  ['G2-item', atOnce('r x, a y 1', 'r y, a x 1', 'r x 1, r y 1'), atOnce('r x, a y 1', 'r y 1, a x 1', 'r x 1, r y 1')],
  ['lost-update', atOnce('r x, a x 1', 'r x, a x 2', 'r x 1 2'), atOnce('r x, a x 1', 'r x 1, a x 2', 'r x 1 2')],
  ['internal', atOnce('r x, r x 1', 'a x 1'), atOnce('r x, a x 2, r x 2', 'a x 1')],
  ['future-read', atOnce('r x 1, a x 1'), atOnce('a x 1, r x 1')],
  ['duplicate-elements', atOnce('a x 1', 'a x 2', 'r x 1 2 1'), atOnce('a x 1', 'a x 2', 'r x 1 2')],
  ['incompatible-order', atOnce('a x 1', 'a x 2', 'r x 1', 'r x 2'), atOnce('a x 1', 'a x 2', 'r x 1', 'r x 1 2')],
  ...inOrders,
  ['G-single-realtime', inTurn('a x 1', 'r x'), atOnce('a x 1', 'r x')],
];

describe('transactions on lists', () => {
  it.each(catalogue)('show %s, and what only looks like it shows nothing', (kind, wrong, right) => {
    const found = kindsIn(wrong);
    expect(found.kinds).toContain(kind);
    expect(found).toMatchObject({ valid: false, isNoteworthy: true });
    expect(kindsIn(right).kinds).not.toContain(kind);
  });

  it.each(catalogue)('with %s keep no model that it rules out', (_kind, wrong) => {
    const { details } = kindsIn(wrong);
    for (const model of cycleModels) {
      const { valid } = kindsIn(wrong, model);
      const isRuledOut = details.found.some((found) => rulesOut(found.kind, model));
      expect(valid, model).toBe(!isRuledOut && (details.reads > 0 || 'unknown'));
    }
  });

  it('tell the whole story of a stale read', () => {
    const found = kindsIn(inTurn('a x 1', 'r x'));
    expect(found.sentence).toBe(
      'Not strong snapshot isolation, and so not strict serializable. Stale read (G-single-realtime): op 2 read key "x" without 1, which op 0 appended; op 0 had completed 1.00 ms before op 2 began.',
    );
    expect(found.anomalies).toMatchObject([
      {
        kind: 'G-single-realtime',
        operations: [2, 0],
        at: 3,
        evidence: {
          type: 'cycle',
          edges: [
            { from: 2, to: 0, kind: 'rw' },
            { from: 0, to: 2, kind: 'realtime' },
          ],
        },
      },
    ]);
  });

  it('are judged by the model that is asked for, and what a stronger one forbids is told', () => {
    const stale = inTurn('a x 1', 'r x');
    expect(kindsIn(stale, 'serializable')).toMatchObject({ valid: true, isNoteworthy: true, anomalies: [] });
    expect(kindsIn(stale, 'serializable').sentence).toMatch(
      /^Serializable\. Beyond that, not strong snapshot isolation\. /,
    );
    const fork = atOnce('a x 1', 'a y 1', 'r x 1, r y', 'r x, r y 1');
    expect(kindsIn(fork, 'read-committed')).toMatchObject({ valid: true });
    expect(kindsIn(fork, 'snapshot-isolation')).toMatchObject({ valid: false });
    expect(kindsIn(atOnce('r x, a y 1', 'r y, a x 1', 'r x 1, r y 1'), 'snapshot-isolation')).toMatchObject({
      valid: true,
    });
    const { sentence } = kindsIn(
      [
        ...atOnce('r x, a y 1', 'r y, a x 1', 'r x 1, r y 1'),
        ...atOnce('a z 1', 'a w 1', 'r z 1, r w', 'r z, r w 1'),
      ].map((op, index) => ({
        ...op,
        index,
        time: index * 1e6,
        process: index < 6 ? op.process : Number(op.process) + 10,
      })),
      'snapshot-isolation',
    );
    expect(sentence).toMatch(/^Not snapshot isolation\. /);
    expect(sentence).toMatch(/ Allowed by it, and found too: G2-item\.$/);
    // Which rules out Adya's repeatable read as well, of which snapshots promise nothing.
    const skewed = kindsIn(atOnce('a x 1, a y 1', 'r x 1, r y'), 'snapshot-isolation').sentence;
    expect(skewed).toMatch(/^Not consistent view, and so not snapshot isolation\. Read skew /);
  });

  it('conclude nothing from transactions of which nobody knows', () => {
    expect(kindsIn(inTurn('info a x 1', 'r x', 'r x 1'))).toMatchObject({ valid: true });
    expect(kindsIn(inTurn('info a x 1, a y 1', 'r x 1', 'r y'))).toMatchObject({
      valid: false,
      kinds: ['G-single-realtime'],
    });
  });

  it('that read nothing are no test', () => {
    expect(kindsIn(inTurn('a x 1', 'info r x'))).toMatchObject({ valid: 'unknown', isUntested: true });
    expect(kindsIn([])).toMatchObject({ valid: 'unknown', isUntested: true });
  });

  it.each([
    [inTurn('a x 1', 'a x 1'), 'op 2: it appends 1 to key "x", and so does op 0'],
    [inTurn('a x 1', 'r x 2'), 'op 3: it read 2 in key "x", which no transaction of this history appends'],
    [historyOf([[0, 'invoke', [['w', 'x', 1]]]]), 'op 0: ["w" "x" 1] is no step of a list'],
    [historyOf([[0, 'invoke', 7]]), 'op 0: a transaction is a list of steps'],
    [
      historyOf([
        [0, 'invoke', [['r', 'x', null]]],
        [0, 'ok', [['r', 'y', []]]],
      ]),
      'op 1: transaction [["r" "x" nil]] completed with [["r" "y" []]], which has other steps',
    ],
    [[{ ...present(inTurn('a x 1')[0]), f: 'read' }], 'op 0: it knows transactions (txn) and no read'],
    [[{ ...present(inTurn('a x 1')[0]), key: 3 }], 'op 0: a transaction names its keys itself'],
  ] as readonly (readonly [History, string])[])('that are none are refused %#', (history, error) => {
    expect(runChecker('list-append', history, {}, unlimitedBudget())).toMatchObject({
      valid: 'unknown',
      error: expect.stringContaining(error),
    });
  });
});

describe('consistency models', () => {
  it('are ordered, and what rules out one rules out all that are stronger', () => {
    for (const model of consistencyModels) {
      expect(implies('strict-serializable', model)).toBe(true);
      expect(implies(model, 'read-uncommitted')).toBe(true);
      for (const other of consistencyModels) {
        if (model !== other && implies(model, other)) expect(implies(other, model)).toBe(false);
        if (implies(model, other) && rulesOut('G-single', other)) expect(rulesOut('G-single', model)).toBe(true);
      }
    }
  });
});

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is none');
  return value;
}

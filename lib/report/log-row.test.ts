import { expect, test } from 'vitest';
import { drawn } from '../checker/core/drawn-history.fixture';
import type { Entry } from '../protocol/entry';
import { appendBatch, emptyRunState } from '../protocol/run-state';
import { logRow, rowText } from './log-row';

const ops = drawn(`
  0 0 invoke write 4
  10 0 ok write 4
  20 1 invoke cas [2,3]
  25 nemesis info start
  30 1 fail cas [2,3] ! {"status":412,"message":"Compare failed","cause":"[2 != 4]"}
  35 nemesis info start cut
  40 0 invoke read
  50 0 ok read null
  60 nemesis info stop
  70 nemesis info stop "fully connected"
  80 0 invoke write 5
  90 0 info write 5 ! "timed-out"
  95 2 invoke read`);

const entries: readonly Entry[] = [
  { type: 'log', at: 900, level: 'info', source: 'clew.system.etcd', message: 'n1 etcd ready' },
  { type: 'start', at: 1000 },
  ...ops,
  { type: 'log', at: 1200, level: 'error', source: 'clew.system', message: 'n2 is gone' },
];
const { state } = appendBatch(emptyRunState(2), { from: 0, entries });
const rows = Array.from({ length: state.log.length }, (_, line) => logRow(state, ['n1', 'n2'], line));

test('lines say who did what, and what came of it, without EDN', () => {
  expect(rows.map((row) => row && `${row.who} | ${row.words} | ${row.outcome}`)).toEqual([
    'system.etcd | n1 etcd ready | log',
    'client 0 · n1 | write 4 | invoked',
    'client 0 · n1 | write 4 | ok',
    'client 1 · n2 | cas 2→3 | invoked',
    'nemesis | start begins | nemesis',
    'client 1 · n2 | cas 2→3: compare failed: expected 2, found 4 | fail',
    'nemesis | n2 cut off from n1 | nemesis',
    'client 0 · n1 | read | invoked',
    'client 0 · n1 | read → null | ok',
    'nemesis | stop begins | nemesis',
    'nemesis | fully connected | nemesis',
    'client 0 · n1 | write 5 | invoked',
    'client 0 · n1 | write 5: timed out | info',
    'client 0 · n1 | read | invoked',
    'system | n2 is gone | error',
  ]);
});

test('times are those of the test, before its start below zero, and an op leads to its operation', () => {
  expect([rows[0]?.nanos, rows[1]?.nanos, rows[14]?.nanos]).toEqual([-100e6, 0, 200e6]);
  expect(rows[2]?.operation).toBe(rows[1]?.operation);
  expect(rows[4]?.operation).toBeUndefined();
  expect(rows[5] && rowText(rows[5])).toContain('client 1 · n2 cas 2→3: compare failed');
});

import { expect, test } from 'vitest';
import { faultNouns } from '../../catalog/faults/appearance';
import { checked } from '../../checker/core/checked.fixture';
import { drawn } from '../../checker/core/drawn-history.fixture';
import { faultCoverage } from '../../checker/fault-coverage/fault-coverage';
import { appendBatch, emptyRunState } from '../../protocol/run-state';
import { faultSuccess } from './fault-success';

const cut = (at: number, inside: string) => `${at} nemesis info start
  ${at + 1} nemesis info start cut
  ${inside}
  ${at + 9} nemesis info stop
  ${at + 10} nemesis info stop "fully connected"`;
const done = (at: number, type: string, f: string) => `${at} 0 invoke ${f}\n${at} 0 ${type} ${f}`;

function both(text: string) {
  const history = drawn(text);
  const { state } = appendBatch(emptyRunState(1), { from: 0, entries: history });
  return { page: faultSuccess(state), checked: checked(faultCoverage, history, { faultNouns }) };
}

const text = [
  done(0, 'ok', 'write'),
  '9 1 invoke write',
  cut(10, ['11 1 ok write', done(11, 'ok', 'read'), done(12, 'fail', 'write'), done(19, 'ok', 'read')].join('\n')),
  cut(30, [done(32, 'ok', 'write'), done(33, 'ok', 'read')].join('\n')),
  done(60, 'ok', 'write'),
].join('\n');

test('what was served during a fault is counted by function, both ends included', () => {
  const { functions, windows } = both(text).page;
  expect(functions).toEqual(['write', 'read']);
  expect(windows.map(({ counts }) => counts.map(({ f, served, begun }) => `${f} ${served}/${begun}`))).toEqual([
    ['write 0/1', 'read 2/2'],
    ['write 1/1', 'read 1/1'],
  ]);
});

test('the page counts what the checker counts, and warns in its words', () => {
  const { page, checked } = both(text);
  const byName = (rows: readonly { readonly f: string }[]) => rows.toSorted((a, b) => (a.f < b.f ? -1 : 1));
  const counted = checked.details.windows.shown.map(({ byFunction }) => byFunction);
  expect(page.windows.map(({ counts }) => byName(counts))).toEqual(counted);
  expect(page.warning).toBe('No write succeeded during 1 of 2 partitions.');
  expect(page.warning).toBe(checked.sentence);
});

test('a fault that goes on is counted until now, and not warned of', () => {
  const open = `${done(0, 'ok', 'write')}\n10 nemesis info start\n11 nemesis info start cut\n${done(12, 'ok', 'read')}`;
  const { page } = both(open);
  expect(page.windows).toMatchObject([{ start: 11e6, end: 12e6, isOver: false }]);
  expect(page.warning).toBeUndefined();
});

test('a fault that was never in effect is no window', () => {
  expect(both(`0 nemesis info start\n${done(2, 'ok', 'write')}`).page.windows).toEqual([]);
});

import { expect, test } from 'vitest';
import type { Json } from '../base/json';
import type { History } from '../history/op';
import { cutOff, fullyConnected } from './value';
import { faultWindows } from './windows';

const grudge = { n1: ['n2'], n2: ['n1'] };

/** One line an op of the nemesis: time, f, value (`nil`, `cut`, `healed` or `error`). */
function nemesis(lines: string): History {
  const values: Record<string, Json> = { cut: cutOff(grudge), healed: fullyConnected };
  return lines
    .trim()
    .split('\n')
    .map((line, index) => {
      const [time, f = '', value = ''] = line.trim().split(/\s+/);
      const base = {
        index,
        time: Number(time),
        process: 'nemesis',
        type: 'info',
        f,
        value: values[value] ?? null,
      } as const;
      return value === 'error' ? { ...base, error: 'lost n1' } : base;
    });
}

test('a fault is a window from its start to its heal', () => {
  const history = nemesis(`
    5 start nil
    6 start cut
    10 stop nil
    11 stop healed
    15 start nil
    16 start cut`);
  expect(faultWindows(history)).toEqual([
    { start: 5, cutAt: 6, end: 10, healedAt: 11, grudge },
    { start: 15, cutAt: 16, grudge },
  ]);
});

test('a stop while nothing is cut opens no window', () => {
  expect(faultWindows(nemesis('1 stop nil\n2 stop healed'))).toEqual([]);
  expect(faultWindows([])).toEqual([]);
});

test('a cut that failed ends at once', () => {
  expect(faultWindows(nemesis('5 start nil\n7 start error'))).toEqual([{ start: 5, end: 7, healedAt: 7 }]);
});

test('a heal that failed leaves the window open', () => {
  const history = nemesis('5 start nil\n6 start cut\n7 stop nil\n8 stop error\n9 stop nil\n10 stop healed');
  expect(faultWindows(history)).toEqual([{ start: 5, cutAt: 6, end: 7, healedAt: 10, grudge }]);
  expect(faultWindows(history.slice(0, 4))).toEqual([{ start: 5, cutAt: 6, end: 7, grudge }]);
});

test('a new fault ends the one before it', () => {
  expect(faultWindows(nemesis('5 start nil\n6 start cut\n9 start nil'))).toEqual([
    { start: 5, cutAt: 6, end: 9, healedAt: 9, grudge },
    { start: 9 },
  ]);
});

test('ops of clients are passed over', () => {
  const op = { index: 0, time: 1, process: 0, type: 'invoke', f: 'start', value: null } as const;
  expect(faultWindows([op])).toEqual([]);
});

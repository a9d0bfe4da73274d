import { expect, test } from 'vitest';
import type { Op } from '../../history/op';
import { errorLabel, longLabel, shortLabel } from './label';

const invoke = (f: string, value: Op['value']): Op => ({ index: 0, time: 0, process: 0, type: 'invoke', f, value });
const end = (op: Op, type: Op['type'], value: Op['value']): Op => ({ ...op, index: 1, type, value });

test('a read says what it returned, once it did', () => {
  const invocation = invoke('read', null);
  expect(shortLabel({ invocation })).toBe('r');
  expect(shortLabel({ invocation, completion: end(invocation, 'fail', null) })).toBe('r');
  expect(shortLabel({ invocation, completion: end(invocation, 'ok', null) })).toBe('r nil');
  expect(longLabel({ invocation, completion: end(invocation, 'ok', 4) })).toBe('read → 4');
});

test('a write and a cas say what they asked for', () => {
  expect(shortLabel({ invocation: invoke('write', 3) })).toBe('w 3');
  expect(shortLabel({ invocation: invoke('cas', [1, 4]) })).toBe('c 1→4');
  expect(longLabel({ invocation: invoke('cas', [1, 4]) })).toBe('cas 1→4');
});

test('an error is told as a name or as data', () => {
  expect(errorLabel('timed-out')).toBe('timed-out');
  expect(errorLabel({ status: 500 })).toBe('{:status 500}');
});

test('an operation on one of many keys says which', () => {
  const read = invoke('read', [7, null]);
  expect(shortLabel({ invocation: read })).toBe('r 7:');
  expect(shortLabel({ invocation: read, completion: end(read, 'ok', [7, 4]) })).toBe('r 7: 4');
  expect(longLabel({ invocation: read, completion: end(read, 'ok', [7, null]) })).toBe('read 7: → nil');
  expect(shortLabel({ invocation: invoke('write', [7, 3]) })).toBe('w 7: 3');
  expect(longLabel({ invocation: invoke('cas', [7, [1, 4]]) })).toBe('cas 7: 1→4');
});

test('an operation without a value says what it is', () => {
  expect(shortLabel({ invocation: invoke('acquire', null) })).toBe('acq');
  expect(shortLabel({ invocation: invoke('release', null) })).toBe('rel');
  expect(longLabel({ invocation: invoke('release', null) })).toBe('release');
});

test('a long answer is told by its ends and its length', () => {
  const read = invoke('read', null);
  const elements = Array.from({ length: 40 }, (_, i) => i);
  expect(shortLabel({ invocation: read, completion: end(read, 'ok', elements) })).toBe('r [0 1 … 39] (40)');
  expect(longLabel({ invocation: read, completion: end(read, 'ok', [0, 1]) })).toBe('read → [0 1]');
  expect(shortLabel({ invocation: invoke('add', 12) })).toBe('a 12');
});

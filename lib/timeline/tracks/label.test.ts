import { expect, test } from 'vitest';
import type { Op } from '../../history/op';
import { wellKnownOperations } from '../../history/operation-table';
import { longLabel, shortLabel } from './label';

const invoke = (f: string, value: Op['value']): Op => ({ index: 0, time: 0, process: 0, type: 'invoke', f, value });
const end = (op: Op, type: Op['type'], value: Op['value']): Op => ({ ...op, index: 1, type, value });

test('a read says what it returned, once it did', () => {
  const invocation = invoke('read', null);
  expect(shortLabel(wellKnownOperations, { invocation })).toBe('r');
  expect(shortLabel(wellKnownOperations, { invocation, completion: end(invocation, 'fail', null) })).toBe('r');
  expect(shortLabel(wellKnownOperations, { invocation, completion: end(invocation, 'ok', null) })).toBe('r null');
  expect(longLabel(wellKnownOperations, { invocation, completion: end(invocation, 'ok', 4) })).toBe('read → 4');
});

test('a write and a cas say what they asked for', () => {
  expect(shortLabel(wellKnownOperations, { invocation: invoke('write', 3) })).toBe('w 3');
  expect(shortLabel(wellKnownOperations, { invocation: invoke('cas', [1, 4]) })).toBe('c 1→4');
  expect(longLabel(wellKnownOperations, { invocation: invoke('cas', [1, 4]) })).toBe('cas 1→4');
});

test('an operation on one of many keys says which', () => {
  const read = { ...invoke('read', null), key: 7 };
  expect(shortLabel(wellKnownOperations, { invocation: read })).toBe('r 7:');
  expect(shortLabel(wellKnownOperations, { invocation: read, completion: end(read, 'ok', 4) })).toBe('r 7: 4');
  expect(longLabel(wellKnownOperations, { invocation: read, completion: end(read, 'ok', null) })).toBe(
    'read 7: → null',
  );
  expect(shortLabel(wellKnownOperations, { invocation: { ...invoke('write', 3), key: 7 } })).toBe('w 7: 3');
  expect(longLabel(wellKnownOperations, { invocation: { ...invoke('cas', [1, 4]), key: 7 } })).toBe('cas 7: 1→4');
});

test('an operation without a value says what it is', () => {
  expect(shortLabel(wellKnownOperations, { invocation: invoke('acquire', null) })).toBe('acq');
  expect(shortLabel(wellKnownOperations, { invocation: invoke('release', null) })).toBe('rel');
  expect(longLabel(wellKnownOperations, { invocation: invoke('release', null) })).toBe('release');
});

test('a long answer is told by its ends and its length', () => {
  const read = invoke('read', null);
  const elements = Array.from({ length: 40 }, (_, i) => i);
  expect(shortLabel(wellKnownOperations, { invocation: read, completion: end(read, 'ok', elements) })).toBe(
    'r [0, 1 … 39] (40)',
  );
  expect(longLabel(wellKnownOperations, { invocation: read, completion: end(read, 'ok', [0, 1]) })).toBe(
    'read → [0, 1]',
  );
  expect(shortLabel(wellKnownOperations, { invocation: invoke('add', 12) })).toBe('a 12');
});

test('what was answered is shown where it is not what was asked', () => {
  const dequeue = invoke('dequeue', null);
  expect(shortLabel(wellKnownOperations, { invocation: dequeue })).toBe('deq');
  expect(longLabel(wellKnownOperations, { invocation: dequeue, completion: end(dequeue, 'ok', 42) })).toBe(
    'dequeue → 42',
  );
  const pop = invoke('pop', null);
  expect(longLabel(wellKnownOperations, { invocation: pop, completion: end(pop, 'ok', 4) })).toBe('pop → 4');
});

test('a transaction is told step by step', () => {
  const txn = invoke('txn', [
    ['append', 1, 2],
    ['r', 3, null],
  ]);
  const answered = end(txn, 'ok', [
    ['append', 1, 2],
    ['r', 3, [7, 8]],
  ]);
  expect(longLabel(wellKnownOperations, { invocation: txn })).toBe('txn append 1 2, r 3 null');
  expect(longLabel(wellKnownOperations, { invocation: txn, completion: answered })).toBe(
    'txn → append 1 2, r 3 [7, 8]',
  );
});

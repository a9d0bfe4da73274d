import { expect, test } from 'vitest';
import { planSchema } from '../plan/plan';
import { blockOf } from './block-builder';
import type { Entry } from './entry';
import { decodeBlock, encodeBlock, entriesOf } from './entry-block';
import { keyedBlock, keyedEntries } from './keyed-entries';

const planOf = (name: 'register' | 'registers') =>
  planSchema.parse({ name, cluster: { type: 'memory' }, system: { name: 'memory' }, workload: { name }, seed: 1 });

/** As versions before wrote a run on many keys. */
const stored: readonly Entry[] = [
  { type: 'start', at: 1 },
  { index: 0, time: 0, process: 0, type: 'invoke', f: 'cas', value: [7, [1, 4]] },
  { index: 1, time: 1, process: 'nemesis', type: 'info', f: 'start', value: ['n1', 'n2'] },
  { index: 2, time: 2, process: 1, type: 'invoke', f: 'read', value: [8, null] },
  { index: 3, time: 3, process: 0, type: 'info', f: 'cas', value: [7, [1, 4]], error: 'timed-out' },
  { index: 4, time: 4, process: 1, type: 'ok', f: 'read', value: [8, 3], node: 'n1', revision: { index: 5 } },
];

const keyed: readonly Entry[] = [
  { type: 'start', at: 1 },
  { index: 0, time: 0, process: 0, type: 'invoke', f: 'cas', value: [1, 4], key: 7 },
  { index: 1, time: 1, process: 'nemesis', type: 'info', f: 'start', value: ['n1', 'n2'] },
  { index: 2, time: 2, process: 1, type: 'invoke', f: 'read', value: null, key: 8 },
  { index: 3, time: 3, process: 0, type: 'info', f: 'cas', value: [1, 4], key: 7, error: 'timed-out' },
  { index: 4, time: 4, process: 1, type: 'ok', f: 'read', value: 3, key: 8, node: 'n1', revision: { index: 5 } },
];

test('stored entries of a run on many keys get their keys', () => {
  expect(keyedEntries(planOf('registers'), stored)).toEqual(keyed);
  expect(entriesOf(keyedBlock(planOf('registers'), blockOf(stored)))).toEqual(keyed);
});

test('entries that have their keys stay as they are, and so do those of a run on one', () => {
  expect(keyedEntries(planOf('registers'), keyed)).toEqual(keyed);
  expect(entriesOf(keyedBlock(planOf('registers'), blockOf(keyed)))).toEqual(keyed);
  expect(keyedEntries(planOf('register'), stored)).toEqual(stored);
  expect(entriesOf(keyedBlock(planOf('register'), blockOf(stored)))).toEqual(stored);
});

test('a block without keys is of format 1, and one with keys of format 2', () => {
  expect(encodeBlock(blockOf(stored))[3]).toBe(1);
  const bytes = encodeBlock(blockOf(keyed));
  expect(bytes[3]).toBe(2);
  expect(entriesOf(decodeBlock(bytes))).toEqual(keyed);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Op } from '../history/op';
import { blockOf } from './block-builder';
import { stretch } from './drawn-entries.fixture';
import { decodeBlock, encodeBlock, entriesOf, entryCount, isBlock } from './entry-block';

test('the entries of a block are those that it was made of', () => {
  fc.assert(
    fc.property(stretch, (entries) => {
      const made = blockOf(entries);
      for (const block of [made, decodeBlock(encodeBlock(made))]) {
        expect(entriesOf(block)).toEqual(entries);
        expect(entryCount(block)).toBe(entries.length);
      }
    }),
  );
});

test('an op costs some eight bytes before compression, and its things are written once', () => {
  const ops = Array.from({ length: 1000 }, (_, index): Op => {
    return {
      index,
      time: index * 1e6,
      process: index % 5,
      type: 'invoke',
      f: 'cas',
      value: [index % 5, 1],
      node: 'n1',
    };
  });
  const { length } = encodeBlock(blockOf(ops));
  expect(length).toBeGreaterThan(8_000);
  expect(length).toBeLessThan(8_400);
});

test('a block is read wherever its bytes lie', () => {
  const one: Op = { index: 3, time: 9, process: 0, type: 'invoke', f: 'read', value: 'é' };
  const bytes = encodeBlock(blockOf([one]));
  for (let shift = 0; shift < 9; shift++) {
    const shifted = new Uint8Array(shift + bytes.length);
    shifted.set(bytes, shift);
    expect(entriesOf(decodeBlock(shifted.subarray(shift)))).toEqual([one]);
  }
});

test('ops that do not follow each other are a bug, and a block of another version is not guessed at', () => {
  const one: Op = { index: 3, time: 0, process: 0, type: 'invoke', f: 'read', value: null };
  expect(() => blockOf([one, { ...one, index: 5 }])).toThrow('op 5 follows');
  const bytes = encodeBlock(blockOf([one]));
  bytes[3] = 3;
  expect(isBlock(bytes)).toBe(true);
  expect(() => decodeBlock(bytes)).toThrow('format');
  expect(isBlock(new Uint8Array([0x7b, 0x22]))).toBe(false);
});

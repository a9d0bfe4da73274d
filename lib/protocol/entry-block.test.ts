import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../base/json';
import type { Op } from '../history/op';
import { blockOf } from './block-builder';
import type { Entry } from './entry';
import { decodeBlock, encodeBlock, entriesOf, entryCount, isBlock } from './entry-block';

const value: fc.Arbitrary<Json> = fc.oneof(
  fc.integer(),
  fc.constant(null),
  fc.constantFrom('4', 'null', 'élection'),
  fc.tuple(fc.nat(5), fc.nat(5)) as fc.Arbitrary<readonly number[]>,
);
const op = fc.record(
  {
    time: fc.nat({ max: 2 ** 50 }),
    process: fc.oneof(fc.nat({ max: 2 ** 31 - 2 }), fc.constant('nemesis' as const)),
    type: fc.constantFrom<Op['type']>('invoke', 'ok', 'fail', 'info'),
    f: fc.constantFrom('read', 'write', 'cas'),
    value,
    error: value,
    node: fc.constantFrom('n1', 'n2'),
    revision: fc.record({ modifiedIndex: fc.nat(), index: fc.nat() }, { requiredKeys: ['index'] }),
    extra: fc.constant({ exception: 'timeout' }),
  },
  { requiredKeys: ['time', 'process', 'type', 'f', 'value'] },
);
const event = fc.record({
  type: fc.constant('log' as const),
  at: fc.nat(),
  level: fc.constantFrom('info' as const, 'warn' as const),
  source: fc.string(),
  message: fc.string(),
});

/** Any stretch of any journal. */
const stretch: fc.Arbitrary<readonly Entry[]> = fc
  .tuple(fc.nat(1000), fc.array(fc.oneof(op, event), { maxLength: 60 }))
  .map(([firstIndex, drawn]) => {
    let index = firstIndex;
    return drawn.map((each): Entry => ('process' in each ? { ...each, index: index++ } : each));
  });

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

test('an op costs some thirty bytes before compression, and its things are written once', () => {
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
  expect(length).toBeGreaterThan(29_000);
  expect(length).toBeLessThan(29_400);
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
  bytes[3] = 2;
  expect(isBlock(bytes)).toBe(true);
  expect(() => decodeBlock(bytes)).toThrow('format');
  expect(isBlock(new Uint8Array([0x7b, 0x22]))).toBe(false);
});

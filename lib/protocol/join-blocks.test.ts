import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stretch } from './drawn-entries.fixture';
import { decodeBlock, encodeBlock, entriesOf } from './entry-block';
import { joinBlocks } from './join-blocks';

test('blocks that follow each other are one block of the same entries', () => {
  fc.assert(
    fc.property(stretch, fc.array(fc.nat(60)), (entries, cuts) => {
      const ends = [...cuts.filter((cut) => cut < entries.length).sort((a, b) => a - b), entries.length];
      const blocks = ends.map((end, place) => decodeBlock(encodeBlock(entries.slice(ends[place - 1] ?? 0, end))));
      expect(entriesOf(decodeBlock(joinBlocks(blocks)))).toEqual(entries);
    }),
  );
});

test('a gap between two blocks is a bug', () => {
  const read = (index: number) =>
    decodeBlock(encodeBlock([{ index, time: index, process: 0, type: 'invoke', f: 'read', value: null }]));
  expect(() => joinBlocks([read(0), read(2)])).toThrow('op 2 follows');
});

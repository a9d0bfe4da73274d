import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockBuilder, blockOf } from './block-builder';
import { stretch } from './drawn-entries.fixture';
import { type EntryBlock, entriesOf } from './entry-block';

function joined(blocks: readonly EntryBlock[]): EntryBlock {
  const builder = new BlockBuilder();
  for (const block of blocks) builder.addBlock(block);
  return builder.finish();
}

test('blocks that follow each other are one block of the same entries', () => {
  fc.assert(
    fc.property(stretch, fc.array(fc.nat(60)), (entries, cuts) => {
      const ends = [...cuts.filter((cut) => cut < entries.length).sort((a, b) => a - b), entries.length];
      const blocks = ends.map((end, place) => blockOf(entries.slice(ends[place - 1] ?? 0, end)));
      expect(entriesOf(joined(blocks))).toEqual(entries);
    }),
  );
});

test('a gap between two blocks is a bug', () => {
  const read = (index: number) => blockOf([{ index, time: index, process: 0, type: 'invoke', f: 'read', value: null }]);
  expect(() => joined([read(0), read(2)])).toThrow('op 2 follows');
});

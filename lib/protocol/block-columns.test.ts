import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Op } from '../history/op';
import { OpColumns } from '../history/op-columns';
import { BlockBuilder } from './block-builder';

const op: fc.Arbitrary<Omit<Op, 'index'>> = fc.record(
  {
    time: fc.nat(),
    process: fc.oneof(fc.nat(600), fc.constant('nemesis' as const)),
    type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
    f: fc.constantFrom('read', 'write', 'cas'),
    value: fc.oneof(fc.nat(400), fc.constant(null), fc.tuple(fc.nat(5), fc.nat(5))),
    key: fc.nat(3),
    error: fc.constantFrom('timeout', 'refused'),
    node: fc.constantFrom('n1', 'n2'),
    revision: fc.record({ modifiedIndex: fc.nat(), index: fc.nat() }, { requiredKeys: ['index'] }),
    extra: fc.constant({ exception: 'timeout' }),
  },
  { requiredKeys: ['time', 'process', 'type', 'f', 'value'] },
);

test('blocks that follow each other come out as their ops went in, whatever the order of their dictionaries', () => {
  fc.assert(
    fc.property(fc.array(fc.array(op, { maxLength: 40 }), { maxLength: 4 }), (drawn) => {
      const ofBlocks = new OpColumns();
      const ofOps = new OpColumns();
      for (const ops of drawn) {
        const builder = new BlockBuilder();
        for (const each of ops) {
          const next: Op = { ...each, index: ofOps.length };
          builder.add(next);
          ofOps.push(next);
        }
        const block = builder.finish();
        ofBlocks.pushBlock(block, 0, block.ops);
      }
      expect([...ofBlocks]).toEqual([...ofOps]);
    }),
  );
});

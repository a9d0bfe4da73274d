/** Stretches of journals as chance draws them. */
import fc from 'fast-check';
import type { Json } from '../base/json';
import type { Op } from '../history/op';
import type { Entry } from './entry';

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
    key: value,
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
export const stretch: fc.Arbitrary<readonly Entry[]> = fc
  .tuple(fc.nat(1000), fc.array(fc.oneof(op, event), { maxLength: 60 }))
  .map(([firstIndex, drawn]) => {
    let index = firstIndex;
    return drawn.map((each): Entry => ('process' in each ? { ...each, index: index++ } : each));
  });

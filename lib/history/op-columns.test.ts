import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../base/json';
import { fieldsOf, type OpFields, placesOf } from './fields';
import { KeyOps } from './independent';
import type { Op } from './op';
import { OpColumns } from './op-columns';
import { OperationColumns } from './operation-columns';

const text = fc.constantFrom('read', 'write', 'cas');
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.integer(),
  fc.constant(null),
  fc.constantFrom('4', 'null', ''),
  fc.tuple(fc.nat(5), fc.nat(5)) as fc.Arbitrary<readonly number[]>,
  fc.record({ a: fc.nat(2) }),
);

/** Any op; whether it makes sense is not the column's affair. */
const op: fc.Arbitrary<Omit<Op, 'index'>> = fc.record(
  {
    time: fc.nat({ max: 2 ** 50 }),
    process: fc.oneof(fc.nat(), fc.constant('nemesis' as const)),
    type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
    f: text,
    value,
    error: value,
    node: fc.constantFrom('n1', 'n2'),
    revision: fc.record({ modifiedIndex: fc.nat(), index: fc.nat() }, { requiredKeys: [] }),
    extra: fc.constant({ exception: 'timeout' }),
  },
  { requiredKeys: ['time', 'process', 'type', 'f', 'value'] },
);

test('an op comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(op, { maxLength: 200 }), (drawn) => {
      const columns = new OpColumns();
      const ops = drawn.map((each, index): Op => {
        const { revision, ...rest } = each;
        // A revision that says nothing is none.
        const isSaid = revision && Object.keys(revision).length > 0;
        return { ...rest, ...(isSaid ? { revision } : {}), index };
      });
      for (const each of ops) columns.push(each);
      expect(ops.map((_, index) => columns.at(index))).toEqual(ops);
      for (const outside of [-1, ops.length, 0.5, Number.NaN]) expect(columns.at(outside)).toBeUndefined();
    }),
  );
});

test('the fields of a history are those of its ops, in columns and in the part of one key as in an array', () => {
  const keyed = fc.record({ op, key: fc.constantFrom<Json[]>(1, 2) });
  fc.assert(
    fc.property(fc.array(keyed, { maxLength: 60 }), (drawn) => {
      const columns = new OpColumns();
      const part = new KeyOps(columns);
      for (const { op: each, key } of drawn) {
        if (key === 1) part.add(columns.length);
        columns.push({ ...each, key, index: columns.length });
      }
      for (const history of [columns, part]) {
        const [own, ofArray] = [fieldsOf(history), fieldsOf([...history])];
        for (const place of placesOf(history)) expect(fieldsAt(own, place)).toEqual(fieldsAt(ofArray, place));
      }
    }),
  );
});

function fieldsAt(fields: OpFields, place: number) {
  return {
    index: fields.indexAt(place),
    time: fields.timeAt(place),
    due: fields.dueTimeAt(place),
    process: fields.processAt(place),
    type: fields.typeAt(place),
    f: fields.functionAt(place),
    value: fields.valueAt(place),
    key: fields.keyAt(place),
    error: fields.errorAt(place),
    revision: fields.revisionAt(place),
  };
}

test('an operation is found from its invocation and from its completion', () => {
  const ops = new OpColumns();
  const operations = new OperationColumns(ops);
  const take = (process: Op['process'], type: Op['type']) => {
    const taken: Op = { index: ops.length, time: 10 * ops.length, process, type, f: 'read', value: null };
    ops.push(taken);
    return operations.take();
  };
  expect([take(0, 'invoke'), take('nemesis', 'info'), take(1, 'invoke'), take(0, 'ok')]).toEqual([0, undefined, 1, 0]);
  expect([0, 1, 2, 3, 4, -1, 1.5].map((index) => operations.placeOf(index))).toEqual([
    0,
    undefined,
    1,
    0,
    undefined,
    undefined,
    undefined,
  ]);
  expect([operations.outcomeOf(0), operations.outcomeOf(1)]).toEqual(['ok', 'open']);
  expect([operations.startOf(0), operations.endOf(0), operations.endOf(1)]).toEqual([0, 30, Number.NaN]);
  expect([operations.at(0)?.completion?.index, operations.at(1)?.completion, operations.at(2)]).toEqual([
    3,
    undefined,
    undefined,
  ]);
});

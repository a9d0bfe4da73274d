import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteColumn, countBelow, countBelowFrom, FloatColumn, IntColumn, NarrowColumn } from './column';

test('a column holds what was pushed, however often it grew', () => {
  for (const column of [new FloatColumn(), new IntColumn(), new ByteColumn()]) {
    for (let value = 0; value < 1000; value++) column.push(value % 256);
    expect(column.length).toBe(1000);
    expect([...column.values.subarray(0, 1000)]).toEqual(Array.from({ length: 1000 }, (_, value) => value % 256));
  }
});

test('many at once are as one by one', () => {
  const column = new FloatColumn();
  column.push(7);
  column.append(Float64Array.from({ length: 100 }, (_, value) => value));
  column.append(new Float64Array());
  column.push(8);
  expect([...column.values.subarray(0, column.length)]).toEqual([7, ...Array.from({ length: 100 }, (_, v) => v), 8]);
});

test('a narrow column holds what was pushed, one by one and many at once, however large', () => {
  const number = fc.oneof(fc.constant(0), fc.nat(255), fc.nat(65_535), fc.nat(2 ** 31 - 1));
  const pushed = fc.oneof(
    number,
    fc.array(number).map((numbers) => Int32Array.from(numbers)),
    fc.array(fc.nat(255)).map((numbers) => Uint8Array.from(numbers)),
    fc.array(fc.constantFrom(0, 1, 2 ** 32 - 1)).map((numbers) => Float64Array.from(numbers)),
  );
  fc.assert(
    fc.property(fc.array(pushed), fc.nat(100), fc.nat(300), (drawn, expected, zeros) => {
      const column = new NarrowColumn(expected);
      for (const each of drawn) typeof each === 'number' ? column.push(each) : column.append(each);
      column.append(zeros);
      column.push(1);
      const all = [
        ...drawn.flatMap((each) => (typeof each === 'number' ? [each] : [...each])),
        ...Array(zeros).fill(0),
        1,
      ];
      expect(column.length).toBe(all.length);
      expect(all.map((_, place) => column.at(place))).toEqual(all);
    }),
  );
});

test('values below a bound are counted, from anywhere before the answer', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 80 }), fc.nat(52), fc.nat(), (drawn, bound, place) => {
      const values = Float64Array.from(drawn).sort();
      const below = drawn.filter((value) => value < bound).length;
      expect(countBelow(values, values.length, bound)).toBe(below);
      expect(countBelowFrom(values, place % (below + 1), values.length, bound)).toBe(below);
    }),
  );
});

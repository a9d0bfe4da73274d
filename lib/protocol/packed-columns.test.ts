import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packColumns, viewsOf } from './packed-columns';

const number = fc.oneof(
  fc.constant(0),
  fc.nat(255),
  fc.nat(65_535),
  fc.nat(2 ** 31),
  fc.constantFrom(255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, -1, -0, 0.5, Number.NaN, 2 ** 53),
);

test('columns are what they were, whatever they hold', () => {
  const columns = fc
    .nat(20)
    .chain((length) => fc.array(fc.array(number, { minLength: length, maxLength: length }), { maxLength: 6 }));
  fc.assert(
    fc.property(columns, (drawn) => {
      const { widths, bytes } = packColumns(drawn);
      const length = drawn[0]?.length ?? 0;
      const views = viewsOf(bytes, length, widths);
      expect(views.map((view) => [...view])).toEqual(drawn);
    }),
  );
});

test('each is as narrow as its largest number asks for', () => {
  const { widths, bytes } = packColumns([
    [0, 0],
    [255, 0],
    [0, 256],
    [65_536, 1],
    [-1, 0],
  ]);
  expect(widths).toEqual([0, 1, 2, 4, 8]);
  expect(bytes.length).toBe(2 * (0 + 1 + 2 + 4 + 8));
});

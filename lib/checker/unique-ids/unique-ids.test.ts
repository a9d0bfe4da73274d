import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checked } from '../core/checked.fixture';
import { drawn, histories } from '../core/drawn-history.fixture';
import { uniqueIds } from './unique-ids';

describe('unique ids', () => {
  it('an id that is given twice is a duplicate', () => {
    const text = [3, 1, 3].map((id) => `0 0 invoke generate\n0 0 ok generate ${id}`).join('\n');
    expect(checked(uniqueIds, drawn(text))).toMatchObject({
      valid: false,
      details: { attempted: 3, acknowledged: 3, duplicated: { shown: [{ id: 3, count: 2 }], total: 1 }, range: [1, 3] },
    });
  });

  it('what failed or crashed gave no id', () => {
    const text =
      '0 0 invoke generate\n1 0 ok generate 1\n2 1 invoke generate\n3 1 fail generate 1\n4 1 invoke generate\n';
    expect(checked(uniqueIds, drawn(`${text}5 1 info generate 1`))).toMatchObject({
      valid: true,
      details: { attempted: 3, acknowledged: 1 },
    });
  });

  it('agrees with comparing each id with every other', () => {
    const call = fc.constantFrom<readonly (number | string)[]>([1, 2, '1', 'a'], [5, 6, 7, 8]).chain((ids) => {
      return fc.constantFrom(...ids).map((answer) => ({ f: 'generate', value: null, answer }));
    });
    fc.assert(
      fc.property(histories(call, 16), (history) => {
        const ids = history.filter(({ type }) => type === 'ok').map(({ value }) => value);
        const isUnique = ids.every((id, i) => ids.every((other, j) => i === j || id !== other));
        expect(checked(uniqueIds, history).valid).toBe(ids.length === 0 ? 'unknown' : isUnique);
      }),
    );
  });
});

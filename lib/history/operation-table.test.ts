import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json';
import { models } from '../model/registry';
import { describeOperation, descriptionOf, isReadOnly, wellKnownOperations } from './operation-table';

const values: readonly Json[] = [
  null,
  3,
  [1, 4],
  [['r', 'x', null]],
  [[':r', 'x', 1]],
  [['w', 'x', 1]],
  [
    ['r', 'x', null],
    ['append', 'x', 1],
  ],
  [],
  'text',
];

describe('the usual operations', () => {
  test('change nothing exactly where the models say so', () => {
    for (const [name, modelOf] of Object.entries(models)) {
      const model = modelOf();
      for (const f of Object.keys(wellKnownOperations)) {
        for (const value of values) {
          const isUnderstood = 'state' in model.step(model.initial, { f, value });
          if (!isUnderstood) continue;
          const what = `${name}: ${f} ${JSON.stringify(value)}`;
          expect([what, isReadOnly(wellKnownOperations, { f, value })]).toEqual([
            what,
            model.isReadOnly?.({ f, value }) ?? false,
          ]);
        }
      }
    }
  });

  test('may change something where nobody knows them', () => {
    for (const f of ['frobnicate', 'toString', ''])
      expect(isReadOnly(wellKnownOperations, { f, value: null })).toBe(false);
  });

  test('are declared anew by a workload that has its own', () => {
    const table = { peek: { isReadOnly: () => true, letters: 'pk' } };
    expect(isReadOnly(table, { f: 'peek', value: null })).toBe(true);
    expect(descriptionOf(table, 'read').letters).toBe('r');
  });

  test('stand in a sentence with what was asked or answered', () => {
    const op = (f: string, value: Json) => ({ index: 0, time: 0, process: 0, type: 'invoke', f, value }) as const;
    const ok = (f: string, value: Json) => ({ ...op(f, value), type: 'ok' }) as const;
    const described = (f: string, asked: Json, answered: Json) =>
      describeOperation(wellKnownOperations, { invocation: op(f, asked), completion: ok(f, answered) });
    expect(described('read', null, 3)).toBe('read of 3');
    expect(described('cas', [1, 4], [1, 4])).toBe('cas [1 4]');
    expect(described('dequeue', null, 42)).toBe('dequeue of 42');
    expect(described('acquire', null, null)).toBe('acquire');
  });
});

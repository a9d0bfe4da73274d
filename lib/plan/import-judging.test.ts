import { expect, test } from 'vitest';
import { type AskedJudging, decides, judgingOf } from './import-judging';

type Drawn = readonly [f: string, value: null | number | readonly (null | number)[]];

function judged(invocations: readonly Drawn[], asked: AskedJudging = {}) {
  const ops = invocations.map(([f, value], index) => ({
    index,
    time: index,
    process: index,
    type: 'invoke' as const,
    f,
    value,
  }));
  return judgingOf(ops, asked);
}

test('a history is judged as the workload that has its functions', () => {
  expect(
    judged([
      ['read', null],
      ['write', 1],
    ]),
  ).toMatchObject({ model: 'cas-register', initial: null, isByKey: false });
  expect(
    judged([
      ['acquire', null],
      ['release', null],
    ]),
  ).toMatchObject({ model: 'mutex' });
  expect(
    judged([
      ['add', 1],
      ['read', null],
    ]),
  ).toMatchObject({ checkers: expect.arrayContaining(['set', 'set-full']) });
  expect(judged([['add', 1]]).model).toBeUndefined();
});

test('nothing is promised that a history does not tell', () => {
  const queue = judged([
    ['enqueue', 1],
    ['dequeue', null],
  ]);
  expect(queue.model).toBeUndefined();
  expect(queue.checkers).toContain('total-queue');
  expect(queue.checkers).not.toContain('queue-order');
  const strange = judged([['txn', null]]);
  expect([strange.model, strange.checkers, decides(strange)]).toEqual([undefined, [], false]);
  expect(queue.checkers).not.toContain('log-patterns');
});

test('pairs are keys where all of them are', () => {
  expect(
    judged([
      ['read', [1, null]],
      ['write', [2, 3]],
    ]).isByKey,
  ).toBe(true);
  expect(
    judged([
      ['read', [1, null]],
      ['write', 3],
    ]).isByKey,
  ).toBe(false);
  expect(
    judged(
      [
        ['read', [1, null]],
        ['write', [2, 3]],
      ],
      { isByKey: false },
    ).isByKey,
  ).toBe(false);
  expect(
    judged(
      [
        ['read', [1, null]],
        ['write', [2, 3]],
      ],
      { model: 'multi-register' },
    ).isByKey,
  ).toBe(false);
});

test('what a person says counts', () => {
  expect(judged([['read', null]], { model: 'register', initial: 5 })).toMatchObject({ model: 'register', initial: 5 });
  expect(judged([['read', null]], { model: 'none', checkers: ['stats', 'linearizability'] })).toEqual({
    initial: null,
    isByKey: false,
    checkers: ['stats'],
  });
});

import { expect, test } from 'vitest';
import { check } from '@/lib/checker/check';
import type { Op } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import { appendBatch, emptyRunState, operationAt } from '@/lib/protocol/run-state';
import { worldPath } from './world-path';

const lines = [
  '0 invoke write 1',
  '0 ok write 1',
  '1 invoke write 4',
  '1 ok write 4',
  '0 invoke read null',
  '0 ok read 1',
];
const ops = lines.map((line, index): Op => {
  const [process, type, f = '', value] = line.split(' ');
  return { index, time: index, process: Number(process), type: type as Op['type'], f, value: JSON.parse(value ?? '') };
});

test('the path of a world ends with the step that the model refuses, in its words', () => {
  const model = casRegister(null);
  const verdict = check(ops, model, { timeLimitMs: 1000, memoryLimitMb: 256 });
  if (verdict.valid !== false) throw new Error('the history should be invalid');
  const state = appendBatch(emptyRunState(2), { from: 0, entries: ops }).state;
  const [world] = verdict.failure.worlds.shown;
  if (!world) throw new Error('a world should be shown');
  const path = worldPath(world, verdict.failure, model, (index) => operationAt(state, index));
  expect(path.map(({ index, state: after, refusal }) => [index, after ?? refusal])).toEqual([
    [0, '{:value 1}'],
    [2, '{:value 4}'],
    [4, "can't read 1 from register 4"],
  ]);
});

test('a path stops where the journal has not arrived yet', () => {
  const failure = { operation: 9, completion: 10, prefixLength: 2, worlds: { shown: [], total: 0, isExact: true } };
  const world = { order: [0], state: 1, pending: [] };
  expect(
    worldPath(world, { ...failure, finalStates: [], transitions: [] }, casRegister(null), () => undefined),
  ).toEqual([]);
});

import { expect, test } from 'vitest';
import type { History, Op } from '../../history/op';
import { casRegister } from '../../model/cas-register';
import { timelessHost } from '../core/budget';
import { anomalyOf } from './anomaly';
import { check } from './check';
import { liveLinearizability } from './live-linearizability';
import { correctHistory, Dice, withOtherRead } from './testing/random-history.fixture';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const shape = { operations: 30, workers: 3, values: 3, crashChance: 0.05, hasCas: true };

/** The ops of several keys, one after the other in turn, by processes of their own. */
function interleaved(parts: readonly History[]): History {
  const length = Math.max(...parts.map((part) => part.length));
  const ops = Array.from({ length }, (_, place) =>
    parts.flatMap((part, key) => {
      const op = part[place];
      return op ? [{ ...op, key, process: 1000 * key + Number(op.process) }] : [];
    }),
  ).flat();
  return ops.map((op, index): Op => ({ ...op, index, time: index }));
}

test('of many keys the one is blamed that the check of that key alone blames, at the same completion', () => {
  let compared = 0;
  for (let seed = 0; seed < 40; seed++) {
    const dice = new Dice(`live keys ${seed}`);
    const parts = Array.from({ length: 4 }, () => correctHistory(dice, shape));
    const broken = seed % 4;
    const wrong = withOtherRead(parts[broken] ?? [], dice, () => 99) ?? [];
    const history = interleaved(parts.map((part, key) => (key === broken ? wrong : part)));
    const verdict = check(wrong, casRegister(), limits);
    // A history in which nothing was read cannot be made wrong so.
    if (verdict.valid !== false) continue;
    compared++;
    const places = history.filter(({ key }) => key === broken).map(({ index }) => index);
    const { operations, at } = anomalyOf(verdict.counterexample);

    const grown: Op[] = [];
    const live = liveLinearizability(grown, casRegister(), true, limits, timelessHost);
    const told = history.map((op) => {
      grown.push(op);
      return live.judge();
    });
    const first = told.findIndex(({ kind }) => kind !== 'fine');
    expect(first).toBe(places[at ?? 0]);
    expect(told[first]).toMatchObject({
      kind: 'violated',
      anomaly: { operations: [places[operations[0] ?? 0]], at: first },
    });
  }
  expect(compared).toBeGreaterThan(30);
});

test('the nemesis is on no key', () => {
  const history: History = [{ index: 0, time: 0, process: 'nemesis', type: 'info', f: 'start', value: null }];
  expect(liveLinearizability(history, casRegister(), true, limits, timelessHost).judge()).toEqual({ kind: 'fine' });
});

test('an op that breaks the laws on a key is told by its index in the whole history', () => {
  const history: History = [
    { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null, key: 1 },
    { index: 1, time: 1, process: 1, type: 'invoke', f: 'read', value: null, key: 2 },
    { index: 2, time: 2, process: 1, type: 'invoke', f: 'read', value: null, key: 2 },
  ];
  const live = liveLinearizability(history, casRegister(), true, limits, timelessHost);
  expect(() => live.judge()).toThrow('process 1 invokes read (op 2)');
});

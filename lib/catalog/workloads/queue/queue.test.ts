import { expect, test } from 'vitest';
import type { Json } from '../../../base/json';
import { unlimitedBudget } from '../../../checker/core/checked.fixture';
import { runChecker } from '../../../checker/registry';
import type { Generator } from '../../../generator/generator';
import { delay } from '../../../generator/pace';
import { simulate } from '../../../generator/simulate';
import { steady } from '../../../generator/simulation.fixture';
import { clients } from '../../../generator/threads';
import type { Op } from '../../../history/op';
import { fifoQueue } from '../../../model/fifo-queue';
import { queue } from '.';

const input = {
  options: {},
  concurrency: 3,
  pace: (inner: Generator) => delay(0.1, inner),
  timeLimitSeconds: 10,
  seed: 5,
};
const invoke = { index: 0, time: 0, process: 0, type: 'invoke' } as const;

/** The queue that runs in memory, asked one operation after another. */
function running() {
  let state: Json = null;
  return {
    elements: () => state as readonly Json[],
    take(f: string, value: Json): { readonly type: 'ok' | 'fail'; readonly value: Json } {
      const update = queue.structure?.update(state, { ...invoke, f, value });
      if (update === undefined || update === 'waits') throw new Error(`the queue never waits, and ${f} did`);
      if ('refused' in update) return { type: 'fail', value: update.refused };
      state = update.state;
      return { type: 'ok', value: update.answer ?? value };
    },
  };
}

test('each element goes in once, and each client drains the queue last', () => {
  const load = simulate(clients(queue.load(input)), steady(0.01, 3)).filter(({ type }) => type === 'invoke');
  const elements = load.filter(({ f }) => f === 'enqueue').map(({ value }) => value);
  expect(elements).toEqual(elements.map((_, place) => place));
  expect(new Set(load.map(({ f }) => f))).toEqual(new Set(['enqueue', 'dequeue']));
  const last = simulate(clients(queue.last(input)), steady(0.01, 3)).filter(({ type }) => type === 'invoke');
  expect(last.map(({ process, f }) => `${process} ${f}`).sort()).toEqual(['0 drain', '1 drain', '2 drain']);
});

test('the queue that runs in memory gives the oldest first, refuses when it is empty, and is drained at once', () => {
  const ops = [
    ['dequeue', null],
    ['enqueue', 1],
    ['enqueue', 2],
    ['enqueue', 3],
    ['dequeue', null],
  ] as const;
  const { take } = running();
  const answers = [...ops, ['drain', null] as const, ['drain', null] as const].map(
    ([f, value]) => take(f, value).value,
  );
  expect(answers).toEqual(['empty', 1, 2, 3, 1, [2, 3], []]);
});

test('a history of that queue is valid to the model and to total-queue, and without one element to neither', () => {
  const ops: Op[] = [];
  const { elements, take } = running();
  const add = (f: string, value: Json) => {
    ops.push({ ...invoke, index: ops.length, f, value });
    ops.push({ ...invoke, ...take(f, value), index: ops.length, f });
  };
  for (const op of simulate(clients(queue.load(input)), steady(0.01, 3))) if (op.type === 'invoke') add(op.f, op.value);
  add('enqueue', 1000);
  const without: Json = elements().slice(0, -1);
  const history = [...ops];
  add('drain', null);
  const verdicts = (of: readonly Op[]) =>
    (['linearizability', 'total-queue'] as const).map(
      (name) => runChecker(name, of, { model: fifoQueue() }, unlimitedBudget()).valid,
    );
  expect(verdicts(ops)).toEqual([true, true]);
  const drain = ops.slice(-2).map((op) => (op.type === 'ok' ? { ...op, value: without } : op));
  expect(verdicts([...history, ...drain])).toEqual([false, false]);
});

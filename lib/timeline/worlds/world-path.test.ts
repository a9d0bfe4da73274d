import { describe, expect, test } from 'vitest';
import { drawn } from '../../checker/core/drawn-history.fixture';
import { check } from '../../checker/linearizable/check';
import type { Counterexample } from '../../checker/linearizable/verdict';
import { casRegister } from '../../model/cas-register';
import { appendBatch, emptyRunState, operationAt } from '../../protocol/run-state';
import { stepAt, stepOf, worldPath } from './world-path';

const model = casRegister(null);

/** The path of the first world of a history that is not linearizable, and the state of its run. */
function firstPath(text: string) {
  const ops = drawn(text);
  const verdict = check(ops, model, { timeLimitMs: 1000, memoryLimitMb: 256 });
  if (verdict.valid !== false) throw new Error('the history should be invalid');
  const { state } = appendBatch(emptyRunState(3), { from: 0, entries: ops });
  const [world] = verdict.counterexample.worlds.shown;
  if (!world) throw new Error('a world should be shown');
  return { path: worldPath(world, verdict.counterexample, model, state), state };
}

const stale = `
  0 0 invoke write 1
  10 0 ok write 1
  20 1 invoke write 4
  30 1 ok write 4
  40 0 invoke read
  60 0 ok read 1`;

/** Two writes at once, and one that never completes. */
const crowded = `
  0 0 invoke write 1
  2 1 invoke write 2
  4 2 invoke write 3
  10 0 ok write 1
  12 1 ok write 2
  14 2 info write 3
  20 0 invoke read
  24 0 ok read 7`;

describe('the path of a world', () => {
  test('ends with the step that the model refuses, in its words', () => {
    const { path } = firstPath(stale);
    expect(Array.from({ length: path.length }, (_, step) => stepAt(path, step))).toEqual([
      { operation: 0, state: 'register 1' },
      { operation: 2, state: 'register 4' },
      { operation: 4, refusal: "can't read 1 from register 4" },
    ]);
    expect(stepAt(path, 3)).toBeUndefined();
    expect([stepOf(path, 2), stepOf(path, 3)]).toEqual([1, -1]);
  });

  test('takes effect in the middle of its operations where nothing hinders, and is refused at the answer', () => {
    expect([...firstPath(stale).path.times]).toEqual([5e6, 25e6, 60e6]);
  });

  test('never goes back in time, and stays within each operation', () => {
    const { path, state } = firstPath(crowded);
    expect(path.length).toBeGreaterThanOrEqual(3);
    for (let step = 0; step < path.length; step++) {
      const { invocation, completion } = operationAt(state, path.operations[step] as number) ?? {};
      const time = path.times[step] as number;
      expect(time).toBeGreaterThanOrEqual(Math.max(invocation?.time ?? 0, path.times[step - 1] ?? 0));
      expect(time).toBeLessThanOrEqual(completion?.type === 'ok' ? completion.time : state.lastNanos);
    }
  });

  test('keeps each state once, however often it is reached', () => {
    const { path } = firstPath(`
      0 0 invoke write 1
      1 0 ok write 1
      2 0 invoke read
      3 0 ok read 1
      4 0 invoke read
      5 0 ok read 2`);
    expect(path.states).toEqual(['register 1']);
    expect(path.length).toBe(3);
  });

  test('stops where the journal has not arrived yet', () => {
    const counterexample: Counterexample = {
      operation: 9,
      completion: 10,
      prefixLength: 2,
      worlds: { shown: [], total: 0, isExact: true },
      finalStates: [],
      transitions: [],
    };
    const path = worldPath({ order: [0], state: 1, pending: [] }, counterexample, model, emptyRunState(1));
    expect([path.length, path.refusal]).toEqual([0, undefined]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { present } from '../base/assert';
import { hostileJson } from '../base/hostile-json.fixture';
import { isJsonEqual, type Json } from '../base/json';
import { Dice } from '../checker/linearizable/testing/random-history.fixture';
import { simulatedClients } from '../checker/linearizable/testing/simulated-clients.fixture';
import type { Model, ModelOp } from './model';
import { findModel, modelFrom, models } from './registry';

const names = Object.keys(models);

function modelOf(name: string, initial: Json = null): Model {
  return present(models[name], name)(initial);
}

describe('the registry', () => {
  it('knows its models by their names and nothing else', () => {
    for (const name of names) expect(modelOf(name)).toMatchObject({ name, summary: expect.any(String) });
    expect(findModel('cas-register', 3)).toMatchObject({ name: 'cas-register', initial: 3 });
    expect(findModel('constructor', null)).toBeUndefined();
    expect(modelFrom('stack', null)).toEqual({
      ok: false,
      error: expect.stringMatching(/^there is no model stack; .*set/),
    });
  });

  it('says which initial states a model accepts', () => {
    const refusals = [
      ['counter', 'a', 'a counter starts with a whole number, or null, not with "a"'],
      ['counter', 0.5, 'a counter starts with a whole number, or null, not with 0.5'],
      ['mutex', 1, 'a mutex starts with true (held) or false (free), or null, not with 1'],
      ['set', 3, 'a set starts with a list of its elements, or null, not with 3'],
      ['fifo-queue', { a: 1 }, 'a fifo-queue starts with a list of its elements, or null, not with {:a 1}'],
      ['unordered-queue', 1, 'an unordered-queue starts with a list of its elements, or null, not with 1'],
      ['append-only-list', 1, 'an append-only-list starts with a list of its elements, or null, not with 1'],
      ['multi-register', [1], 'a multi-register starts with a map from keys to values, or null, not with [1]'],
      ['fenced-mutex', 'a', 'a fenced-mutex starts with the greatest token given out before, or null, not with "a"'],
    ] as const;
    for (const [name, initial, error] of refusals) expect(modelFrom(name, initial)).toEqual({ ok: false, error });
    const limit = 'a reentrant-mutex starts with {"limit": n}, how often its holder may hold it at a time, or null';
    expect(modelFrom('reentrant-mutex', { limit: 0 })).toEqual({ ok: false, error: `${limit}, not with {:limit 0}` });
  });

  it('starts a model with the state that was asked for', () => {
    const starts = [
      ['counter', -4, -4],
      ['counter', -0, 0],
      ['mutex', true, true],
      ['set', [3, 1, 3], [1, 3]],
      ['fifo-queue', [3, 1], [3, 1]],
      ['unordered-queue', [3, 1, 3], { pending: [1, 3, 3], doubts: [] }],
      ['append-only-list', [3, 1], [3, 1]],
      ['multi-register', { y: 2, ':x': 1, z: null }, { ':x': 1, y: 2 }],
      ['multi-register', { 7: 1, k: 2 }, { '"7"': 1, 7: 1, k: 2 }],
      ['fenced-mutex', 7, { owner: null, 'held?': false, fence: 7 }],
    ] as const;
    for (const [name, initial, state] of starts) expect(modelOf(name, initial).initial, name).toStrictEqual(state);
  });
});

describe.each(names)('the laws of a %s', (name) => {
  const model = modelOf(name);
  const clients = present(simulatedClients[name], name);

  /** Operations with right and with wrong answers, by two processes. */
  function drawOp(state: Json, dice: Dice): ModelOp {
    const asked = clients.ask(dice, dice.happens(0.3) ? `named ${dice.below(2)}` : 'nobody');
    const right = clients.answer(state, asked, dice) ?? asked.value;
    const value = dice.happens(0.6) ? right : dice.happens(0.8) ? clients.otherAnswer(asked, dice) : asked.value;
    return { f: asked.f, value, process: dice.below(2) };
  }

  /** The states that random operations lead to; only known answers, so that clients can go on answering. */
  function* walk(seed: string, length: number): Generator<{ state: Json; op: ModelOp }> {
    const dice = new Dice(seed);
    let state = model.initial;
    for (let i = 0; i < length; i++) {
      const op = drawOp(state, dice);
      yield { state, op };
      const step = model.step(state, op);
      if ('state' in step) state = step.state;
    }
  }

  it('a step is pure, and an operation that only reads changes nothing', () => {
    let readOnly = 0;
    let accepted = 0;
    for (const { state, op } of walk(`pure/${name}`, 2000)) {
      const step = model.step(deepFrozen(structuredClone(state)), deepFrozen(structuredClone(op)));
      expect(model.step(state, op)).toStrictEqual(step);
      if ('state' in step) accepted++;
      if (!model.isReadOnly?.(op)) continue;
      readOnly++;
      if ('state' in step) expect(isJsonEqual(step.state, state)).toBe(true);
    }
    expect(accepted).toBeGreaterThan(500);
    if (model.isReadOnly) expect(readOnly).toBeGreaterThan(400);
  });

  it('a blind operation leads to one state from everywhere', () => {
    const states = [...walk(`states/${name}`, 300)].map(({ state }) => state);
    let blind = 0;
    for (const { op } of walk(`blind/${name}`, 100)) {
      if (!model.isBlind?.(op)) continue;
      blind++;
      const first = model.step(model.initial, op);
      expect(first).toHaveProperty('state');
      for (const state of states) expect(model.step(state, op)).toStrictEqual(first);
    }
    expect(blind > 0).toBe(model.isBlind !== undefined);
  });

  it('only an owned model looks at the process', () => {
    let different = 0;
    for (const { state, op } of walk(`owned/${name}`, 500)) {
      const other = model.step(state, { ...op, process: 9 });
      if (JSON.stringify(other) !== JSON.stringify(model.step(state, op))) different++;
    }
    expect(different > 0).toBe(model.isOwned === true);
  });

  it('whatever the value, it answers; its words are one line, and so is its state', () => {
    const functions = new Set([...walk(`functions/${name}`, 100)].map(({ op }) => op.f));
    fc.assert(
      fc.property(fc.constantFrom('nothing', ...functions), hostileJson, (f, value) => {
        const step = model.step(model.initial, { f, value });
        if ('state' in step) expect(model.format(step.state)).toMatch(/^\{.*\}$/);
        else expect(step.inconsistent).toMatch(/^.{5,}$/);
      }),
      { numRuns: 500 },
    );
  });
});

/** An object that throws where somebody writes into it. */
function deepFrozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') for (const item of Object.values(value)) deepFrozen(item);
  return Object.freeze(value);
}

it('a model that says what an operation expects and leaves steps as it says', () => {
  const values = [null, 0, 1, 'x', [1, 2]] as const;
  const pairs = values.flatMap((expected) => values.map((next) => [expected, next] as const));
  const ops = [
    ...values.flatMap((value) => ['read', 'write'].map((f) => ({ f, value }))),
    ...[...pairs, 7, [1]].map((value) => ({ f: 'cas', value })),
    { f: 'other', value: 1 },
  ];
  const told = Object.values(models).flatMap((make) => {
    const model = make();
    return model.registerAccess ? [model] : [];
  });
  expect(told.map(({ name }) => name)).toEqual(['register', 'cas-register', 'text']);
  for (const model of told) {
    for (const op of ops) {
      const access = model.registerAccess?.(op);
      for (const state of values) {
        const step = model.step(state, op);
        if (!access) {
          expect(step, `${op.f} ${JSON.stringify(op.value)}`).toHaveProperty('inconsistent');
          continue;
        }
        const { expects, leaves = state } = access;
        const isAccepted = expects === undefined || isJsonEqual(expects, state);
        if (isAccepted) expect(step).toEqual({ state: leaves });
        else expect(step).toHaveProperty('inconsistent');
      }
    }
  }
});

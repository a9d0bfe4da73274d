import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import type { Model } from '../../../model/model';
import { models } from '../../../model/registry';
import { Budget, type CheckLimits, timelessHost } from '../../core/budget';
import { unlimitedBudget } from '../../core/checked.fixture';
import type { CheckResult } from '../../core/finding';
import type { LinearizabilityDetails } from '../finding';
import { linearizability } from '../linearizability';
import type { Counterexample } from '../verdict';
import { bruteFailure, bruteWorlds } from './brute-force.fixture';
import { keyedHistoryOf } from './keyed-history.fixture';
import { Dice } from './random-history.fixture';
import { seededHistory } from './seeded-history.fixture';

const seedsPerModel = 60;

/** Models that are owned look at processes, and those of a part are not those of the whole. */
const judged = ['register', 'cas-register', 'versioned-register', 'set', 'fifo-queue', 'append-only-list'];

/** Of every type that a key may have, and alike as texts. */
const keys: readonly Json[] = ['7', 7, 'x', [7, 'x'], { x: 7 }];

/** More orders than these are counted by other tests. */
const comparedWorldsLimit = 100;

interface Seeded {
  readonly parts: readonly History[];
  readonly history: History;
  readonly places: readonly (readonly number[])[];
  /** By part, the completion in it at which no order is left. */
  readonly failures: readonly (number | undefined)[];
}

/** The more keys there are, the fewer may be wrong for the whole to be right, so some parts are taken from a right seed. */
function seeded(modelName: string, model: Model, seed: number): Seeded {
  const dice = new Dice(`keys of ${modelName}/${seed}`);
  const count = 2 + dice.below(keys.length - 1);
  const mayBeWrong = dice.below(4);
  const parts = Array.from({ length: count }, (_, part) => {
    let drawn = partOf(modelName, `${seed}/${part}/0`);
    for (let other = 1; part >= mayBeWrong && bruteFailure(drawn, model) !== undefined; other++) {
      drawn = partOf(modelName, `${seed}/${part}/${other}`);
    }
    return drawn;
  });
  const failures = parts.map((part) => bruteFailure(part, model));
  return { parts, failures, ...keyedHistoryOf(parts, keys, dice) };
}

/** The nemesis is on no key. */
function partOf(modelName: string, seed: string): History {
  const ops = seededHistory(modelName, seed).filter(({ process }) => process !== 'nemesis');
  return ops.map((op, index) => ({ ...op, index }));
}

/** The parts that are there, in the order in which their keys appear. */
function partsInOrder({ places }: Pick<Seeded, 'places'>): number[] {
  const there = [...places.keys()].filter((part) => firstOf(places, part) !== undefined);
  return there.sort((a, b) => (firstOf(places, a) ?? 0) - (firstOf(places, b) ?? 0));
}

function firstOf(places: Seeded['places'], part: number): number | undefined {
  return places[part]?.[0];
}

/** The completion of the whole at which a key is refuted first. */
function firstFailure({ places, failures }: Pick<Seeded, 'places' | 'failures'>): number | undefined {
  const lifted = failures.flatMap((failure, part) => (failure === undefined ? [] : [places[part]?.[failure] ?? -1]));
  return lifted.length === 0 ? undefined : Math.min(...lifted);
}

/** The op before which no order was left, whatever was to become of what was open. */
function liveFailure(part: History, model: Model): number | undefined {
  const failed = part.findIndex((_, place) => bruteFailure(part.slice(0, place + 1), model) !== undefined);
  return failed < 0 ? undefined : failed;
}

function counterexampleOf({ anomalies }: CheckResult<LinearizabilityDetails>): Counterexample {
  const evidence = anomalies[0]?.evidence;
  if (evidence?.type !== 'worlds') throw new Error('no worlds');
  return evidence.counterexample;
}

/** Every operation that it names is of the one key, under its place in the whole, and its worlds are those of the key. */
function expectCounterexample(seed: Seeded, part: number, model: Model, told: Counterexample, name: string): void {
  const [own, places] = [present(seed.parts[part], 'a part'), present(seed.places[part], 'places')];
  const failure = present(seed.failures[part], 'a failure');
  const invoked = own.findLastIndex((op) => op.process === own[failure]?.process && op.index < failure);
  expect([told.operation, told.completion], name).toEqual([places[invoked], places[failure]]);
  const { worlds, minimal, refuters = [] } = told;
  const named = [...refuters, ...(minimal?.operations ?? []), ...(minimal?.context ?? [])];
  for (const index of named) expect(places, name).toContain(index);
  if (worlds.total > comparedWorldsLimit) return;
  const all = [...bruteWorlds(own, model, failure, invoked)].map(({ order }) => order.map((at) => places[at]).join());
  expect(worlds, name).toMatchObject({ total: all.length, isExact: true });
  for (const { order } of worlds.shown) expect(all, name).toContain(order.join());
}

describe('a history of several keys against every order of each', () => {
  for (const modelName of judged) {
    const model = present(models[modelName], modelName)();

    it(`agrees on ${seedsPerModel} seeded histories of a ${modelName}`, () => {
      const tally = { valid: 0, invalid: 0, twice: 0, crashed: 0 };
      for (let number = 0; number < seedsPerModel; number++) {
        const name = `${modelName}, seed ${number}`;
        const seed = seeded(modelName, model, number);
        const { history, failures } = seed;
        const order = partsInOrder(seed);
        const wrong = order.filter((part) => failures[part] !== undefined);
        const result = linearizability.check(history, { model, isByKey: true }, unlimitedBudget());
        const counts = { total: order.length, valid: order.length - wrong.length, invalid: wrong.length, unknown: 0 };
        expect([result.valid, result.details?.keys], name).toEqual([wrong.length === 0, counts]);
        if (history.some(({ type, process }) => type === 'info' && process !== 'nemesis')) tally.crashed++;
        const [first] = wrong;
        if (first === undefined) {
          tally.valid++;
          continue;
        }
        tally.invalid++;
        if (wrong.length > 1) tally.twice++;
        expect(result.details?.key, name).toEqual(keys[first]);
        expectCounterexample(seed, first, model, counterexampleOf(result), name);
      }
      expect(tally.valid).toBeGreaterThan(0.3 * seedsPerModel);
      expect(tally.invalid).toBeGreaterThan(0.2 * seedsPerModel);
      expect(tally.twice).toBeGreaterThan(0);
      expect(tally.crashed).toBeGreaterThan(0.3 * seedsPerModel);
    });
  }

  it('is violated, as it grows, at the completion that refutes a key first', () => {
    const model = present(models['cas-register'], 'cas-register')();
    for (let number = 0; number < seedsPerModel; number++) {
      const seed = seeded('cas-register', model, number);
      const grown: Op[] = [];
      const limits = { timeLimitMs: 1000, memoryLimitMb: 512 };
      const live = linearizability.live?.(grown, { model, isByKey: true }, limits, timelessHost);
      const first = seed.history.findIndex((op) => {
        grown.push(op);
        return live?.judge().kind === 'violated';
      });
      const failures = seed.parts.map((part) => liveFailure(part, model));
      expect(first, `seed ${number}`).toBe(firstFailure({ ...seed, failures }) ?? -1);
    }
  });

  it('has no order of the whole, keys and all, exactly where a key has none', () => {
    const model = present(models.register, 'register')();
    let compared = 0;
    for (let number = 0; number < seedsPerModel; number++) {
      const seed = seeded('register', model, number);
      // Every order of so many operations is soon tried.
      if (seed.history.length > 34) continue;
      compared++;
      const withKeys = seed.history.map((op): Op => ({ ...op, value: keyedValue(op) }));
      expect(bruteFailure(withKeys, ofKeys(model)), `seed ${number}`).toBe(firstFailure(seed));
    }
    expect(compared).toBeGreaterThan(0.3 * seedsPerModel);
  });
});

/** Null for a completion that leaves what was asked for. */
function keyedValue({ type, key, value }: Op): Json {
  return type === 'ok' && value === null ? null : [JSON.stringify(key), value];
}

/** The objects of all keys as one: a state is the state of each. */
function ofKeys(model: Model): Model {
  type States = { readonly [key: string]: Json };
  return {
    name: 'keys',
    initial: {},
    step(state, { f, value }) {
      const [key, argument] = value as [string, Json];
      const states = state as States;
      const step = model.step(states[key] ?? model.initial, { f, value: argument });
      if ('inconsistent' in step) return step;
      return { state: Object.fromEntries(Object.entries({ ...states, [key]: step.state }).sort()) };
    },
    format: (state) => JSON.stringify(state),
  };
}

/** A clock that goes on by a millisecond whenever somebody looks at it. */
function limited(timeLimitMs: number): Budget {
  let looks = 0;
  const limits: CheckLimits = { timeLimitMs, memoryLimitMb: 1024 };
  return new Budget(limits, { now: () => looks++ });
}

/** Two dozen appends at once, all done, and a read that misses one: no order, and more orders than anybody can try. */
function hardHistory(): History {
  const appends = Array.from({ length: 24 }, (_, value) => value);
  const ops: Omit<Op, 'index' | 'time'>[] = [
    ...appends.map((value) => ({ process: value, type: 'invoke', f: 'append', value }) as const),
    ...appends.map((value) => ({ process: value, type: 'ok', f: 'append', value }) as const),
    { process: 0, type: 'invoke', f: 'read', value: null },
    { process: 0, type: 'ok', f: 'read', value: appends.slice(1) },
  ];
  return ops.map((op, index) => ({ ...op, index, time: index * 1000 }));
}

it('a hard key leaves the others what decides them, wherever it stands', () => {
  const model = present(models['append-only-list'], 'append-only-list')();
  const tally = { unknown: 0, invalid: 0 };
  for (let number = 0; number < 12; number++) {
    const dice = new Dice(`hard ${number}`);
    const easy = Array.from({ length: 3 }, (_, part) => partOf('append-only-list', `hard ${number}/${part}`));
    const hardPart = dice.below(4);
    const parts = [...easy.slice(0, hardPart), hardHistory(), ...easy.slice(hardPart)];
    const keyed = keyedHistoryOf(parts, keys, dice);
    const failures = parts.map((part, at) => (at === hardPart ? undefined : bruteFailure(part, model)));
    const order = partsInOrder(keyed);
    const wrong = order.filter((part) => failures[part] !== undefined);
    const { valid, details } = linearizability.check(keyed.history, { model, isByKey: true }, limited(60));
    const counts = { total: order.length, valid: order.length - wrong.length - 1, invalid: wrong.length, unknown: 1 };
    expect([valid, details?.keys], `seed ${number}`).toEqual([wrong.length > 0 ? false : 'unknown', counts]);
    expect(details?.key, `seed ${number}`).toEqual(keys[wrong[0] ?? hardPart]);
    tally[wrong.length > 0 ? 'invalid' : 'unknown']++;
  }
  expect(Math.min(tally.unknown, tally.invalid)).toBeGreaterThan(2);
});

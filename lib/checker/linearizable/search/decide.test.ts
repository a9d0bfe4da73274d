import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import { pairCompletions, pairOperations } from '../../../history/operations';
import { models } from '../../../model/registry';
import { Budget } from '../../core/budget';
import { bruteFailure, bruteFailureByPrefix } from '../testing/brute-force.fixture';
import { plainSearch } from '../testing/plain-search.fixture';
import { correctHistory, Dice, withOtherRead } from '../testing/random-history.fixture';
import { seededHistory, seededHistoryOf } from '../testing/seeded-history.fixture';
import { callsOf } from './calls';
import { decide } from './decide';
import { scheduleOf } from './schedule';
import { Steps } from './steps';
import { replay } from './witness';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 4096 };

/** Steps that the plain search may take; what it cannot decide in them is left out. */
const plainSteps = 10_000;

/** A clock that only the plain search moves: it looks at it once in some hundred steps. */
function clockOf(steps: number) {
  let looks = 0;
  return { now: () => (looks++ * 512 > steps ? limits.timeLimitMs : 0) };
}

describe('decide beside the search without its shortcuts', () => {
  for (const name of Object.keys(models)) {
    it(`says the same of 120 longer histories of a ${name}`, () => {
      const tally = { valid: 0, invalid: 0 };
      for (let seed = 0; seed < 120; seed++) {
        const dice = new Dice(`longer/${name}/${seed}`);
        const shape = {
          operations: 15 + dice.below(50),
          workers: 2 + dice.below(6),
          crashChance: dice.happens(0.5) ? 0.05 : 0.2,
          changes: dice.below(5),
        };
        const history = seededHistoryOf(name, dice, shape);
        const model = present(models[name], name)();
        const steps = new Steps(model);
        const calls = callsOf(pairOperations(history), steps);
        const plain = plainSearch(calls, steps, new Budget(limits, clockOf(plainSteps)));
        if (plain.kind === 'stopped') continue;
        const completions = pairCompletions(history);
        const schedule = scheduleOf(history, completions, steps);
        for (const widths of [undefined, [], [1], [4]]) {
          const budget = new Budget(limits, { now: () => 0 });
          const decision = decide(schedule, steps, budget, widths ? { widths } : {});
          expect(decision.kind, `seed ${seed}`).toBe(plain.kind);
          if (decision.kind === 'linearizable') {
            expect(replay({ history, completions }, model, decision.order).ok, `seed ${seed}`).toBe(true);
          }
          if (decision.kind !== 'stuck' || plain.kind !== 'stuck') continue;
          const end = present(schedule.returned[decision.call], 'return');
          expect(end, `seed ${seed}`).toBe(plain.call.returned);
          expect(decision.ends.length, `seed ${seed}`).toBeGreaterThan(0);
          for (const { state, order } of decision.ends) {
            const except = present(schedule.invoked[decision.call], 'invocation');
            const replayed = replay({ history, completions }, model, order, { end, except });
            expect(replayed, `seed ${seed}`).toEqual({ ok: true, value: steps.stateOf(state) });
          }
        }
        if (plain.kind === 'stuck') tally.invalid++;
        else tally.valid++;
      }
      expect(tally.valid).toBeGreaterThan(10);
      expect(tally.invalid).toBeGreaterThan(3);
      // Of an unordered-queue the plain search decides the fewest.
      expect(tally.valid + tally.invalid).toBeGreaterThanOrEqual(45);
    });
  }
});

it('brute force says what the definition says, word for word', () => {
  for (const name of Object.keys(models)) {
    const model = present(models[name], name)();
    for (let seed = 0; seed < 150; seed++) {
      const history = seededHistory(name, `definition/${seed}`);
      expect(bruteFailure(history, model), `${name}, seed ${seed}`).toBe(bruteFailureByPrefix(history, model));
    }
  }
});

it('says the same of registers to which every write writes another value, and many writes crash', () => {
  const model = present(models.register, 'register')();
  const tally = { valid: 0, invalid: 0 };
  for (let seed = 0; seed < 80; seed++) {
    const dice = new Dice(`distinct/${seed}`);
    const shape = { operations: 200, workers: 3 + dice.below(4), values: 2, crashChance: 0.45, hasCas: false };
    const correct = withDistinctWrites(correctHistory(dice, shape));
    const history =
      seed % 2 === 0 ? correct : (withOtherRead(correct, dice, (old) => Math.max(1, Number(old) - 3)) ?? correct);
    const steps = new Steps(model);
    const plain = plainSearch(callsOf(pairOperations(history), steps), steps, new Budget(limits, { now: () => 0 }));
    const schedule = scheduleOf(history, pairCompletions(history), steps);
    for (const widths of [undefined, []]) {
      const decision = decide(schedule, steps, new Budget(limits, { now: () => 0 }), widths ? { widths } : {});
      expect(decision.kind, `seed ${seed}`).toBe(plain.kind);
      if (decision.kind !== 'stuck' || plain.kind !== 'stuck') continue;
      expect(schedule.returned[decision.call], `seed ${seed}`).toBe(plain.call.returned);
    }
    if (plain.kind === 'stuck') tally.invalid++;
    else tally.valid++;
  }
  expect(tally.valid).toBeGreaterThan(20);
  expect(tally.invalid).toBeGreaterThan(10);
});

/** The same history with the writes numbered as they are invoked, and each read returning the number of what it read. */
function withDistinctWrites(history: History): History {
  const numbers = new Map<number, number>();
  let written = 0;
  let held: Json = null;
  const open = new Map<Op['process'], Op>();
  return history.map((op) => {
    if (op.type === 'invoke') open.set(op.process, op);
    const invoked = present(open.get(op.process), 'invocation');
    if (op.f === 'write') {
      if (op.type === 'invoke') numbers.set(op.index, ++written);
      const value = numbers.get(invoked.index) ?? null;
      if (op.type === 'ok') held = value;
      return { ...op, value };
    }
    return op.type === 'ok' ? { ...op, value: held } : op;
  });
}

import { describe, expect, it } from 'vitest';
import { present } from '../../base/assert';
import { pairCompletions, pairOperations } from '../../history/operations';
import { models } from '../../model/registry';
import { Budget } from '../budget';
import { bruteFailure, bruteFailureByPrefix } from './brute-force.fixture';
import { callsOf } from './calls';
import { decide } from './decide';
import { scheduleOf } from './packed/schedule';
import { plainSearch } from './plain-search.fixture';
import { Dice } from './random-history.fixture';
import { seededHistory, seededHistoryOf } from './seeded-history.fixture';
import { Steps } from './steps';
import { replay } from './witness';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 4096 };

/** Steps that the plain search may take; what it cannot decide in them is left out. */
const plainSteps = 40_000;

/** A clock that only the plain search moves: it looks at it once in some hundred steps. */
function clockOf(steps: number) {
  let looks = 0;
  return { now: () => (looks++ * 512 > steps ? limits.timeLimitMs : 0) };
}

describe('decide beside the search without its shortcuts', () => {
  for (const name of Object.keys(models)) {
    it(`says the same of 100 longer histories of a ${name}`, { timeout: 60_000 }, () => {
      const tally = { valid: 0, invalid: 0 };
      for (let seed = 0; seed < 100; seed++) {
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
    });
  }
});

it('brute force says what the definition says, word for word', { timeout: 60_000 }, () => {
  for (const name of Object.keys(models)) {
    const model = present(models[name], name)();
    for (let seed = 0; seed < 150; seed++) {
      const history = seededHistory(name, `definition/${seed}`);
      expect(bruteFailure(history, model), `${name}, seed ${seed}`).toBe(bruteFailureByPrefix(history, model));
    }
  }
});

import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import { fieldsOf } from '../../../history/fields';
import type { History } from '../../../history/op';
import { casRegister } from '../../../model/cas-register';
import { Budget, timelessHost } from '../../core/budget';
import { decideWithin } from '../check';
import { pausedHistory } from '../testing/paused-leader.fixture';
import { correctHistory, Dice, withOtherRead } from '../testing/random-history.fixture';
import { withLatestStaleRead } from '../testing/wrong-read.fixture';
import { type Followed, LiveRegister } from './live-register';

const model = casRegister();
const budget = () => new Budget({ timeLimitMs: 1, memoryLimitMb: 1 }, timelessHost);

function followed(history: History): Followed {
  const register = new LiveRegister(fieldsOf(history), model);
  for (const place of history.keys()) {
    const met = register.take(place, budget());
    if (met !== 'passed') return met;
  }
  return 'passed';
}

/** Some with a leader that is paused, some wrong in one read. */
function drawn(seed: number): History {
  const dice = new Dice(`live register/${seed}`);
  const values = 2 + dice.below(6);
  const shape = { operations: 60 + dice.below(300), workers: 2 + dice.below(12), values, hasCas: true };
  const paused = { operations: 400, clients: 3 + dice.below(20), pauses: 2, values, updates: 0.7, cas: 0.5 };
  const correct =
    seed % 3 === 0 ? pausedHistory(seed, paused) : correctHistory(dice, { ...shape, crashChance: 0.02 * (seed % 2) });
  if (seed % 4 === 0) return correct;
  const wrong =
    seed % 4 === 1
      ? withLatestStaleRead(correct, 0.7)?.history
      : withOtherRead(correct, dice, () => dice.below(values));
  return wrong ?? correct;
}

describe('a register followed while its history grows', () => {
  it('is judged as at the end, where the sources of its reads decide', () => {
    let lost = 0;
    let violated = 0;
    for (let seed = 0; seed < 300; seed++) {
      const history = drawn(seed);
      const met = followed(history);
      const decision = decideWithin(history, model, budget());
      if (met === 'lost') {
        lost++;
        continue;
      }
      expect(met === 'passed', `seed ${seed}`).toBe(decision.valid);
      if (met === 'passed' || decision.valid !== false) continue;
      violated++;
      // An operation that fails later explains nothing, but that is not known before.
      expect(met.completion, `seed ${seed}`).toBeGreaterThanOrEqual(decision.counterexample.completion);
    }
    expect(violated).toBeGreaterThan(50);
    expect(lost).toBeLessThan(15);
  });

  it('costs no more the longer it lasts, though writes are slow and most cas fail', () => {
    const shape = { operations: 40_000, workers: 8, values: 5, crashChance: 0, hasCas: true };
    const history = correctHistory(new Dice('long'), shape);
    const register = new LiveRegister(fieldsOf(history), model);
    const quarter = history.length / 4;
    const work: number[] = [];
    for (const place of history.keys()) {
      expect(register.take(place, budget())).toBe('passed');
      if ((place + 1) % quarter === 0) work.push(register.work);
    }
    const [first, second, third, fourth] = work.map((all, at) => all - (work[at - 1] ?? 0));
    expect(present(first, 'a quarter') + present(second, 'a quarter')).toBeGreaterThan(0);
    expect(present(third, 'a quarter') + present(fourth, 'a quarter')).toBeLessThan(
      2 * (present(first, 'a quarter') + present(second, 'a quarter')),
    );
  });
});

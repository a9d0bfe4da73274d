import { expect, it } from 'vitest';
import { present } from '../../../base/assert';
import { pairOperations } from '../../../history/operations';
import { casRegister } from '../../../model/cas-register';
import { Budget } from '../../core/budget';
import { callsOf } from '../search/calls';
import { Steps } from '../search/steps';
import { isContradictory } from '../testing/brute-optional.fixture';
import { correctHistory, Dice, withOtherRead } from '../testing/random-history.fixture';
import { Reach, windowFrom } from './history-window';
import { OptionalSearch } from './optional-search';
import { prefixOf } from './prefix';

const model = casRegister();
const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

it('contradicts exactly where no order of some operations is left, and never more where it does not count', () => {
  const tally = { contradictory: 0, seenWithoutCounting: 0, seenInWindow: 0, possible: 0 };
  for (let seed = 0; seed < 4000; seed++) {
    const dice = new Dice(`optional/${seed}`);
    const shape = { operations: 7, workers: 2 + dice.below(3), values: 3, crashChance: 0.15, hasCas: true };
    const correct = correctHistory(dice, shape);
    const history = withOtherRead(correct, dice, () => dice.below(3)) ?? correct;
    const steps = new Steps(model);
    const calls = callsOf(pairOperations(history), steps);
    const done = calls.filter(({ returned }) => Number.isFinite(returned)).sort((a, b) => b.returned - a.returned);
    const [violating] = done;
    if (!violating) continue;
    const prefix = prefixOf(calls, violating);
    const mandatory = new Set([violating, ...done.filter(() => dice.happens(0.6))].map(({ invoked }) => invoked));
    const ask = (from: number, isCounting: boolean) => {
      const window = windowFrom(prefix, new Reach(prefix, steps).before(from), from);
      const search = new OptionalSearch(steps, () => false, new Budget(limits, { now: () => 0 }), 1000);
      const isMandatory = (index: number) => mandatory.has(present(window.calls[index], 'call').invoked);
      return search.ask({ window, isMandatory, isCounting, stepLimit: 1_000_000 }).kind;
    };
    const truth = isContradictory(history, model, violating.returned, mandatory);
    expect(ask(0, true), `seed ${seed}`).toBe(truth ? 'contradiction' : 'possible');
    const isSeenLoosely = ask(0, false) === 'contradiction';
    const isSeenInWindow = ask(Math.min(...mandatory), true) === 'contradiction';
    if (isSeenLoosely || isSeenInWindow) expect(truth, `seed ${seed}`).toBe(true);
    tally.contradictory += Number(truth);
    tally.possible += Number(!truth);
    tally.seenWithoutCounting += Number(isSeenLoosely);
    tally.seenInWindow += Number(isSeenInWindow);
  }
  expect(tally.possible).toBeGreaterThan(1000);
  expect(tally.contradictory).toBeGreaterThan(500);
  expect(tally.seenWithoutCounting).toBeGreaterThan(tally.contradictory * 0.7);
  expect(tally.seenInWindow).toBeGreaterThan(tally.contradictory * 0.7);
});

/**
 * The sources of reads decide as trying every order does. Histories are small and many for that, and long ones are
 * correct by construction, for what is forgotten or remembered wrongly shows only after thousands of repairs.
 */
import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { History } from '../../../history/op';
import { pairCompletions } from '../../../history/operations';
import { casRegister } from '../../../model/cas-register';
import { Budget, timelessHost } from '../../core/budget';
import { decideWithin } from '../check';
import { decide } from '../search/decide';
import { scheduleOf } from '../search/schedule';
import { Steps } from '../search/steps';
import { replay } from '../search/witness';
import { bruteFailure } from '../testing/brute-force.fixture';
import { largeHistory } from '../testing/large-history.fixture';
import { pausedHistory } from '../testing/paused-leader.fixture';
import { correctHistory, Dice, withOtherRead } from '../testing/random-history.fixture';
import { withLatestStaleRead } from '../testing/wrong-read.fixture';
import { decideRegister } from './decide-register';

const model = casRegister();
const limits = { timeLimitMs: 1, memoryLimitMb: 1 };
const endless = Number.POSITIVE_INFINITY;

function prepared(history: History) {
  const completions = pairCompletions(history);
  const steps = new Steps(model);
  return { steps, recorded: { history, completions }, schedule: scheduleOf(history, completions, steps) };
}

/** The completion at which no order is left, once what was found is what it says it is. */
function violationOf(history: History, name: string): number | undefined {
  const { steps, recorded, schedule } = prepared(history);
  const decision = decideRegister(schedule, steps, new Budget(limits, timelessHost), endless);
  if (decision.kind !== 'linearizable' && decision.kind !== 'stuck') throw new Error(`${name}: ${decision.kind}`);
  const order = decision.order.map((call) => present(schedule.invoked[call], 'invocation'));
  if (decision.kind === 'linearizable') {
    const replayed = replay(recorded, model, order);
    if (!replayed.ok) expect(replayed, name).toMatchObject({ ok: true });
    return undefined;
  }
  const end = present(schedule.returned[decision.call], 'return');
  const except = present(schedule.invoked[decision.call], 'invocation');
  const replayed = replay(recorded, model, order, { end, except });
  if (!replayed.ok || replayed.value !== steps.stateOf(decision.state)) {
    expect(replayed, name).toEqual({ ok: true, value: steps.stateOf(decision.state) });
  }
  expect(decision.shown, name).toContain(decision.call);
  return end;
}

interface Drawn {
  readonly operations: number;
  readonly workers: number;
  readonly values: number;
}

function drawnHistory(seed: string, { operations, workers, values }: Drawn): History {
  const dice = new Dice(seed);
  const history = correctHistory(dice, {
    operations: 3 + dice.below(operations - 2),
    workers: 2 + dice.below(workers - 1),
    values: 1 + dice.below(values),
    crashChance: [0, 0.05, 0.2, 0.4][dice.below(4)] ?? 0,
    hasCas: dice.happens(0.5),
  });
  let changed = history;
  for (let reads = dice.below(3); reads > 0; reads--) {
    changed = withOtherRead(changed, dice, () => dice.below(values)) ?? changed;
  }
  return changed;
}

describe('the sources of reads', () => {
  it('decide 60,000 small histories as every order does', { timeout: 240_000 }, () => {
    const tally = { valid: 0, invalid: 0 };
    for (let seed = 0; seed < 60_000; seed++) {
      const history = drawnHistory(`sources/${seed}`, { operations: 8, workers: 5, values: seed % 2 === 0 ? 3 : 30 });
      const found = violationOf(history, `seed ${seed}`);
      const expected = bruteFailure(history, model);
      if (found !== expected) expect(found, `seed ${seed}: ${JSON.stringify(history)}`).toBe(expected);
      tally[found === undefined ? 'valid' : 'invalid']++;
    }
    expect(tally.valid).toBeGreaterThan(20_000);
    expect(tally.invalid).toBeGreaterThan(10_000);
  });

  it('decide 8000 longer histories as the search of configurations does', { timeout: 240_000 }, () => {
    const tally = { valid: 0, invalid: 0 };
    for (let seed = 0; seed < 8000; seed++) {
      const history = drawnHistory(`longer/${seed}`, { operations: 50, workers: 10, values: seed % 2 === 0 ? 4 : 30 });
      const found = violationOf(history, `seed ${seed}`);
      const { steps, schedule } = prepared(history);
      const decision = decide(schedule, steps, new Budget(limits, timelessHost), { widths: [64] });
      const expected = decision.kind === 'stuck' ? schedule.returned[decision.call] : undefined;
      if (found !== expected) expect(found, `seed ${seed}: ${JSON.stringify(history)}`).toBe(expected);
      tally[found === undefined ? 'valid' : 'invalid']++;
    }
    expect(tally.valid).toBeGreaterThan(2000);
    expect(tally.invalid).toBeGreaterThan(1000);
  });

  it('find an order of correct histories of a million operations together', { timeout: 240_000 }, () => {
    for (let seed = 0; seed < 50; seed++) {
      const crashed = [0, 0.001, 0.02][seed % 3] ?? 0;
      const shape = { operations: 20_000, clients: 4 + (seed % 7), values: 5, crashed, mix: 'thirds' } as const;
      expect(violationOf(largeHistory(`long/${seed}`, shape), `seed ${seed}`)).toBeUndefined();
    }
  });
});

describe('a register whose leader is paused', () => {
  for (const values of [50, 1000, Number.POSITIVE_INFINITY]) {
    for (const cas of [0, 0.3]) {
      it(`has an order, and none with a stale read that nothing explains: ${values} values, ${100 * cas} % cas`, () => {
        let refuted = 0;
        for (let seed = 0; seed < 4; seed++) {
          const history = pausedHistory(seed, { operations: 4000, clients: 40, pauses: 6, values, cas });
          expect(violationOf(history, `seed ${seed}`)).toBeUndefined();
          const stale = present(withLatestStaleRead(history, 0.5), 'a read');
          const violation = violationOf(stale.history, `seed ${seed}`);
          if (!stale.isCertain) continue;
          const changed = stale.history.findIndex((op, index) => op !== history[index]);
          expect(violation).toBe(changed);
          refuted++;
        }
        if (values > 50) expect(refuted).toBe(4);
      });
    }
  }
});

it('a stale read among a thousand values is explained by a few operations, once it is decided', () => {
  for (let seed = 0; seed < 4; seed++) {
    const history = pausedHistory(`why/${seed}`, { operations: 4000, clients: 40, pauses: 6, values: 1000 });
    const stale = present(withLatestStaleRead(history, 0.5), 'a read');
    const decision = decideWithin(stale.history, model, new Budget(limits, timelessHost));
    if (decision.valid !== false) throw new Error(`seed ${seed} is ${decision.valid}`);
    const { operation, refuters } = decision.counterexample;
    expect(refuters).toContain(operation);
    const explained = decision.explain(new Budget({ timeLimitMs: 60_000, memoryLimitMb: 1024 }, timelessHost));
    const contradicting = present(explained.minimal, 'a contradiction').operations;
    expect(contradicting).toContain(operation);
    expect(contradicting.length).toBeLessThanOrEqual(4);
    expect(explained.worlds.shown.length).toBeGreaterThan(0);
    expect(explained).toMatchObject({ operation, refuters });
  }
});

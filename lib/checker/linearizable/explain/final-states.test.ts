import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { History } from '../../../history/op';
import { pairOperations } from '../../../history/operations';
import { casRegister } from '../../../model/cas-register';
import { Budget } from '../../core/budget';
import { check } from '../check';
import { callsOf } from '../search/calls';
import { Steps } from '../search/steps';
import { bruteWorlds } from '../testing/brute-force.fixture';
import { largeHistory } from '../testing/large-history.fixture';
import { correctHistory, Dice, withOtherRead } from '../testing/random-history.fixture';
import { withStaleRead } from '../testing/wrong-read.fixture';
import type { Counterexample } from '../verdict';
import type { ExplanationContext } from './explanation-context';
import { allFinalStates, provenEnds } from './final-states';
import { Reach } from './history-window';
import { OptionalSearch } from './optional-search';
import { countAtLeast, variationsOf } from './order-blocks';
import { callAt, placeOf, prefixOf } from './prefix';

const model = casRegister();
const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };
const isWrite = (steps: Steps) => (classId: number) =>
  [0, 1, 2].some((value) => steps.classOf({ f: 'write', value }) === classId);

function contextFor(history: History, { operation }: Counterexample): ExplanationContext {
  const steps = new Steps(model);
  const calls = callsOf(pairOperations(history), steps);
  const violating = present(
    calls.find(({ invoked }) => invoked === operation),
    'violating',
  );
  const prefix = prefixOf(calls, violating);
  const budget = new Budget(limits, { now: () => 0 });
  const isBlind = isWrite(steps);
  const stateCeiling = 1000;
  const search = new OptionalSearch(steps, isBlind, budget, stateCeiling);
  return {
    prefix,
    reach: new Reach(prefix, steps),
    steps,
    isBlind,
    search,
    budget,
    stateCeiling,
  };
}

describe('what is told of worlds that are not all walked', () => {
  it('is never more than there is on seeded histories, and mostly all', () => {
    const tally = { cases: 0, provenAll: 0, ruledOut: 0 };
    for (let seed = 0; seed < 1500; seed++) {
      const dice = new Dice(`final/${seed}`);
      const shape = { operations: 7, workers: 2 + dice.below(3), values: 3, crashChance: 0.15, hasCas: true };
      const history = withOtherRead(correctHistory(dice, shape), dice, () => dice.below(3)) ?? [];
      const verdict = check(history, model, limits);
      if (verdict.valid !== false) continue;
      const { counterexample } = verdict;
      const truth = new Set<string>();
      const orders = new Map<string, Set<string>>();
      for (const { order, state } of bruteWorlds(history, model, counterexample.completion, counterexample.operation)) {
        truth.add(JSON.stringify(state));
        orders.set(JSON.stringify(state), (orders.get(JSON.stringify(state)) ?? new Set()).add(order.join()));
      }
      const context = contextFor(history, counterexample);
      const { prefix, steps } = context;
      const order = present(counterexample.worlds.shown[0], 'world').order;
      const state = order.reduce(
        (from, invoked) => steps.step(from, callAt(prefix, placeOf(prefix, invoked)).classId),
        steps.initial,
      );
      const proven = provenEnds([{ state, order }], context);
      const provenStates = new Set(proven.map((end) => JSON.stringify(steps.stateOf(end.state))));
      for (const end of proven) {
        const same = present(orders.get(JSON.stringify(steps.stateOf(end.state))), `seed ${seed}: a state that is`);
        expect(same, `seed ${seed}`).toContain(end.order.join());
        const others = variationsOf(end.order, 10, context);
        for (const other of others) expect(same, `seed ${seed}`).toContain(other.join());
        expect(new Set(others.map((other) => other.join())).size).toBe(others.length);
        expect(countAtLeast(end.order, 1000, context)).toBeLessThanOrEqual(same.size);
      }
      const isAll = allFinalStates(new Set(proven.map((end) => end.state)), context);
      if (isAll) expect(provenStates, `seed ${seed}`).toEqual(truth);
      tally.cases++;
      tally.provenAll += Number(provenStates.size === truth.size);
      tally.ruledOut += Number(isAll);
    }
    expect(tally.cases).toBeGreaterThan(200);
    expect(tally.provenAll).toBeGreaterThan(tally.cases * 0.9);
    expect(tally.ruledOut).toBeGreaterThan(tally.cases * 0.5);
  });

  it('is enough to explain a long history: ten worlds, all legal, and a small contradiction', () => {
    const correct = largeHistory(3, { operations: 1900, clients: 5, values: 5, crashed: 0, mix: 'half reads' });
    const { history } = present(withStaleRead(correct, 0.9), 'a read');
    const verdict = check(history, model, limits);
    if (verdict.valid !== false) throw new Error('must be invalid');
    const { worlds, minimal, finalStates } = verdict.counterexample;
    expect(worlds).toMatchObject({ total: 1_000_000, isExact: false });
    // Each was replayed operation by operation when it was told.
    expect(new Set(worlds.shown.map(({ order }) => order.join())).size).toBe(10);
    expect(finalStates.length).toBeGreaterThan(0);
    expect(present(minimal, 'a contradiction').operations.length).toBeLessThan(6);
  });
});

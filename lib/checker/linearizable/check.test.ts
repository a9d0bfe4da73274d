import { describe, expect, it } from 'vitest';
import { present } from '../../base/assert';
import type { History } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import { parseOpLines } from '../../history/text';
import { models } from '../../model/registry';
import { Budget } from '../core/budget';
import { check } from './check';
import { explain } from './explain/explain';
import { decide } from './search/decide';
import { callsOfSchedule, scheduleOf } from './search/schedule';
import { Steps } from './search/steps';
import { bruteFailure, bruteWorlds } from './testing/brute-force.fixture';
import { correctHistory, Dice, withOtherRead } from './testing/random-history.fixture';
import type { Verdict } from './verdict';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

function modelOf(name: string) {
  return present(models[name], name)();
}

/** Histories drawn as text: `0 invoke write 1`, one op a line. */
function drawn(text: string): History {
  const lines = text.trim().replaceAll(/(\d+|nemesis) +(invoke|ok|fail|info) +(\w+)/g, '$1\t:$2\t:$3');
  const parsed = parseOpLines(lines);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.ops;
}

function judge(text: string, model = 'cas-register'): Verdict {
  return check(drawn(text), modelOf(model), limits);
}

describe('check', () => {
  it('an empty history is linearizable', () => {
    expect(check([], modelOf('register'), limits)).toMatchObject({ valid: true, linearization: [], operations: 0 });
  });

  it('a read may return a value that is being written', () => {
    const verdict = judge(`
      0 invoke write 1
      1 invoke read nil
      1 ok read 1
      0 ok write 1`);
    expect(verdict).toMatchObject({ valid: true, linearization: [0, 1] });
  });

  it('a read after a completed write may not return the old value', () => {
    const verdict = judge(`
      0 invoke write 1
      0 ok write 1
      0 invoke write 2
      0 ok write 2
      1 invoke read nil
      1 ok read 1`);
    expect(verdict).toMatchObject({
      valid: false,
      counterexample: {
        operation: 4,
        completion: 5,
        prefixLength: 5,
        worlds: { shown: [{ order: [0, 2], state: 2, pending: [] }], total: 1, isExact: true },
        finalStates: [{ state: 2, worlds: 1 }],
        transitions: [{ state: 2, message: "can't read 1 from register 2" }],
      },
    });
  });

  it('an info write may take effect later', () => {
    const verdict = judge(`
      0 invoke write 1
      0 info write :timed-out
      1 invoke write 2
      1 ok write 2
      1 invoke read nil
      1 ok read 2
      1 invoke read nil
      1 ok read 1`);
    expect(verdict).toMatchObject({ valid: true, linearization: [2, 4, 0, 6], crashed: 1 });
  });

  it('an info write takes effect once', () => {
    const verdict = judge(`
      0 invoke write 1
      0 info write :timed-out
      1 invoke read nil
      1 ok read 1
      1 invoke write 2
      1 ok write 2
      1 invoke read nil
      1 ok read 1`);
    expect(verdict).toMatchObject({ valid: false, counterexample: { operation: 6 } });
  });

  it('a crashed write of the value that is there may have happened, and hide another write', () => {
    // 4, then 3 unseen, 4 again, and the cas: both reads see what it left.
    const verdict = judge(`
      0 invoke write 4
      1 invoke write 4
      2 invoke cas [4 1]
      1 ok write 4
      1 invoke write 3
      0 info write 4
      3 invoke read nil
      3 ok read 1
      1 ok write 3
      3 invoke read nil
      3 ok read 1
      2 ok cas [4 1]`);
    expect(verdict).toMatchObject({ valid: true, linearization: [1, 4, 0, 2, 6, 9] });
  });

  it('a failed write never takes effect', () => {
    const verdict = judge(`
      0 invoke write 1
      0 fail write 1
      1 invoke read nil
      1 ok read 1`);
    expect(verdict).toMatchObject({ valid: false, counterexample: { transitions: [{ state: null }] } });
  });

  it('every state that an open operation could have led to is among the final states', () => {
    const verdict = judge(`
      0 invoke write 1
      0 ok write 1
      1 invoke write 2
      2 invoke cas [1 3]
      3 invoke read nil
      3 ok read 4`);
    expect(verdict.valid).toBe(false);
    if (verdict.valid !== false) return;
    // 0 · 0 1 · 0 2 · 0 2 1, where 1 writes 2 and 2 sets 1 to 3; and nothing can follow 1 but itself.
    expect(verdict.counterexample.worlds).toMatchObject({ total: 4, isExact: true });
    expect(verdict.counterexample.finalStates).toEqual([
      { state: 2, worlds: 2 },
      { state: 1, worlds: 1 },
      { state: 3, worlds: 1 },
    ]);
    expect(verdict.counterexample.transitions.map(({ message }) => message)).toContain("can't read 4 from register 3");
  });

  it('refuses a history in which a process has two open operations', () => {
    expect(() => judge('0 invoke read nil\n0 invoke read nil')).toThrow('process 0 invokes read (op 1)');
  });
});

describe('check against every order', () => {
  for (const name of ['register', 'cas-register']) {
    it(`agrees on 6000 seeded histories of a ${name} with at most 8 operations`, () => {
      const model = modelOf(name);
      const tally = { valid: 0, invalid: 0, crashed: 0 };
      for (let seed = 0; seed < 6000; seed++) {
        const history = smallHistory(`${name}/${seed}`, name === 'cas-register');
        const counterexample = bruteFailure(history, model);
        const verdict = check(history, model, limits);
        expect(verdict.valid, `seed ${seed}`).toBe(counterexample === undefined);
        if (verdict.crashed > 0) tally.crashed++;
        if (verdict.valid !== false) {
          tally.valid++;
          continue;
        }
        tally.invalid++;
        expect(verdict.counterexample.completion, `seed ${seed}`).toBe(counterexample);
      }
      expect(tally.valid).toBeGreaterThan(1500);
      expect(tally.invalid).toBeGreaterThan(1200);
      expect(tally.crashed).toBeGreaterThan(1500);
    });
  }

  it('counts the worlds and final states that there are', () => {
    const model = modelOf('cas-register');
    let compared = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const history = smallHistory(`worlds/${seed}`, true);
      const verdict = check(history, model, limits);
      if (verdict.valid !== false) continue;
      compared++;
      const { counterexample } = verdict;
      const orders = new Map<string, number>();
      const worlds = new Set<string>();
      for (const { order, state } of bruteWorlds(history, model, counterexample.completion, counterexample.operation)) {
        worlds.add(order.join());
        orders.set(String(state), (orders.get(String(state)) ?? 0) + 1);
      }
      const { shown, total, isExact } = counterexample.worlds;
      expect({ total, isExact }, `seed ${seed}`).toEqual({ total: worlds.size, isExact: true });
      expect(new Map(counterexample.finalStates.map((end) => [String(end.state), end.worlds]))).toEqual(orders);
      expect(shown).toHaveLength(Math.min(10, total));
      expect(new Set(shown.map(({ order }) => order.join())).size).toBe(shown.length);
      for (const { order } of shown) expect(worlds).toContain(order.join());
    }
    expect(compared).toBeGreaterThan(800);
  });

  it('finds the same with and without narrow searches before the whole one', () => {
    const model = modelOf('cas-register');
    for (let seed = 0; seed < 4000; seed++) {
      const history = smallHistory(`widths/${seed}`, true);
      const kinds = [[], [1], [1, 2, 3]].map((widths) => {
        const steps = new Steps(model);
        const schedule = scheduleOf(history, pairCompletions(history), steps);
        return decide(schedule, steps, new Budget(limits, { now: () => 0 }), { widths }).kind;
      });
      expect(new Set(kinds).size, `seed ${seed}`).toBe(1);
      expect(kinds[0] === 'stuck', `seed ${seed}`).toBe(bruteFailure(history, model) !== undefined);
    }
  });

  /** One quarter as a correct register made it, the rest with up to three reads changed. */
  function smallHistory(seed: string, hasCas: boolean): History {
    const dice = new Dice(seed);
    const shape = {
      operations: 4 + dice.below(5),
      workers: 2 + dice.below(3),
      values: 3,
      crashChance: dice.happens(0.3) ? 0.3 : 0.1,
      hasCas,
    };
    let history = correctHistory(dice, shape);
    for (let changes = dice.below(4); changes > 0; changes--) {
      history = withOtherRead(history, dice, () => dice.below(3)) ?? history;
    }
    return history;
  }
});

describe('the limits of a check', () => {
  const shape = { operations: 2000, workers: 5, values: 5, crashChance: 0.01, hasCas: true };
  const history = correctHistory(new Dice('limits'), shape);
  /** A clock that goes on by a millisecond whenever somebody looks at it. */
  const clock = () => {
    let nowMs = 0;
    return () => nowMs++;
  };

  it('a limit that is met gives unknown, the cause and the progress', () => {
    const model = modelOf('cas-register');
    const host = { now: clock() };
    const late = check(history, model, { ...limits, timeLimitMs: 2 }, host);
    expect(late).toMatchObject({ valid: 'unknown', cause: 'time', operations: 2000 });
    if (late.valid !== 'unknown') return;
    expect(late.progress.done).toBeGreaterThan(0);
    expect(late.progress.done).toBeLessThan(late.progress.total);
    const full = check(history, model, { ...limits, memoryLimitMb: 10 }, { now: clock(), usedMemoryMb: () => 10 });
    expect(full).toMatchObject({ valid: 'unknown', cause: 'memory' });
    const stopped = check(history, model, limits, { now: clock(), isCancelled: () => true });
    expect(stopped).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
  });

  it('a limit that is met while worlds are counted leaves the verdict as it is', () => {
    const model = modelOf('cas-register');
    const bad = present(
      withOtherRead(correctHistory(new Dice('limits'), { ...shape, operations: 200 }), new Dice(1), () => 99),
      'a read',
    );
    const steps = new Steps(model);
    const completions = pairCompletions(bad);
    const schedule = scheduleOf(bad, completions, steps);
    const calls = callsOfSchedule(schedule, steps);
    const spent = new Budget({ ...limits, timeLimitMs: 0 }, { now: () => 0 });
    const decision = decide(schedule, steps, new Budget(limits, { now: () => 0 }));
    const patient = check(bad, model, limits);
    if (decision.kind !== 'stuck' || patient.valid !== false) throw new Error('must be invalid');
    const stuck = { call: present(calls[decision.call], 'call'), ends: decision.ends };
    const counterexample = explain(stuck, { history: bad, completions }, calls, steps, model, spent);
    expect(counterexample.completion).toBe(patient.counterexample.completion);
    expect(new Set(counterexample.transitions)).toEqual(new Set(patient.counterexample.transitions));
    expect(counterexample.worlds).toMatchObject({ total: counterexample.finalStates.length, isExact: false });
    expect(counterexample.worlds.shown).toHaveLength(counterexample.finalStates.length);
  });
});

describe('check on larger histories', () => {
  it('accepts what a correct register did', () => {
    for (let seed = 0; seed < 2000; seed++) {
      const dice = new Dice(`correct/${seed}`);
      const shape = {
        operations: 200,
        workers: 3 + dice.below(5),
        values: 5,
        crashChance: 0.01,
        hasCas: seed % 2 === 0,
      };
      expect(check(correctHistory(dice, shape), modelOf('cas-register'), limits).valid, `seed ${seed}`).toBe(true);
    }
  });

  it('accepts 2000 operations of a correct register', () => {
    for (let seed = 0; seed < 5; seed++) {
      const shape = { operations: 2000, workers: 8, values: 5, crashChance: 0.005, hasCas: true };
      const verdict = check(correctHistory(new Dice(`large/${seed}`), shape), modelOf('cas-register'), limits);
      expect(verdict).toMatchObject({ valid: true, operations: 2000 });
    }
  });

  it('finds a read of a value that nobody ever wrote', () => {
    for (let seed = 0; seed < 300; seed++) {
      const dice = new Dice(`never/${seed}`);
      const shape = { operations: 100, workers: 4, values: 5, crashChance: 0.01, hasCas: true };
      const history = present(
        withOtherRead(correctHistory(dice, shape), dice, () => 99),
        'a read',
      );
      const verdict = check(history, modelOf('cas-register'), limits);
      expect(verdict.valid, `seed ${seed}`).toBe(false);
      if (verdict.valid !== false) continue;
      expect(history[verdict.counterexample.completion]?.value).toBe(99);
    }
  });
});

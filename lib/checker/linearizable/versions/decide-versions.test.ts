import { describe, expect, it } from 'vitest';
import type { History, Op } from '../../../history/op';
import { pairCompletions } from '../../../history/operations';
import { parseOpLines } from '../../../history/text';
import { versionedRegister } from '../../../model/versioned-register';
import { unlimitedBudget } from '../../core/checked.fixture';
import { scheduleOf } from '../search/schedule';
import { Steps } from '../search/steps';
import { replay } from '../search/witness';
import { bruteFailure } from '../testing/brute-force.fixture';
import { Dice } from '../testing/random-history.fixture';
import { seededHistoryOf } from '../testing/seeded-history.fixture';
import { decideVersions } from './decide-versions';

function decided(history: History, model = versionedRegister()) {
  const steps = new Steps(model);
  const completions = pairCompletions(history);
  const schedule = scheduleOf(history, completions, steps);
  const decision = decideVersions(schedule, steps, unlimitedBudget());
  const invoked = (call: number) => schedule.invoked[call] as number;
  switch (decision.kind) {
    case 'undecided':
      return decision;
    case 'linearizable':
      return { ...decision, order: decision.order.map(invoked), recorded: { history, completions } };
    case 'stuck': {
      const completion = schedule.returned[decision.call] as number;
      return {
        kind: decision.kind,
        completion,
        order: decision.order.map(invoked),
        recorded: { history, completions },
      };
    }
  }
}

function drawn(text: string): History {
  const parsed = parseOpLines(text.trim().replaceAll(/(\d+) +(invoke|ok|info) +(\w+)/g, '$1\t:$2\t:$3'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.ops;
}

/** Few values, long operations, and many that nobody ever heard of again. */
function crowded(dice: Dice): History {
  const shape = {
    operations: 5 + dice.below(9),
    workers: 2 + dice.below(6),
    crashChance: [0.1, 0.3, 0.5][dice.below(3)] ?? 0,
    changes: dice.below(4),
  };
  const history = seededHistoryOf('versioned-register', dice, shape);
  // Without a cas nothing is left open.
  return dice.happens(0.5) ? history : withoutCas(history);
}

/** What a system with a bug, or a file of somebody else, may tell: the version of the start, and ones of any size. */
const strangeVersions = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 + 1];

function withStrangeVersion(history: History, dice: Dice): History {
  const telling = history.filter(({ value }) => Array.isArray(value));
  const changed = telling[dice.below(telling.length)];
  const version = strangeVersions[dice.below(strangeVersions.length)] ?? 0;
  return history.map((op) =>
    op === changed && Array.isArray(op.value) ? { ...op, value: [version, op.value[1] ?? null] } : op,
  );
}

/** The same history of a register that began so many versions later. */
function begunAt(start: number, history: History): History {
  const shifted = (value: Op['value']) =>
    Array.isArray(value) && typeof value[0] === 'number' ? [value[0] + start, value[1] ?? null] : value;
  return history.map((op) => ({ ...op, value: shifted(op.value) }));
}

function withoutCas(history: History): History {
  const isCas = new Set(history.flatMap(({ f, process }) => (f === 'cas' ? [process] : [])));
  return history.filter(({ process }) => !isCas.has(process)).map((op, index): Op => ({ ...op, index }));
}

describe('the order of versions', () => {
  it('decides as brute force does, with an order that can be replayed', { timeout: 60_000 }, () => {
    const seen = { linearizable: 0, stuck: 0, undecided: 0 };
    let undecidedWithoutCas = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const dice = new Dice(`versions/${seed}`);
      const crowd = crowded(dice);
      const start = dice.happens(0.2) ? 5 : 0;
      const model = versionedRegister([start, null]);
      const history = begunAt(start, dice.happens(0.3) ? withStrangeVersion(crowd, dice) : crowd);
      const decision = decided(history, model);
      seen[decision.kind]++;
      const failure = bruteFailure(history, model);
      if (decision.kind === 'linearizable') {
        expect(failure, `seed ${seed}`).toBeUndefined();
        expect(replay(decision.recorded, model, decision.order).ok, `seed ${seed}`).toBe(true);
      }
      if (decision.kind === 'stuck') {
        const { completion, order, recorded } = decision;
        expect(completion, `seed ${seed}`).toBe(failure);
        const except = recorded.completions.indexOf(completion);
        expect(replay(recorded, model, order, { end: completion, except }).ok, `seed ${seed}`).toBe(true);
      }
      const tellsAll = history.every(({ type, value }) => type !== 'ok' || (Array.isArray(value) && value[0] !== null));
      const hasCas = history.some(({ f }) => f === 'cas');
      if (decision.kind === 'undecided' && tellsAll && !hasCas) undecidedWithoutCas++;
    }
    expect(undecidedWithoutCas).toBe(0);
    expect(seen.linearizable).toBeGreaterThan(1000);
    expect(seen.stuck).toBeGreaterThan(500);
  });

  it('takes no version for another because it is large', () => {
    const history = drawn(`
      0 invoke write [nil 7]
      0 ok write [1 7]
      1 invoke read [nil nil]
      1 ok read [4294967297 7]`);
    expect(decided(history)).toMatchObject({ kind: 'stuck', completion: 3, order: [0] });
  });

  it('puts no change at the version that it begins with', () => {
    const history = drawn(`
      0 invoke write [0 nil]
      0 info write [0 nil]
      1 invoke write [nil 7]
      1 info write [nil 7]
      2 invoke read [nil nil]
      2 ok read [1 7]`);
    expect(decided(history)).toMatchObject({ kind: 'linearizable', order: [2, 4] });
  });

  it('lets a write that never returned have made a version that was seen', () => {
    const history = drawn(`
      0 invoke write [nil 7]
      0 info write [nil 7]
      1 invoke write [nil 1]
      1 ok write [2 1]
      2 invoke read [nil nil]
      2 ok read [2 1]`);
    expect(decided(history)).toMatchObject({ kind: 'linearizable', order: [0, 2, 4] });
  });

  it('refuses a version that was made before the write of it began', () => {
    const history = drawn(`
      1 invoke read [nil nil]
      1 ok read [1 7]
      0 invoke write [nil 7]
      0 info write [nil 7]`);
    expect(decided(history)).toMatchObject({ kind: 'stuck', completion: 1 });
  });

  it('refuses a version older than one that had been seen', () => {
    const history = drawn(`
      0 invoke write [nil 7]
      0 ok write [1 7]
      1 invoke write [nil 8]
      2 invoke read [nil nil]
      2 ok read [2 8]
      2 invoke read [nil nil]
      2 ok read [1 7]
      1 ok write [2 8]`);
    expect(decided(history)).toMatchObject({ kind: 'stuck', completion: 6, order: [0, 2, 3] });
  });

  it('says nothing of answers without a version', () => {
    const history = drawn(`
      0 invoke write [nil 7]
      0 ok write [nil 7]`);
    expect(decided(history)).toEqual({ kind: 'undecided' });
  });
});

/** What the graph says of small histories, against every serial order and every order of beginnings and commits. */
import { describe, expect, it } from 'vitest';
import { unlimitedBudget } from '../core/checked.fixture';
import { Dice } from '../linearizable/testing/random-history.fixture';
import type { JudgedModel } from './consistency';
import { listAppend } from './list-append';
import {
  historyOf,
  type Isolation,
  inNoOrder,
  inProcessOrder,
  inRealTime,
  isSerializable,
  isSnapshotIsolated,
  type Precedes,
  simulated,
  type Transaction,
} from './transactions.fixture';

const isolations: readonly Isolation[] = ['serial', 'snapshot', 'read committed', 'read uncommitted'];

function judged(transactions: readonly Transaction[], consistency: JudgedModel) {
  return listAppend.check(historyOf(transactions), { consistency }, unlimitedBudget());
}

/** With an answer that is older, newer or another, or an outcome that nobody knows. */
function changed(transactions: readonly Transaction[], dice: Dice): readonly Transaction[] {
  const victim = dice.below(transactions.length);
  return transactions.map((transaction, i) => {
    if (i !== victim) return transaction;
    const kind = dice.below(5);
    if (kind === 0) return { ...transaction, outcome: 'info', end: Number.POSITIVE_INFINITY, process: 100 + i };
    if (kind === 1 && transaction.outcome !== 'info') return { ...transaction, outcome: 'fail' };
    const answers = transaction.answers.map((answer) => {
      if (answer === null || dice.below(2) === 0) return answer;
      if (kind === 3) return answer.filter((_, i) => i !== dice.below(answer.length));
      return kind === 2 ? answer.slice(0, dice.below(answer.length + 1)) : [...answer].reverse();
    });
    return { ...transaction, answers };
  });
}

const oracles: readonly [
  JudgedModel,
  (transactions: readonly Transaction[], precedes: Precedes) => boolean,
  Precedes,
][] = [
  ['serializable', isSerializable, inNoOrder],
  ['strong-session-serializable', isSerializable, inProcessOrder],
  ['strict-serializable', isSerializable, inRealTime],
  ['snapshot-isolation', isSnapshotIsolated, inNoOrder],
  ['strong-session-snapshot-isolation', isSnapshotIsolated, inProcessOrder],
  ['strong-snapshot-isolation', isSnapshotIsolated, inRealTime],
];

describe('transactions on lists', () => {
  for (const [model, isAllowed, precedes] of oracles) {
    it(`are ${model} where an order of them says so`, () => {
      const seen = { true: 0, false: 0 };
      for (let seed = 0; seed < 600; seed++) {
        const dice = new Dice(`${model}/${seed}`);
        const isolation = isolations[seed % isolations.length] ?? 'serial';
        const shape = { transactions: 2 + dice.below(4), clients: 1 + dice.below(4), keys: 1 + dice.below(2) };
        let transactions = simulated(dice, isolation, shape);
        for (let change = dice.below(3); change > 0; change--) transactions = changed(transactions, dice);
        const { valid } = judged(transactions, model);
        if (valid === 'unknown') continue;
        expect(valid, `seed ${seed}: ${JSON.stringify(historyOf(transactions))}`).toBe(
          isAllowed(transactions, precedes),
        );
        seen[`${valid}`]++;
      }
      expect(Math.min(seen.true, seen.false)).toBeGreaterThan(50);
    });
  }

  it.each([
    ['serial', 'strict-serializable', undefined],
    ['snapshot', 'snapshot-isolation', 'serializable'],
    ['read committed', 'read-committed', 'snapshot-isolation'],
    ['read uncommitted', 'read-uncommitted', 'read-committed'],
  ] as const)('of a database that is %s are %s, and not always %s', (isolation, kept, beyond) => {
    let caught = 0;
    for (let seed = 0; seed < 150; seed++) {
      const transactions = simulated(new Dice(`${isolation}/${seed}`), isolation, {
        transactions: 40,
        clients: 5,
        keys: 3,
      });
      expect(judged(transactions, kept).valid, `seed ${seed}`).toBe(true);
      if (beyond && judged(transactions, beyond).valid === false) caught++;
    }
    expect(caught).toBeGreaterThan(beyond ? 50 : -1);
  });
});

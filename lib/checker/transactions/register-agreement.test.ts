/** What is said of small histories of registers, against trying every order; the benchmark tries many more. */
import { expect, it } from 'vitest';
import { unlimitedBudget } from '../core/checked.fixture';
import { Dice } from '../linearizable/testing/random-history.fixture';
import type { JudgedModel } from './consistency';
import { judgedAndTried, registerOracles } from './registers.fixture';
import { rwRegister } from './rw-register';
import { historyOf, simulated } from './transactions.fixture';

it.each(Object.keys(registerOracles) as JudgedModel[])(
  'transactions on registers are %s where some order of them says so, and what is said to fall does',
  (model) => {
    const seen = { true: 0, false: 0, unknown: 0 };
    for (let seed = 0; seed < 200; seed++) {
      const { valid, isAllowed, wronglyFallen, text } = judgedAndTried(model, `${model}/${seed}`);
      seen[`${valid}`]++;
      if (valid !== 'unknown') expect(valid, `seed ${seed}: ${text}`).toBe(isAllowed);
      expect(wronglyFallen, `seed ${seed}: ${text}`).toEqual([]);
    }
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(10);
  },
);

it.each([
  ['serial', 'strict-serializable', undefined],
  ['snapshot', 'snapshot-isolation', 'serializable'],
  ['read committed', 'read-committed', 'snapshot-isolation'],
  ['read uncommitted', 'read-uncommitted', 'read-committed'],
] as const)('registers of a database that is %s are %s, and not always %s', (isolation, kept, beyond) => {
  let caught = 0;
  for (let seed = 0; seed < 60; seed++) {
    const shape = { transactions: 40, clients: 5, keys: 3, f: 'w', isMini: seed % 2 === 0 } as const;
    const history = historyOf(simulated(new Dice(`${isolation}/${seed}`), isolation, shape), true);
    const judged = (consistency: JudgedModel) => rwRegister.check(history, { consistency }, unlimitedBudget()).valid;
    expect(judged(kept), `seed ${seed}`).toBe(true);
    if (beyond && judged(beyond) === false) caught++;
  }
  expect(caught).toBeGreaterThan(beyond ? 20 : -1);
});

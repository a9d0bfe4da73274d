/** What is said of small histories of registers, against trying every order; the benchmark tries many more. */
import { expect, it } from 'vitest';
import type { JudgedModel } from './consistency';
import { judgedAndTried, registerOracles } from './registers.fixture';

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

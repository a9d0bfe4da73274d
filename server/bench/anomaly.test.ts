import { expect, test } from 'vitest';
import { check } from '@/lib/checker/check';
import { correctHistory, Dice } from '@/lib/checker/linearizable/random-history.fixture';
import { casRegister } from '@/lib/model/cas-register';
import { withWrongRead } from './anomaly';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

test('a history with a wrong read is never linearizable, whichever kind the read is', () => {
  const kinds = new Set<string>();
  for (const crashChance of [0, 0.02, 0.1]) {
    for (let seed = 0; seed < 20; seed++) {
      const shape = { operations: 120, workers: 5, values: 4, crashChance, hasCas: true };
      const history = correctHistory(new Dice(`${crashChance} ${seed}`), shape);
      const wrong = withWrongRead(history, 0.8, 4);
      kinds.add(wrong.kind);
      expect(check(history, casRegister(), limits).valid).toBe(true);
      expect(check(wrong.history, casRegister(), limits).valid).toBe(false);
    }
  }
  expect([...kinds].sort()).toEqual(['never written', 'stale']);
});

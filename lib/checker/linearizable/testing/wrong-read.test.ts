import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { History } from '../../../history/op';
import { outcomeOf, pairOperations } from '../../../history/operations';
import { casRegister } from '../../../model/cas-register';
import { check } from '../check';
import { bruteFailure } from './brute-force.fixture';
import { type LargeShape, largeHistory } from './large-history.fixture';
import { withStaleRead, withUnwrittenRead } from './wrong-read.fixture';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

const shape: LargeShape = { operations: 7, clients: 3, values: 3, crashed: 0.2, mix: 'half reads' };

function isLinearizable(history: History): boolean {
  return bruteFailure(history, casRegister()) === undefined;
}

describe('a large history', () => {
  it('is linearizable, whether crashed operations act before their info, long after it or never', () => {
    const mixes = ['thirds', 'half reads', 'no cas'] as const;
    for (let seed = 0; seed < 600; seed++) {
      const mix = mixes[seed % mixes.length] ?? 'thirds';
      const history = largeHistory(seed, { ...shape, mix, crashed: 0.3, isLate: seed % 2 === 0 });
      expect(isLinearizable(history), `seed ${seed}`).toBe(true);
    }
  });

  it('keeps every client busy, has the shares it was asked for and is the same for the same seed', () => {
    const large: LargeShape = { operations: 20_000, clients: 10, values: 5, crashed: 0.05, mix: 'thirds' };
    const history = largeHistory('shares', large);
    expect(largeHistory('shares', large)).toEqual(history);
    const operations = pairOperations(history);
    expect(operations).toHaveLength(20_000);
    for (const f of ['read', 'write', 'cas']) {
      const share = operations.filter(({ invocation }) => invocation.f === f).length / operations.length;
      expect(share).toBeCloseTo(1 / 3, 1);
    }
    const crashed = operations.filter((operation) => outcomeOf(operation) === 'info').length;
    expect(crashed / operations.length).toBeCloseTo(0.05, 2);
    let open = 0;
    for (const { type } of history.slice(0, 19_000)) {
      open += type === 'invoke' ? 1 : -1;
      expect(open).toBeLessThanOrEqual(10);
    }
    expect(open).toBeGreaterThanOrEqual(9);
  });

  it('has no more crashed operations than it may have', () => {
    const history = largeHistory('few', { ...shape, operations: 500, crashed: 0.5, maxCrashed: 20 });
    expect(history.filter(({ type }) => type === 'info')).toHaveLength(20);
  });
});

describe('a wrong read', () => {
  it('is never linearizable where that is said to be certain', () => {
    const tally = { certain: 0, explained: 0, refused: 0 };
    for (let seed = 0; seed < 600; seed++) {
      const history = largeHistory(`wrong/${seed}`, { ...shape, operations: 9, clients: 2 });
      const stale = withStaleRead(history, 0.3);
      const unwritten = withUnwrittenRead(history, 0.3, 3);
      if (!stale || !unwritten) continue;
      const isValid = isLinearizable(stale.history);
      if (stale.isCertain) {
        tally.certain++;
        expect(isValid, `seed ${seed}`).toBe(false);
      } else if (isValid) tally.explained++;
      else tally.refused++;
      expect(isLinearizable(unwritten.history), `seed ${seed}`).toBe(false);
    }
    expect(Math.min(...Object.values(tally))).toBeGreaterThan(30);
  });

  it('is found in a history of five clients, whichever kind it is', () => {
    let certain = 0;
    for (let seed = 0; seed < 40; seed++) {
      const crashed = [0, 0.02][seed % 2] ?? 0;
      const history = largeHistory(seed, { operations: 120, clients: 5, values: 5, crashed, mix: 'half reads' });
      expect(check(history, casRegister(), limits).valid, `seed ${seed}`).toBe(true);
      const unwritten = present(withUnwrittenRead(history, 0.8, 5), 'a read');
      expect(check(unwritten.history, casRegister(), limits).valid, `seed ${seed}`).toBe(false);
      const stale = present(withStaleRead(history, 0.5), 'a read');
      if (!stale.isCertain) continue;
      certain++;
      expect(check(stale.history, casRegister(), limits).valid, `seed ${seed}`).toBe(false);
    }
    expect(certain).toBeGreaterThan(20);
  });
});

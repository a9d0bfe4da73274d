import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json';
import type { Op } from '../../history/op';
import { unlimitedBudget } from '../core/checked.fixture';
import type { BankTerms } from '../core/checker';
import { runChecker } from '../registry';

const transfer = { from: 0, to: 1, amount: 5 };

/** Reads one after another, among transfers. */
function judged(reads: readonly Json[], bank?: BankTerms) {
  const ops = reads.flatMap((value, i): readonly Omit<Op, 'index' | 'time'>[] => [
    { process: 1, type: 'invoke', f: 'transfer', value: transfer },
    { process: 2, type: 'invoke', f: 'read', value: null },
    { process: 1, type: i % 2 === 0 ? 'ok' : 'fail', f: 'transfer', value: transfer },
    { process: 2, type: 'ok', f: 'read', value },
  ]);
  const history = ops.map((op, index): Op => ({ ...op, index, time: index }));
  return runChecker('bank', history, bank ? { bank } : {}, unlimitedBudget());
}

const start = { 0: 100, 1: 0 };

describe('a bank', () => {
  it('keeps what there is in all, whatever is moved', () => {
    const found = judged([start, { 0: 95, 1: 5 }], { start });
    expect(found).toMatchObject({ valid: true, sentence: 'Each of 2 reads came to 100 in all.' });
    expect(found.details).toMatchObject({ reads: 2, transfers: 1, total: 100, lowest: 100, highest: 100 });
  });

  it.each([
    ['wrong-total', { 0: 95, 1: 0 }, 'it read 95 in all, where there are 100'],
    ['wrong-total', { 0: 100, 1: 5 }, 'it read 105 in all, where there are 100'],
    ['negative-balance', { 0: 105, 1: -5 }, 'it read -5 in account 1'],
    ['wrong-accounts', { 0: 95, 1: 0, 2: 5 }, 'it read account 2, which the bank does not have'],
    ['wrong-accounts', { 0: 100 }, 'it did not read account 1'],
  ] as const)('does not show %s: %j', (kind, read, reason) => {
    const found = judged([start, read], { start });
    expect(found).toMatchObject({
      valid: false,
      sentence: `1 read of 2 cannot be. The first is op 5: ${reason}.`,
      anomalies: [{ kind, operations: [5], at: 7 }],
    });
  });

  it('may show a balance below 0 where that is allowed', () => {
    expect(judged([{ 0: 105, 1: -5 }], { start, allowsNegative: true }).valid).toBe(true);
  });

  it('of which nobody told what it had keeps what was read first', () => {
    expect(judged([{ 0: 7 }, { 0: 3, 1: 4 }]).valid).toBe(true);
    expect(judged([{ 0: 7 }, { 0: 3, 1: 5 }])).toMatchObject({
      valid: false,
      sentence: '1 read of 2 cannot be. The first is op 5: it read 8 in all, and op 1 read 7.',
    });
  });

  it('that nobody read is no test, and what is no balance is refused', () => {
    expect(judged([])).toMatchObject({ valid: 'unknown', isUntested: true });
    expect(judged([{ 0: null }])).toMatchObject({
      valid: 'unknown',
      error: expect.stringContaining('op 3: it read nil'),
    });
    expect(judged([[1, 2]])).toMatchObject({
      valid: 'unknown',
      error: expect.stringContaining('op 3: a read of a bank'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { casRegister } from '../model/cas-register';
import type { Model } from '../model/model';
import { checkers } from './about';
import { unlimitedBudget } from './core/checked.fixture';
import { mergeValidity } from './core/compose';
import { drawn } from './core/drawn-history.fixture';
import type { Validity } from './core/finding';
import { type CheckerName, isCheckerName } from './names';
import { decideChecker, runChecker } from './registry';

describe('several checkers', () => {
  it('false outweighs unknown, and unknown outweighs true', () => {
    const all: readonly Validity[] = [true, 'unknown', false];
    expect(mergeValidity([])).toBe(true);
    for (const [i, a] of all.entries()) {
      for (const [j, b] of all.entries()) expect(mergeValidity([a, b])).toBe(all[Math.max(i, j)]);
    }
  });

  it('one that breaks is unknown with its error', () => {
    const history = drawn('0 1 invoke read\n1 1 ok read 3');
    expect(runChecker('set', history, {}, unlimitedBudget())).toEqual({
      checker: 'set',
      valid: 'unknown',
      isNoteworthy: true,
      anomalies: [],
      durationMs: 0,
      sentence: 'It could not be checked: op 1: read must give a list of elements, not 3.',
      error: 'op 1: read must give a list of elements, not 3',
    });
    expect(runChecker('stats', history, {}, unlimitedBudget())).toMatchObject({ checker: 'stats', valid: true });
  });

  it('one that cannot explain what it found has found it', () => {
    const history = drawn('0 0 invoke write 1\n1 0 ok write 1\n2 0 invoke read\n3 0 ok read 2');
    let asked = 0;
    let limit = Number.POSITIVE_INFINITY;
    const step: Model['step'] = (state, op) => {
      if (++asked > limit) throw new Error('not again');
      return casRegister().step(state, op);
    };
    const context = { model: { ...casRegister(), step } };
    decideChecker('linearizability', history, context, unlimitedBudget());
    limit = asked;
    asked = 0;
    const finding = runChecker('linearizability', history, context, unlimitedBudget());
    expect(asked).toBeGreaterThan(limit);
    expect(finding).toMatchObject({
      valid: false,
      anomalies: [{ evidence: { type: 'worlds', counterexample: { operation: 2, completion: 3, stopped: 'error' } } }],
    });
  });

  it('a history that is none is unknown', () => {
    const lone = drawn('0 1 ok read 3');
    expect(runChecker('counter', lone, {}, unlimitedBudget())).toMatchObject({
      valid: 'unknown',
      error: expect.stringMatching('op 0'),
    });
  });

  it('what is not true is noteworthy, and every report survives the journal', () => {
    const history = drawn('0 0 invoke add 1\n1 0 ok add 1\n2 1 invoke read\n3 1 ok read []\n4 1 invoke read');
    for (const name of Object.keys(checkers) as CheckerName[]) {
      for (const ops of [[], history]) {
        const report = runChecker(name, ops, {}, unlimitedBudget());
        expect(report.valid === true || report.isNoteworthy).toBe(true);
        expect(report.sentence).toMatch(/^[A-Z0-9].*\.$/);
        expect(JSON.parse(JSON.stringify(report))).toEqual(report);
      }
    }
  });

  it('names are known by themselves alone', () => {
    expect(['stats', 'toString', 'Stats'].map(isCheckerName)).toEqual([true, false, false]);
  });
});

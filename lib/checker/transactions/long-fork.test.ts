import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json';
import type { History } from '../../history/op';
import { unlimitedBudget } from '../core/checked.fixture';
import { Dice } from '../linearizable/testing/random-history.fixture';
import { runChecker } from '../registry';

/** `w x`: writes 1 to x; `r x 1, y`: reads 1 in x, and nothing in y. All at the same time. */
function historyOf(
  texts: readonly string[],
  names: { readonly read: string; readonly write: string } = named,
): History {
  const all = texts.map((text) => {
    const [, f = '', rest = ''] = /^(\w) (.*)$/.exec(text) ?? [];
    const steps = rest.split(', ').map((step) => step.split(' '));
    const answer = steps.map(
      ([key = '', value]): Json => [f, key, f === 'w' ? Number(value ?? 1) : value ? Number(value) : null],
    );
    const asked = answer.map((step): Json => (f === 'w' ? step : [f, (step as Json[])[1] ?? null, null]));
    return { f: f === 'w' ? names.write : names.read, asked, answer };
  });
  const rows = [
    ...all.map(({ f, asked }, process) => ({ process, type: 'invoke', f, value: asked }) as const),
    ...all.map(({ f, answer }, process) => ({ process, type: 'ok', f, value: answer }) as const),
  ];
  return rows.map((row, index) => ({ ...row, index, time: index }));
}

const named = { read: 'txn', write: 'txn' };

function judged(texts: readonly string[], names = named) {
  return runChecker('long-fork', historyOf(texts, names), {}, unlimitedBudget());
}

describe('a long fork', () => {
  it('is two reads of a group, each of which saw what the other one missed', () => {
    const fork = ['w x', 'w y', 'r x 1, y', 'r x, y 1'];
    for (const names of [named, { read: 'read', write: 'write' }]) {
      expect(judged(fork, names)).toMatchObject({
        valid: false,
        sentence:
          'Long fork (G-nonadjacent): op 3 read key "x" without 1, which op 0 wrote; op 2 read 1 in key "x", which op 0 had written; op 2 read key "y" without 1, which op 1 wrote; op 3 read 1 in key "y", which op 1 had written.',
        anomalies: [{ kind: 'G-nonadjacent', operations: [3, 0, 2, 1] }],
      });
    }
  });

  it.each([
    [['w x', 'w y', 'r x 1, y', 'r x 1, y 1', 'r x, y']],
    [['w x', 'w y', 'w z', 'r x 1, y, z', 'r z, x 1, y 1', 'r x 1, y 1, z 1']],
    // Other groups tell nothing of each other.
    [['w x', 'w y', 'w z', 'r x 1, y', 'r z 1, x', 'r y 1, z']],
  ])('is none where one of two saw all that the other one saw: %j', (texts) => {
    expect(judged(texts)).toMatchObject({ valid: true, anomalies: [] });
  });

  it('cannot show where no read saw a part of a group', () => {
    expect(judged(['w x', 'w y', 'r x 1, y 1', 'r x, y'])).toMatchObject({ valid: 'unknown', isUntested: true });
  });

  it.each([
    [['w x', 'w x 2'], 'op 1: it writes key "x", and so does op 0; a fork shows in keys that are written once'],
    [['w x, y'], 'op 0: it does more than write key "x"'],
    [['r x 1'], 'op 1: it read 1 in key "x", which no transaction of this history writes'],
  ])('is not looked for in %j', (texts, error) => {
    expect(judged(texts)).toMatchObject({ valid: 'unknown', error: expect.stringContaining(error) });
  });

  it('is found where two reads of a group cannot be compared, and nowhere else', () => {
    const found = { true: 0, false: 0 };
    for (let seed = 0; seed < 500; seed++) {
      const dice = new Dice(`fork/${seed}`);
      const keys = ['a', 'b', 'c'];
      const reads = Array.from({ length: 2 + dice.below(3) }, () => keys.map(() => dice.below(2)));
      const texts = reads.map((read) => `r ${keys.map((key, i) => (read[i] ? `${key} 1` : key)).join(', ')}`);
      const isWithin = (one: readonly number[], other: readonly number[]) =>
        one.every((has, i) => has <= (other[i] ?? 0));
      const isFork = reads.some((one) => reads.some((other) => !isWithin(one, other) && !isWithin(other, one)));
      const { valid } = judged([...keys.map((key) => `w ${key}`), ...texts]);
      expect(valid === false, texts.join(' | ')).toBe(isFork);
      found[`${isFork}`]++;
    }
    expect(Math.min(found.true, found.false)).toBeGreaterThan(50);
  });
});

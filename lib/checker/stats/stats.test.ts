import { describe, expect, it } from 'vitest';
import { checked } from '../core/checked.fixture';
import { drawn } from '../core/drawn-history.fixture';
import { stats } from './stats';

const check = (text: string) => checked(stats, drawn(text));

describe('stats', () => {
  it('counts how operations of each function ended, without the nemesis and what is still open', () => {
    const finding = check(`
      0 0 invoke write 1
      1 0 ok write 1
      2 1 invoke read
      3 1 ok read 1
      4 0 invoke write 2
      5 0 info write 2
      6 nemesis info start
      7 1 invoke read
      8 1 fail read
      9 1 invoke read`);
    expect(finding.valid).toBe(true);
    expect(finding.details).toEqual({
      all: { ok: 2, fail: 1, info: 1 },
      byFunction: {
        shown: [
          { f: 'read', ok: 1, fail: 1, info: 0 },
          { f: 'write', ok: 1, fail: 0, info: 1 },
        ],
        total: 2,
      },
    });
    expect(finding.sentence).toBe('4 operations completed: 2 ok, 1 fail, 1 info.');
  });

  it('a function that never succeeded leaves the result unknown, and is never invalid', () => {
    const read = '0 1 invoke read\n1 1 ok read\n';
    expect(check(`${read}2 0 invoke cas [1,2]\n3 0 fail cas [1,2]`)).toMatchObject({
      valid: 'unknown',
      isNoteworthy: true,
      sentence: 'No cas (0 of 1) succeeded, so nothing is known of it.',
    });
    expect(
      check(`${read}2 0 invoke cas [1,2]\n3 0 info cas [1,2]\n4 2 invoke write 1\n5 2 fail write 1`),
    ).toMatchObject({
      valid: 'unknown',
      sentence: 'No cas (0 of 1) and no write (0 of 1) succeeded, so nothing is known of them.',
    });
  });

  it('a history without operations has no function that failed', () => {
    expect(checked(stats, [])).toMatchObject({ valid: true, sentence: 'No operation completed.' });
  });
});

import { describe, expect, it } from 'vitest';
import { checked } from '../core/checked.fixture';
import { drawn } from '../core/drawn-history.fixture';
import { stats } from './stats';

const check = (text: string) => checked(stats, drawn(text));

/** So many operations of a function that ended so, one after the other. */
function many(count: number, f: string, type: string, rest = ''): string {
  return Array.from({ length: count }, () => `0 1 invoke ${f}\n0 1 ${type} ${f}${rest}\n`).join('');
}

describe('stats', () => {
  it('counts how operations of each function ended, without the nemesis and what is still open', () => {
    const finding = check(`${many(10, 'write', 'ok')}1 1 invoke read
      3 1 ok read 1
      4 0 invoke write 2
      5 0 info write 2
      6 nemesis info start
      7 1 invoke read
      8 1 fail read
      9 1 invoke read`);
    expect(finding.valid).toBe(true);
    expect(finding.details).toEqual({
      all: { ok: 11, fail: 1, info: 1, refused: 0 },
      byFunction: {
        shown: [
          { f: 'read', ok: 1, fail: 1, info: 0, refused: 0 },
          { f: 'write', ok: 10, fail: 0, info: 1, refused: 0 },
        ],
        total: 2,
      },
    });
    expect(finding.sentence).toBe('13 operations completed: 11 ok, 1 fail, 1 info.');
    expect(finding).not.toHaveProperty('weak');
  });

  it('a function that never succeeded makes the answer weak, and is never invalid', () => {
    const read = many(10, 'read', 'ok');
    expect(check(`${read}${many(1, 'cas', 'fail', ' [1,2]')}`)).toMatchObject({
      valid: true,
      weak: ['No cas (0 of 1) succeeded, so nothing is known of it.'],
      isNoteworthy: true,
      sentence: 'No cas (0 of 1) succeeded, so nothing is known of it.',
    });
    expect(check(`${read}${many(1, 'cas', 'info')}2 2 invoke write 1\n3 2 fail write 1`).weak).toEqual([
      'No cas (0 of 1) and no write (0 of 1) succeeded, so nothing is known of them.',
    ]);
  });

  it('so does one that mostly failed, where what was refused is no failure', () => {
    const lock = `${many(2, 'acquire', 'ok')}${many(15, 'acquire', 'info')}${many(9, 'read', 'ok')}`;
    expect(check(lock).weak).toEqual(['Only 2 of 17 acquire succeeded.']);
    const cas = `${many(3, 'cas', 'ok')}${many(20, 'cas', 'fail', ' ! "compare-failed"')}${many(9, 'read', 'ok')}`;
    expect(check(cas)).not.toHaveProperty('weak');
    const unserved = cas.replaceAll('compare-failed', 'no-leader');
    expect(check(unserved).weak).toEqual(['Only 3 of 23 cas succeeded.']);
  });

  it('and so do too few operations', () => {
    expect(check(many(9, 'read', 'ok')).weak).toEqual(['Only 9 operations succeeded.']);
    expect(check(many(10, 'read', 'ok'))).not.toHaveProperty('weak');
  });

  it('knows nothing of a history in which nothing succeeded', () => {
    expect(check(`${many(2, 'read', 'fail')}${many(1, 'write', 'info')}`)).toMatchObject({
      valid: 'unknown',
      isNoteworthy: true,
      sentence: 'None of 3 operations succeeded, so nothing is known.',
    });
    expect(checked(stats, [])).toMatchObject({
      valid: 'unknown',
      sentence: 'No operation completed, so nothing is known.',
    });
  });
});

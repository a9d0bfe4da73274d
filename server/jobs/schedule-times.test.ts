import { describe, expect, test } from 'vitest';
import { nextStart, startsBetween, timesIssue } from './schedule-times';

const at = (text: string) => Date.parse(text);

/** The next starts, as a clock in the zone shows them. */
function starts(pattern: string, zone: string, after: string, count: number): readonly string[] {
  const words: string[] = [];
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  for (let moment = at(after); words.length < count; ) {
    moment = nextStart({ pattern, zone }, moment) ?? Number.NaN;
    words.push(clock.format(moment));
  }
  return words;
}

describe('the next start', () => {
  test('is by the clock of the zone, whatever that of the server says', () => {
    expect(nextStart({ pattern: '0 2 * * *', zone: 'Asia/Kolkata' }, at('2026-09-04T12:00Z'))).toBe(
      at('2026-09-04T20:30Z'),
    );
    expect(nextStart({ pattern: '0 2 * * *', zone: 'UTC' }, at('2026-09-04T02:00Z'))).toBe(at('2026-09-05T02:00Z'));
  });

  test('of a night stays one a day where clocks go forward', () => {
    expect(starts('30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00Z', 3)).toEqual([
      '2026-03-28 02:30',
      '2026-03-29 03:00',
      '2026-03-30 02:30',
    ]);
  });

  test('of a night stays one a day where clocks go back, also of one with several times', () => {
    for (const pattern of ['30 2 * * *', '30 2,14 * * *']) {
      const nights = starts(pattern, 'Europe/Berlin', '2026-10-24T13:00Z', 5).filter((word) => word.endsWith('02:30'));
      expect(nights.slice(0, 2)).toEqual(['2026-10-25 02:30', '2026-10-26 02:30']);
    }
  });

  test('is of the days of the week that were named', () => {
    expect(starts('0 2 * * MON-FRI', 'UTC', '2026-09-04T12:00Z', 2)).toEqual(['2026-09-07 02:00', '2026-09-08 02:00']);
  });
});

test('starts that were due are counted, up to a bound', () => {
  const nightly = { pattern: '0 2 * * *', zone: 'UTC' };
  const [from, until] = [at('2026-09-01T02:00Z'), at('2026-09-04T02:00Z')];
  expect(startsBetween(nightly, from, until, 100)).toEqual({ count: 3, lastAt: until });
  expect(startsBetween(nightly, from, until - 1, 100)).toEqual({ count: 2, lastAt: at('2026-09-03T02:00Z') });
  expect(startsBetween(nightly, from, until, 1)).toEqual({ count: 1, lastAt: at('2026-09-02T02:00Z') });
  expect(startsBetween(nightly, from, from, 100)).toEqual({ count: 0, lastAt: undefined });
});

test('what is wrong with the times is said at its field', () => {
  const issue = (pattern: string, zone = 'UTC') => timesIssue({ pattern, zone }, at('2026-09-04T12:00Z'));
  expect(issue('0 2 * * *', 'Europe/Berlin')).toBeUndefined();
  expect(issue('0 2 * * *', 'Mars/Olympus')?.path).toBe('zone');
  expect(issue('0 0 30 2 *')).toEqual({ path: 'pattern', message: 'never comes: 0 0 30 2 *' });
  for (const pattern of ['0 2 * *', '* * * * * *', '0 25 * * *', 'nightly']) {
    expect(issue(pattern), pattern).toMatchObject({ path: 'pattern' });
  }
});

import { expect, test } from 'vitest';
import { dailyTime, dayChoices, momentIn, patternOf, startWords, timesWords } from './schedule-words';

test('a time on chosen days is a pattern, and comes back from it', () => {
  expect(patternOf({ time: '02:00', days: '*' })).toBe('0 2 * * *');
  for (const { days } of dayChoices) {
    for (const time of ['00:00', '02:05', '23:59'])
      expect(dailyTime(patternOf({ time, days }) ?? '')).toEqual({ time, days });
  }
  for (const time of ['', '24:00', '2', '02:60']) expect(patternOf({ time, days: '*' })).toBeUndefined();
  for (const pattern of ['*/5 * * * *', '0 2 1 * *', '0 2 * * 1,3', 'x']) expect(dailyTime(pattern)).toBeUndefined();
});

test('times are said with their zone', () => {
  expect(timesWords({ pattern: '0 2 * * *', zone: 'Europe/Berlin' })).toBe('Every day at 02:00, Europe/Berlin');
  expect(timesWords({ pattern: '0 2 1 * *', zone: 'UTC' })).toBe('By the pattern 0 2 1 * *, UTC');
  expect(momentIn('Asia/Tokyo', Date.parse('2026-11-30T17:00Z'))).toBe('1 Dec 2026, 02:00 GMT+9');
});

test('what became of a start is said', () => {
  const at = Date.parse('2026-12-01T02:00Z');
  const words = (last: Partial<Parameters<typeof startWords>[0]>) =>
    startWords({ kind: 'begun', at, runs: [], ...last }, 'UTC');
  expect(words({})).toBe('Begun on 1 Dec 2026, 02:00 UTC.');
  expect(words({ kind: 'missed', missed: 1 })).toBe('Missed on 1 Dec 2026, 02:00 UTC.');
  expect(words({ kind: 'missed', missed: 3, reason: 'No server was running.' })).toBe(
    'Missed 3 times, the last one on 1 Dec 2026, 02:00 UTC. No server was running.',
  );
});

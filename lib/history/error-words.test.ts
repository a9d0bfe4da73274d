import { expect, test } from 'vitest';
import { errorWords } from './error-words';

test('a name is told in words, and a sentence as it is', () => {
  expect(errorWords('timed-out')).toBe('timed out');
  expect(errorWords(':timed-out')).toBe('timed out');
  expect(errorWords('no client: n1 is gone')).toBe('no client: n1 is gone');
  expect(errorWords('\u202eko \x1b[2J')).toBe('\ufffdko ␛[2J');
});

test('a comparison that failed says what was expected and what was found', () => {
  const etcd = { status: 412, errorCode: 101, message: 'Compare failed', cause: '[2 != 1]', index: 9 };
  expect(errorWords(etcd)).toBe('compare failed: expected 2, found 1');
  expect(errorWords({ error: 'compare-failed', found: 1, index: 9 })).toBe('compare failed: found 1');
});

test('of what a system answered its name, message and status are told, and never nothing', () => {
  expect(errorWords({ error: 'no-leader', status: 500 })).toBe('no leader, status 500');
  expect(errorWords({ error: 'unknown', message: 'Connection reset' })).toBe('unknown: connection reset');
  expect(errorWords({ status: 500 })).toBe('status 500');
  expect(errorWords({ why: ':x' })).toBe('{why: x}');
  expect(errorWords(null)).toBe('null');
});

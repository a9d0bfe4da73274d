import { expect, test } from 'vitest';
import { refusalWords, stateWords } from './state-words';

test('a state is told without EDN', () => {
  expect(stateWords('cas-register', 2)).toBe('register 2');
  expect(stateWords('register', null)).toBe('register null');
  expect([stateWords('mutex', true), stateWords('mutex', false)]).toEqual(['lock held', 'lock free']);
  expect(stateWords('fifo-queue', [4, 5])).toBe('[4, 5]');
  expect(stateWords('reentrant-mutex', { owner: { process: 0 }, count: 2 })).toBe('{owner: {process: 0}, count: 2}');
});

test('a refusal says null for nil, and leaves other words', () => {
  expect(refusalWords("can't CAS nil from 0 to 2")).toBe("can't CAS null from 0 to 2");
  expect(refusalWords("can't read 1 from register 4")).toBe("can't read 1 from register 4");
});

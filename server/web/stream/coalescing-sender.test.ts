import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CoalescingSender } from './coalescing-sender';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a connection that is free is sent everything at once, one that is not only the latest of each kind', () => {
  const sent: string[] = [];
  let isFree = true;
  const sender = new CoalescingSender(() => isFree, { take: (go) => go() });
  const push = (kind: string, value: string) => sender.push(kind, () => sent.push(value));
  push('run', 'a1');
  push('run', 'a2');
  expect(sent).toEqual(['a1', 'a2']);
  isFree = false;
  for (let round = 3; round < 1000; round++) {
    push('run', `a${round}`);
    push('listed', `b${round}`);
    vi.advanceTimersByTime(100);
    expect(sender.size).toBe(2);
  }
  expect(sent).toHaveLength(2);
  isFree = true;
  vi.advanceTimersByTime(100);
  expect(sent.slice(2)).toEqual(['a999', 'b999']);
  expect(sender.size).toBe(0);
});

test('a viewer that left is sent nothing any more', () => {
  const sent: string[] = [];
  let isFree = false;
  const sender = new CoalescingSender(() => isFree, { take: (go) => go() });
  sender.push('run', () => sent.push('late'));
  sender.close();
  isFree = true;
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
});

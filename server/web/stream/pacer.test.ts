import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pacer } from './pacer';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a few go at once; of many, so many a turn and in order', () => {
  const pacer = new Pacer(3, 5);
  const gone: number[] = [];
  for (let i = 0; i < 8; i++) pacer.take(() => gone.push(i));
  expect(gone).toEqual([0, 1, 2]);
  vi.advanceTimersByTime(5);
  expect(gone).toEqual([0, 1, 2, 3, 4, 5]);
  // Who comes now is behind those who wait.
  pacer.take(() => gone.push(8));
  vi.advanceTimersByTime(5);
  expect(gone).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  vi.advanceTimersByTime(100);
  pacer.take(() => gone.push(9));
  expect(gone.at(-1)).toBe(9);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
});

test('who waits when it is closed is not called', () => {
  const pacer = new Pacer(1, 5);
  const gone: number[] = [];
  for (let i = 0; i < 3; i++) pacer.take(() => gone.push(i));
  pacer.close();
  vi.advanceTimersByTime(100);
  expect(gone).toEqual([0]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pacer } from '../stream/pacer';
import { paced } from './file-handlers';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('downloads share so many pieces a turn, however many there are', async () => {
  const pacer = new Pacer(5, 5);
  let taken = 0;
  const piece = { done: false as const, value: new Uint8Array(1) };
  const next = async () => {
    taken++;
    return piece;
  };
  const readers = Array.from({ length: 20 }, () =>
    paced({ bytes: undefined, next, return: async () => undefined }, pacer),
  );
  const read = readers.map((reader) => reader.next());
  await vi.advanceTimersByTimeAsync(0);
  expect(taken).toBe(5);
  await vi.advanceTimersByTimeAsync(5);
  expect(taken).toBe(10);
  await vi.advanceTimersByTimeAsync(10);
  expect(await Promise.all(read)).toEqual(readers.map(() => piece));
});

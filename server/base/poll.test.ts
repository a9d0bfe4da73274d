import { expect, test } from 'vitest';
import { poll } from './poll';

/** Reached at the n-th look. */
function reachedAfter(looks: number) {
  let taken = 0;
  return { isReached: () => ++taken >= looks, taken: () => taken };
}

test('what is reached already is seen at the first look, also when there is no time', async () => {
  const { isReached, taken } = reachedAfter(1);
  expect(await poll(isReached, { intervalMs: 1000, timeoutMs: 0 })).toBe(true);
  expect(taken()).toBe(1);
});

test('looks until the state is reached, or the time is over', async () => {
  expect(await poll(reachedAfter(4).isReached, { intervalMs: 1, timeoutMs: 60_000 })).toBe(true);
  expect(await poll(() => false, { intervalMs: 1, timeoutMs: 5 })).toBe(false);
});

test('a signal ends the wait with its reason, and what a look throws ends it too', async () => {
  const stop = new AbortController();
  const waiting = poll(() => false, { intervalMs: 60_000, timeoutMs: 60_000, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow();
  await expect(poll(() => true, { intervalMs: 1, timeoutMs: 1, signal: stop.signal })).rejects.toThrow('enough');
  const failing = () => Promise.reject(new Error('gone'));
  await expect(poll(failing, { intervalMs: 1, timeoutMs: 1 })).rejects.toThrow('gone');
});

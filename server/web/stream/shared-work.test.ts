import { expect, test, vi } from 'vitest';
import { Deferred } from '../../base/deferred';
import { SharedWork } from './shared-work';

test('work under one key is done once while it lasts, and again afterwards', async () => {
  const shared = new SharedWork<string>();
  const begun: Deferred<string>[] = [];
  const work = () => {
    const each = new Deferred<string>();
    begun.push(each);
    return each.promise;
  };
  const answers = ['a', 'a', 'b', 'a'].map((key) => shared.do(key, work));
  expect(begun).toHaveLength(2);
  begun[0]?.resolve('first');
  begun[1]?.reject(new Error('gone'));
  expect(await Promise.allSettled(answers)).toEqual([
    { status: 'fulfilled', value: 'first' },
    { status: 'fulfilled', value: 'first' },
    { status: 'rejected', reason: new Error('gone') },
    { status: 'fulfilled', value: 'first' },
  ]);
  void shared.do('a', work);
  expect(begun).toHaveLength(3);
});

test('what stays right is kept for a moment, eight answers at most', async () => {
  vi.useFakeTimers();
  const shared = new SharedWork<number>((answer) => answer > 0);
  let asked = 0;
  const ask = (key: string, answer: number) =>
    shared.do(key, async () => {
      asked++;
      return answer;
    });
  for (const _ of [1, 2, 3]) await ask('kept', 5);
  expect(asked).toBe(1);
  for (const _ of [1, 2, 3]) await ask('empty', 0);
  expect(asked).toBe(4);
  for (let i = 0; i < 8; i++) await ask(`other ${i}`, 1);
  await ask('kept', 5);
  expect(asked).toBe(13);
  vi.advanceTimersByTime(500);
  await ask('kept', 5);
  expect(asked).toBe(14);
  vi.useRealTimers();
});

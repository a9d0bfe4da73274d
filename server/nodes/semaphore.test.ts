import { expect, test } from 'vitest';
import { Semaphore } from './semaphore';

test('no more than its size hold it at once, and all get their turn in order', async () => {
  const semaphore = new Semaphore(2);
  let holding = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4, 5].map(async (turn) => {
      const release = await semaphore.acquire();
      order.push(turn);
      most = Math.max(most, ++holding);
      await Promise.resolve();
      holding--;
      release();
    }),
  );
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
});

test('giving a place back twice frees one place', async () => {
  const semaphore = new Semaphore(1);
  const release = await semaphore.acquire();
  release();
  release();
  await semaphore.acquire();
  let hasSecond = false;
  void semaphore.acquire().then(() => {
    hasSecond = true;
  });
  await Promise.resolve();
  expect(hasSecond).toBe(false);
});

import { expect, test } from 'vitest';
import { Turns } from './turns';

test('pieces are done one after the other, and no more are taken than may wait', async () => {
  const turns = new Turns(3);
  const done: string[] = [];
  let finish: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const piece = (name: string, work: Promise<void>) => turns.take(() => work.then(() => void done.push(name)));
  expect([piece('a', first), piece('b', Promise.resolve()), piece('c', Promise.resolve())]).toEqual([true, true, true]);
  expect(piece('d', Promise.resolve())).toBe(false);
  await Promise.resolve();
  expect(done).toEqual([]);
  finish();
  await expect.poll(() => done).toEqual(['a', 'b', 'c']);
  expect(piece('e', Promise.resolve())).toBe(true);
  await expect.poll(() => done.at(-1)).toBe('e');
});

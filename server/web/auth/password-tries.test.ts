import { expect, test } from 'vitest';
import { BusyError } from '../../base/busy';
import { PasswordTries } from './password-tries';

test('a link may be tried ten times, and then twice a minute; another one is not held up by that', async () => {
  let now = 0;
  const tries = new PasswordTries(() => now);
  const look = async () => 'looked';
  for (let i = 0; i < 10; i++) expect(await tries.try('a', look)).toBe('looked');
  await expect(tries.try('a', look)).rejects.toThrow(BusyError);
  expect(await tries.try('b', look)).toBe('looked');
  now += 30_000;
  expect(await tries.try('a', look)).toBe('looked');
  await expect(tries.try('a', look)).rejects.toThrow('tried too often');
});

test('one key is derived at a time', async () => {
  const tries = new PasswordTries(() => 0);
  let atOnce = 0;
  let most = 0;
  const look = async () => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
  };
  await Promise.all(Array.from({ length: 15 }, (_, place) => tries.try(`link ${place}`, look)));
  expect(most).toBe(1);
});

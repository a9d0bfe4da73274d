import { expect, test } from 'vitest';
import { hashOfPassword, isPass, isPassword, passOf } from './link-password';

test('a password is known again, however a keyboard composes its letters, and no other is', async () => {
  const hash = await hashOfPassword('pass\u00e9 \u2713');
  expect(await isPassword('passe\u0301 \u2713', hash)).toBe(true);
  expect(await isPassword('passe \u2713', hash)).toBe(false);
  expect(await isPassword('', hash)).toBe(false);
  expect(hash).not.toContain('pass');
  expect(await hashOfPassword('pass\u00e9 \u2713')).not.toBe(hash);
});

test('what no version has written is the password of nobody, and costs no memory', async () => {
  const hash = await hashOfPassword('a password');
  for (const wrong of ['', 'plain', hash.replace('$15$', '$30$'), hash.replace('scrypt', 'md5'), hash.slice(0, -3)]) {
    expect(await isPassword('a password', wrong)).toBe(false);
  }
});

test('a pass is good for one link, one password and a time', async () => {
  const [hash, other] = [await hashOfPassword('a password'), await hashOfPassword('a password')];
  const pass = passOf('token', hash, 1000);
  expect(isPass(pass, 'token', hash, 999)).toBe(true);
  expect(isPass(pass, 'token', hash, 1000)).toBe(false);
  expect(isPass(pass, 'another', hash, 999)).toBe(false);
  expect(isPass(pass, 'token', other, 999)).toBe(false);
  expect(isPass(pass.replace('1000', '9999'), 'token', hash, 999)).toBe(false);
  for (const guess of [undefined, '', '.', '9999.', `${pass}x`, 'é.é'])
    expect(isPass(guess, 'token', hash, 0)).toBe(false);
});

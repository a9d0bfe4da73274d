import { createPublicKey } from 'node:crypto';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { newKeyPair } from './keys';

test('every key pair reads back whole and signs for its public half', () => {
  // Enough that keys with leading zeros, which are easy to get wrong, are among them.
  for (let i = 0; i < 600; i++) {
    const pair = newKeyPair(`key-${i}`);
    const key = ssh2.utils.parseKey(pair.private);
    if (key instanceof Error) throw key;
    expect(key.getPublicSSH().toString('base64')).toBe(pair.public.split(' ')[1]);
    expect(key.comment).toBe(`key-${i}`);
    const published = ssh2.utils.parseKey(pair.public);
    if (published instanceof Error) throw published;
    expect(published.verify('text', key.sign('text'))).toBe(true);
    expect(createPublicKey(published.getPublicPEM()).asymmetricKeyType).toBe('ed25519');
  }
});

import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { newKeyPair } from '../lab/keys';
import { entriesFor, fingerprint, hostName, judgeHostKey, keyType, parseKnownHosts } from './known-hosts';

function newKey(): { readonly blob: Buffer; readonly text: string } {
  const text = newKeyPair('test').public.split(' ').slice(0, 2).join(' ');
  return { text, blob: Buffer.from(text.split(' ')[1] ?? '', 'base64') };
}

function judge(file: string, host: string, port: number, key: Buffer) {
  return judgeHostKey(entriesFor(parseKnownHosts(file), host, port), key);
}

const mine = newKey();
const other = newKey();

test('a key that the file holds for the host is known', () => {
  expect(judge(`# mine\n\nn1,10.0.0.1 ${mine.text} comment\n`, '10.0.0.1', 22, mine.blob)).toEqual({ kind: 'known' });
});

test('a host that the file does not name is unknown', () => {
  expect(judge(`n1 ${mine.text}\nnot a line\n`, 'n2', 22, mine.blob)).toEqual({ kind: 'unknown' });
  expect(judge('', 'n2', 22, mine.blob)).toEqual({ kind: 'unknown' });
});

test('another key than the file holds is a changed one, with the line to look at', () => {
  expect(judge(`# one\nn1 ${mine.text}\n`, 'n1', 22, other.blob)).toEqual({
    kind: 'changed',
    line: 2,
    expected: fingerprint(mine.blob),
  });
});

test('a second key of the same host is known as well', () => {
  expect(judge(`n1 ${mine.text}\nn1 ${other.text}\n`, 'n1', 22, other.blob)).toEqual({ kind: 'known' });
});

test('a hashed name is found', () => {
  const salt = Buffer.from('01234567890123456789');
  const hash = createHmac('sha1', salt).update('[10.0.0.1]:2222').digest('base64');
  const file = `|1|${salt.toString('base64')}|${hash} ${mine.text}\n`;
  expect(judge(file, '10.0.0.1', 2222, mine.blob)).toEqual({ kind: 'known' });
  expect(judge(file, '10.0.0.1', 22, mine.blob)).toEqual({ kind: 'unknown' });
});

test('a port other than 22 is a host of its own', () => {
  expect(hostName('n1', 22)).toBe('n1');
  expect(judge(`[n1]:2222 ${mine.text}\n`, 'n1', 2222, mine.blob)).toEqual({ kind: 'known' });
  expect(judge(`n1 ${mine.text}\n`, 'n1', 2222, mine.blob)).toEqual({ kind: 'unknown' });
});

test('wildcards match and negations exclude', () => {
  const file = `10.0.0.*,!10.0.0.9 ${mine.text}\n`;
  expect(judge(file, '10.0.0.1', 22, mine.blob)).toEqual({ kind: 'known' });
  expect(judge(file, '10.0.0.9', 22, mine.blob)).toEqual({ kind: 'unknown' });
  expect(judge(file, '10x0.0.1', 22, mine.blob)).toEqual({ kind: 'unknown' });
});

test('a revoked key is refused even where another line knows it', () => {
  expect(judge(`n1 ${mine.text}\n@revoked * ${mine.text}\n`, 'n1', 22, mine.blob)).toEqual({
    kind: 'revoked',
    line: 2,
  });
});

test('a certificate authority is passed over', () => {
  expect(judge(`@cert-authority * ${mine.text}\n`, 'n1', 22, mine.blob)).toEqual({ kind: 'unknown' });
});

test('a key tells its type', () => {
  expect(keyType(mine.blob)).toBe('ssh-ed25519');
});

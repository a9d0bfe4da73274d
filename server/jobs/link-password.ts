/**
 * The password of a link. What is kept of it is a key that scrypt derives, which takes a tenth of a second and 32 MB: a
 * password is a thing of people, and of those that people choose a fast machine would try billions.
 *
 * Whoever gave the right one is handed a pass, so that nobody derives a key at every request. It is worth as much as the
 * password until it runs out: it is signed with the derived key, so that another password ends it, and the link with it.
 */
import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const keyBytes = 32;
const saltBytes = 16;

/** Powers of two; as RFC 7914 recommends for somebody who waits. Written beside the key, so that they may rise. */
const cost = { logN: 15, r: 8, p: 1 } as const;

/** Of what another version may have written; more would let a row of the database take the memory of the server. */
const maxLogN = 17;

/** A working day with its evening, as a session without use. */
export const passSeconds = 12 * 3600;

/** `scrypt$15$8$1$<salt>$<key>` */
export async function hashOfPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derivedKey(password, salt, cost);
  return ['scrypt', cost.logN, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether it is the password. What was written by no version that is known is nobody's. */
export async function isPassword(guess: string, hash: string): Promise<boolean> {
  const [kind, logN, r, p, salt = '', key = ''] = hash.split('$');
  const [n, blocks, lanes] = [Number(logN), Number(r), Number(p)];
  if (kind !== 'scrypt' || !(n > 0 && n <= maxLogN && blocks === cost.r && lanes === cost.p)) return false;
  const expected = Buffer.from(key, 'base64url');
  if (expected.length !== keyBytes) return false;
  const derived = await derivedKey(guess, Buffer.from(salt, 'base64url'), { logN: n, r: blocks, p: lanes });
  return timingSafeEqual(derived, expected);
}

/** @param until milliseconds since 1970 */
export function passOf(token: string, hash: string, until: number): string {
  return `${until}.${signature(token, hash, String(until))}`;
}

export function isPass(pass: string | undefined, token: string, hash: string, now: number): boolean {
  const [until = '', signed = ''] = pass?.split('.') ?? [];
  const expected = Buffer.from(signature(token, hash, until));
  const given = Buffer.from(signed);
  return given.length === expected.length && timingSafeEqual(given, expected) && Number(until) > now;
}

function signature(token: string, hash: string, until: string): string {
  return createHmac('sha256', hash).update(`pass of a link\n${token}\n${until}`).digest('base64url');
}

/** The same letters have the same key, however a keyboard composes them. */
function derivedKey(password: string, salt: Buffer, { logN, r, p }: { logN: number; r: number; p: number }) {
  const N = 2 ** logN;
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Names that this server gives, and secrets that it draws. */
import { randomBytes, randomInt } from 'node:crypto';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const idLetters = 10;

/** Bytes of a share token: nobody guesses one of 2^192. */
const shareTokenBytes = 24;

/** Of a run or an experiment: short enough to say, random enough that two servers never make the same. */
export function newId(): string {
  return Array.from({ length: idLetters }, () => letters[randomInt(letters.length)]).join('');
}

export function newShareToken(): string {
  return randomBytes(shareTokenBytes).toString('base64url');
}

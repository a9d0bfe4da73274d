/**
 * The one secret of a server: its holder may launch tests. It is printed at start-up, kept in a file that only the owner
 * can read, so that sessions survive a restart, and compared in constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const tokenBytes = 24;
const tokenPattern = /^[\w-]{32}$/;

/** The token of the data directory, made at the first start. */
export async function operatorToken(dataDirectory: string): Promise<string> {
  const file = join(dataDirectory, 'token');
  const kept = await readToken(file);
  if (kept !== undefined) {
    await chmod(file, 0o600);
    return kept;
  }
  const token = randomBytes(tokenBytes).toString('base64url');
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  // Beside it and then in its place: a file that is there keeps its mode, which may be anybody's.
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, `${token}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return token;
}

/** Nothing when there is no file, or when it holds no token of ours. */
async function readToken(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return tokenPattern.test(text) ? text : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Compares digests, so that neither the content nor the length of a guess shows in the time it takes. */
export function isSameToken(guess: string | undefined, token: string): boolean {
  return guess !== undefined && timingSafeEqual(digest(guess), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

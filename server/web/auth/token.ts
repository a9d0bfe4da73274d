/**
 * The secrets of a server. The token is the one a person gets: its holder may launch tests. It is printed at start-up and
 * kept in a file that only the owner can read, so that it outlives the server. The key is for the commands on this machine:
 * another one at every start, so that it is worth nothing any more to whoever listens where a server has been.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sync } from '../../base/sync-files';

const secretBytes = 24;
const tokenPattern = /^[\w-]{32}$/;

export class Secrets {
  readonly #dataDirectory: string;
  #token: string;
  #key = newSecret();

  private constructor(dataDirectory: string, token: string) {
    this.#dataDirectory = dataDirectory;
    this.#token = token;
  }

  /** The token of the data directory, made at the first start. */
  static async open(dataDirectory: string): Promise<Secrets> {
    const file = join(dataDirectory, 'token');
    const kept = await readToken(file);
    if (kept === undefined) return new Secrets(dataDirectory, await changeToken(dataDirectory));
    await chmod(file, 0o600);
    return new Secrets(dataDirectory, kept);
  }

  get token(): string {
    return this.#token;
  }

  get key(): string {
    return this.#key;
  }

  isToken(guess: string | undefined): boolean {
    return isSameSecret(guess, this.#token);
  }

  isKey(guess: string | undefined): boolean {
    return isSameSecret(guess, this.#key);
  }

  /** From then on the old ones open nothing. */
  async change(): Promise<void> {
    this.#token = await changeToken(this.#dataDirectory);
    this.#key = newSecret();
  }
}

/** Makes another token for the data directory, which must not be served meanwhile by anybody else. */
export async function changeToken(dataDirectory: string): Promise<string> {
  const file = join(dataDirectory, 'token');
  const token = newSecret();
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  // Beside it and then in its place: a file that is there keeps its mode, which may be anybody's.
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, `${token}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  await sync(dataDirectory);
  return token;
}

/** Nothing when there is no file, or when it holds no token of ours. */
export async function readToken(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return tokenPattern.test(text) ? text : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where a connection ends on the server's side. */
export interface Endpoint {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/**
 * What only a server with this key answers to a nonce. It names where the question arrived, so that whoever listens
 * elsewhere, on another port or on another address of this machine, cannot have it answered by asking the server himself.
 */
export function proofOf(key: string, nonce: string, { address, port }: Endpoint): string {
  // A socket for both families writes IPv4 as IPv6; its peer does not.
  const plain = address?.replace(/^::ffff:/, '');
  return createHmac('sha256', key).update(`clew listens\n${nonce}\n${plain}\n${port}`).digest('base64url');
}

/** Compares digests, so that neither the content nor the length of a guess shows in the time it takes. */
export function isSameSecret(guess: string | undefined, secret: string): boolean {
  return guess !== undefined && timingSafeEqual(digest(guess), digest(secret));
}

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

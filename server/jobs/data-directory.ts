/** The data directory, made or found; what stands in the way is said with what to do about it. */
import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ClewError } from '../base/failure';

/** @throws ClewError naming the directory */
export async function makeDataDirectory(directory: string): Promise<void> {
  try {
    await make(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(directory, error);
  }
}

/** With those above it. Node's own way never ends below /proc, where a directory that is there takes no other. */
async function make(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const above = dirname(directory);
    if (code === 'EEXIST' && (await stat(directory)).isDirectory()) return;
    if (code !== 'ENOENT' || above === directory || (await isThere(above))) throw error;
    await make(above);
    // Another process may have made it in between.
    await make(directory);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** By the system's code. */
const reasons: Readonly<Record<string, readonly [what: string, cure: string]>> = {
  EEXIST: ['is a file', 'name a directory with --data'],
  ENOTDIR: ['lies below a file', 'name a directory with --data'],
  EROFS: ['is on a file system that is read-only', 'mount it for writing, or name another directory with --data'],
  EACCES: ['may not be written by this user', 'give it to this user, or name another directory with --data'],
  EPERM: ['may not be made by this user', 'name another directory with --data'],
  ENAMETOOLONG: ['has a name that is too long', 'name a shorter one with --data'],
  ENOENT: ['cannot be made there', 'name another directory with --data'],
  ELOOP: ['leads through links in a circle', 'name another directory with --data'],
  ENOSPC: ['cannot be made: the disk is full', 'make room there, or name another directory with --data'],
};

export function unusable(directory: string, error: unknown): ClewError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const [what, cure] = reasons[code] ?? [`cannot be used (${code})`, 'name another directory with --data'];
  return new ClewError({ message: `the data directory ${directory} ${what}`, cure }, { cause: error });
}

/**
 * Files that may be gone by the time they are read. Only what says so counts as gone: a process that has no descriptor left
 * cannot read anything, and must not take every other process for dead and every lab for nobody's.
 */
import { readFile } from 'node:fs/promises';

/** Of a process that ends, or has ended, the kernel answers ESRCH. */
const goneCodes: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'ESRCH'];

/** @returns nothing where there is no such file @throws Error where it is not known whether there is */
export async function readIfThere(path: string, encoding: 'utf8' | 'latin1' = 'utf8'): Promise<string | undefined> {
  try {
    return await readFile(path, encoding);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && goneCodes.includes(error.code);
}

/** Files that are on the disk, and not only in the hands of the operating system. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A journaling file system writes what waits at once for many files. */
const maxSyncing = 8;

/** Every file and directory below, and itself. */
export async function syncAll(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = [...entries.map(({ parentPath, name }) => join(parentPath, name)), directory];
  const syncNext = async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await sync(path);
  };
  await Promise.all(Array.from({ length: maxSyncing }, syncNext));
}

export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

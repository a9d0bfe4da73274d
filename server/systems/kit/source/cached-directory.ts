/**
 * A directory of the cache that is either whole or not there. Calls at the same time, also from other processes, make it
 * once; what a crash left half made is removed by the next who makes it.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import lockfile from 'proper-lockfile';

/** Waiters ask this often, and for as long as a large download over a slow line may take. */
const lockRetryMs = 200;
const longestWaitMs = 20 * 60_000;

/** What this process is making; a failure is everyone's who waits for the same, instead of being had again by each. */
const underWay = new Map<string, Promise<string>>();

/** @param make fills the empty directory that it is given; the last step is a rename. @returns `path` */
export function cachedDirectory(path: string, make: (partial: string) => Promise<void>): Promise<string> {
  const known = underWay.get(path);
  if (known !== undefined) return known;
  const made = madeOnce(path, make).finally(() => underWay.delete(path));
  underWay.set(path, made);
  return made;
}

async function madeOnce(path: string, make: (partial: string) => Promise<void>): Promise<string> {
  if (await isThere(path)) return path;
  await withLock(path, async () => {
    if (await isThere(path)) return;
    const [home, prefix] = [dirname(path), `partial-${basename(path)}-`];
    for (const name of await readdir(home)) {
      if (name.startsWith(prefix)) await rm(join(home, name), { recursive: true, force: true });
    }
    const partial = await mkdtemp(join(home, prefix));
    try {
      await make(partial);
      if (!(await isThere(path))) await rename(partial, path);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  });
  return path;
}

/** One at a time on this machine. @param path need not exist; its parent is made */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const release = await lockfile.lock(path, {
    realpath: false,
    retries: { retries: longestWaitMs / lockRetryMs, factor: 1, minTimeout: lockRetryMs, maxTimeout: lockRetryMs },
    // A machine that slept may lose the lock; two downloads at once only cost time, because the rename decides.
    onCompromised: () => undefined,
  });
  try {
    return await work();
  } finally {
    // Letting go of a lock that was lost rejects, and changes nothing.
    await release().catch(() => undefined);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

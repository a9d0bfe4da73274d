import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processId } from '../../base/process';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { lockDirectory } from './lock';
import { openEmbedded } from './open';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const never = () => {
  throw new Error('the lock was lost');
};

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(() => directory.remove());

/** As `holder.json` says. */
async function holder(change: object = {}): Promise<void> {
  const file = join(directory.path, 'holder.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...change }));
}

test('a holder that lives keeps its lock, however old that looks', async () => {
  const lock = await lockDirectory(directory.path, never);
  // As after a clock that was set forward by a day, or a process that was suspended for so long.
  const yesterday = new Date(Date.now() - 24 * 3600 * 1000);
  await utimes(join(directory.path, 'database.lock'), yesterday, yesterday);
  await expect(lockDirectory(directory.path, never)).rejects.toThrow(`is in use by process ${process.pid}`);
  await lock.release();
  await (await lockDirectory(directory.path, never)).release();
});

test('a holder that is dead, or whose number another process has by now, is no holder', async () => {
  // Those that are taken over learn of it, sooner or later.
  const some = () => undefined;
  await lockDirectory(directory.path, some);
  const own = await processId(process.pid);
  await holder({ startTicks: (own?.startTicks ?? 0) - 1 });
  await lockDirectory(directory.path, some);
  await holder({ boot: 'another start of the machine' });
  await lockDirectory(directory.path, some);
  await holder({ pid: 2 ** 22 });
  await (await lockDirectory(directory.path, never)).release();
});

test('a lock of which a power cut left no holder is taken over once nobody marks it', async () => {
  const look = 50;
  const lock = await lockDirectory(directory.path, () => undefined, look);
  await writeFile(join(directory.path, 'holder.json'), '');
  // Its holder lives, and goes on marking it.
  await expect(lockDirectory(directory.path, never, 1000)).rejects.toThrow('another process that is just starting');
  await lock.release();
  await mkdir(join(directory.path, 'database.lock'));
  await (await lockDirectory(directory.path, never, look)).release();
});

test('a directory that another process has taken, or that is gone, is given up with a word to its owner', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const told: string[] = [];
    const database = await openEmbedded(directory.path, ({ failure }) => told.push(failure.message));
    await rm(join(directory.path, 'database.lock'), { recursive: true });
    await vi.advanceTimersToNextTimerAsync();
    await expect.poll(() => told).toEqual([expect.stringContaining(`${directory.path} was lost`)]);
    await expect(database.sql.execute(sql`select 1`)).rejects.toThrow();
    await database.close().catch(() => undefined);
  } finally {
    vi.useRealTimers();
  }
});

test('a directory of a newer version is refused in words, and not written to', async () => {
  const database = await openEmbedded(directory.path);
  await database.sql.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 9000000000000)`,
  );
  await database.close();
  await expect(openEmbedded(directory.path)).rejects.toMatchObject({
    failure: { message: `the data directory ${directory.path} was made by a newer version of Clew` },
  });
});

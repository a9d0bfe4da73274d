import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { openEmbedded } from './open';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(() => directory.remove());

test('a database that gave up, as where its log cannot be written, is opened anew with all it had acknowledged', async () => {
  const database = await openEmbedded(directory.path);
  const rows = () => database.sql.execute(sql`select n from kept order by n`);
  await database.sql.execute(sql`create table kept (n integer)`);
  await database.sql.execute(sql`insert into kept values (1)`);
  const log = join(directory.path, 'postgres/pg_wal');
  await rename(log, `${log}.away`);
  await database.sql.execute(sql`select pg_switch_wal()`).catch(() => undefined);
  const refused = Array.from({ length: 3 }, () => database.sql.execute(sql`insert into kept values (2)`));
  for (const each of refused) await expect(each).rejects.toThrow();
  // Without its log it cannot be opened either, and says so every time.
  await expect(rows()).rejects.toThrow();
  const words = expect.stringMatching(/is closed \(.*pg_wal.*cannot be opened again/);
  await expect(rows()).rejects.toMatchObject({ cause: { failure: { message: words } } });
  await rename(`${log}.away`, log);
  await expect.poll(() => rows().catch(String)).toEqual([{ n: 1 }]);
  await database.sql.execute(sql`insert into kept values (3)`);
  expect(await rows()).toEqual([{ n: 1 }, { n: 3 }]);
  await database.close();
  await expect(rows()).rejects.toThrow();
});

test('whoever looks is not kept waiting by a database that does not answer', async () => {
  const database = await openEmbedded(directory.path);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const looked = expect(database.looking.execute(sql`select 2`)).rejects.toMatchObject({
      cause: expect.objectContaining({ name: 'BusyError' }),
    });
    // No answer is heard in between.
    while (vi.getTimerCount() === 0) await Promise.resolve();
    vi.advanceTimersByTime(25_000);
    await looked;
    expect(await database.looking.execute(sql`select 3 as n`)).toEqual([{ n: 3 }]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
    await database.close();
  }
});

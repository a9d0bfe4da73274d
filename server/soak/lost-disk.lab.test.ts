/** A disk that fails under the database, as a power cut does: what was not written to it by then is gone. */
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownerOf } from '../jobs/owner';
import { cannotMakeLabs } from '../lab/test-lab';
import { openEmbedded } from '../store/pglite/open';
import { SmallDisk } from './disk';

describe.skipIf(cannotMakeLabs)('a database whose disk fails', () => {
  let parent: string;
  let disk: SmallDisk;
  let directory: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'clew-lost-disk-'));
    disk = await SmallDisk.make(parent);
    directory = join(disk.directory, 'data');
  });

  afterEach(async () => {
    await disk.remove();
    await rm(parent, { recursive: true });
  });

  it('opens again on the disk once that is mended, with everything it had acknowledged', async () => {
    const database = await openEmbedded(directory);
    await database.sql.execute(sql`create table kept (n integer primary key, bytes text)`);
    const insert = (n: number) => database.sql.execute(sql`insert into kept values (${n}, ${`${n} `.repeat(4000)})`);
    let acknowledged = 0;
    const failed = (async () => {
      for (;;) {
        await insert(acknowledged + 1);
        acknowledged++;
      }
    })().catch(() => undefined);
    await expect.poll(() => acknowledged).toBeGreaterThan(50);
    await disk.makeReadOnly();
    await failed;
    await database.close().catch(() => undefined);

    await disk.mountAgain();
    // Its holder has not ended, as a server would have.
    await rm(join(directory, 'database.lock'), { recursive: true, force: true });
    const again = await openEmbedded(directory);
    const kept = await again.sql.execute(
      sql`select count(*)::int as rows, bool_and(bytes = repeat(n || ' ', 4000)) as whole from kept`,
    );
    // The one that was under way may have reached the disk, too.
    expect(kept).toEqual([{ rows: expect.toBeOneOf([acknowledged, acknowledged + 1]), whole: true }]);
    await again.close();
  });

  it('has the same owner again, whose runs need not wait for their leases to lapse', async () => {
    await mkdir(directory);
    const owner = await ownerOf(directory);
    await disk.makeReadOnly();
    await disk.mountAgain();
    expect(await ownerOf(directory)).toBe(owner);
  });

  it('is not kept from opening by an empty file of its process, and names itself where it is damaged', async () => {
    await (await openEmbedded(directory)).close();
    await writeFile(join(directory, 'postgres/postmaster.pid'), '');
    await (await openEmbedded(directory)).close();
    await truncate(join(directory, 'postgres/global/pg_control'), 0);
    await expect(openEmbedded(directory)).rejects.toMatchObject({
      failure: {
        message: expect.stringMatching(new RegExp(`^the database in ${directory} cannot be opened: .*pg_control`)),
        cure: expect.stringContaining('--data'),
      },
    });
  });
});

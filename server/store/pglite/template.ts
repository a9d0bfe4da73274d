/**
 * A new database as initdb and every migration leave it. Making one takes PGlite seconds of CPU, copying one takes a tenth
 * of that, so the build keeps one in .build, named by the version of PGlite that made it and by its newest migration.
 */
import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { packageRoot } from '../../base/package-root';
import { sync, syncAll } from '../../base/sync-files';
import { migrationsFolder } from '../database';

/** Fills a directory that does not exist yet; without a template it stays away, and PGlite makes the files itself. */
export async function copyTemplate(directory: string, template?: string): Promise<void> {
  if (existsSync(directory)) return;
  const source =
    template ?? join(packageRoot, '.build', `postgres-${await versionOfPglite()}-${await newestMigration()}`);
  if (!existsSync(source)) return;
  // A copy that was cut off must not be taken for a database.
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(source, unfinished, { recursive: true });
  await syncAll(unfinished);
  await rename(unfinished, directory);
  await sync(dirname(directory));
}

async function versionOfPglite(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(await readFile(join(dirname(main), '../package.json'), 'utf8'));
  return String(version);
}

/** When it was made, ms since 1970: what the migrator goes by. */
export async function newestMigration(): Promise<number> {
  const journal = JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8'));
  return Math.max(...journalSchema.parse(journal).entries.map(({ when }) => when));
}

const journalSchema = z.object({ entries: z.array(z.object({ when: z.number() })).check(z.minLength(1)) });

/**
 * `.build/postgres-<version>`: a database as initdb leaves it, which server/store/pglite/template.ts copies into a new
 * data directory. Also the set-up of the unit tests, many of which open a new one.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export async function setup() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'));
  const template = join(root, '.build', `postgres-${version}`);
  if (existsSync(template)) return;
  mkdirSync(join(root, '.build'), { recursive: true });
  const directory = mkdtempSync(`${template}.unfinished-`);
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create({ dataDir: directory });
    await database.close();
    renameSync(directory, template);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(template)) throw error;
  }
}

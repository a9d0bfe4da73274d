/**
 * `.build/postgres-<version>-<newest migration>`: a database as initdb and every migration leave it, which
 * server/store/pglite/template.ts copies into a new data directory. Also the set-up of the unit tests, many of which open
 * a new one.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export async function setup() {
  const migrationsFolder = join(root, 'server/store/migrations');
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'));
  const { entries } = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8'));
  const newest = Math.max(...entries.map(({ when }) => when));
  const template = join(root, '.build', `postgres-${version}-${newest}`);
  if (existsSync(template)) return;
  mkdirSync(join(root, '.build'), { recursive: true });
  const directory = mkdtempSync(`${template}.unfinished-`);
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const { pg_trgm: trigrams } = await import('@electric-sql/pglite/contrib/pg_trgm');
    // As server/store/pglite/open.ts does; other drivers of drizzle keep its table differently.
    const { drizzle } = await import('drizzle-orm/pg-proxy');
    const { migrate } = await import('drizzle-orm/pg-proxy/migrator');
    const database = await PGlite.create({ dataDir: directory, extensions: { pg_trgm: trigrams } });
    const rowsOf = (text, params, method) =>
      database.query(text, params, { rowMode: method === 'all' ? 'array' : 'object' });
    const run = (statements) => database.exec(`begin;\n${statements.join(';\n')};\ncommit;`);
    await migrate(drizzle(rowsOf), run, { migrationsFolder });
    await database.close();
    renameSync(directory, template);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(template)) throw error;
  }
}

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from './open';
import { copyTemplate } from './template';

describe('the template of a database', () => {
  let parent: string;
  let directory: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'clew-template-test-'));
    directory = join(parent, 'postgres');
  });

  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('becomes a database, and stays as it was when that is written to', async () => {
    await copyTemplate(directory);
    expect(await readdir(directory)).toContain('PG_VERSION');
    const database = await openEmbedded(parent);
    expect(await database.sql.execute(sql`select count(*)::int as n from runs`)).toEqual([{ n: 0 }]);
    await database.sql.execute(sql`create table written (n integer)`);
    await database.close();
    const untouched = join(parent, 'untouched');
    await copyTemplate(untouched);
    expect(await readdir(join(untouched, 'base/5'))).not.toEqual(await readdir(join(directory, 'base/5')));
  });

  it('has the tables that the migrations make in an empty database', async () => {
    const columns = sql`select table_name, column_name, data_type, column_default, is_nullable
      from information_schema.columns where table_schema in ('public', 'drizzle') order by 1, 2`;
    const inTemplate = await openEmbedded(parent);
    const expected = await inTemplate.sql.execute(columns);
    await inTemplate.sql.execute(sql`drop schema drizzle cascade`);
    await inTemplate.sql.execute(sql`drop schema public cascade`);
    await inTemplate.sql.execute(sql`create schema public`);
    expect(await inTemplate.sql.execute(columns)).toEqual([]);
    await inTemplate.close();
    const migrated = await openEmbedded(parent);
    expect(await migrated.sql.execute(columns)).toEqual(expected);
    await migrated.close();
  });

  it('leaves a directory that is there as it is', async () => {
    await mkdir(directory);
    await copyTemplate(directory);
    expect(await readdir(directory)).toEqual([]);
  });

  it('replaces a copy that was cut off', async () => {
    const template = join(parent, 'template');
    await mkdir(join(template, 'base'), { recursive: true });
    await writeFile(join(template, 'base/1'), 'whole');
    await mkdir(join(parent, 'postgres.unfinished'));
    await writeFile(join(parent, 'postgres.unfinished/half'), '');
    await copyTemplate(directory, template);
    expect(await readdir(directory)).toEqual(['base']);
    expect(await readFile(join(directory, 'base/1'), 'utf8')).toBe('whole');
    expect((await readdir(parent)).toSorted()).toEqual(['postgres', 'template']);
  });

  it('that is missing leaves the making to PGlite', async () => {
    await copyTemplate(directory, join(parent, 'no-template'));
    expect(await readdir(parent)).toEqual([]);
  });
});

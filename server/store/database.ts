/**
 * What the store needs of a database: drizzle's PostgreSQL dialect, with the tables of schema.ts brought up to date. The
 * embedded engine is in pglite/; another engine is one more folder beside it.
 */
import { join } from 'node:path';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { packageRoot } from '../base/package-root';

export type Sql = PgDatabase<PgQueryResultHKT>;

export interface Database {
  readonly sql: Sql;
  /** The same, before everything else: for what a run writes. */
  readonly journal: Sql;
  /** The same, behind everything else, and refused with a BusyError when too much waits: for those who look. */
  readonly looking: Sql;
  close(): Promise<void>;
}

export const migrationsFolder = join(packageRoot, 'server/store/migrations');

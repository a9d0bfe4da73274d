/** The runs of one plan, whatever their seeds and their names, found by what the plan is the same by. */
import { aliasedTable, and, desc, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm';
import type { RunState } from '@/lib/protocol/library';
import type { Sql } from './database';
import { isTest, library, planKeyOf, runs } from './schema';

type RunRow = typeof runs.$inferSelect;

const valid: RunState = 'valid';

export class TrendTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The newest valid run of its plan before a run. */
  async baseline(runId: string): Promise<RunRow | undefined> {
    const one = aliasedTable(runs, 'one');
    const earlier = sql`(${runs.createdAt}, ${runs.id}) < (${one.createdAt}, ${one.id})`;
    const [row] = await this.#sql
      .select(getTableColumns(runs))
      .from(one)
      .innerJoin(runs, and(hasKey(planKeyOf(one.plan)), earlier))
      .innerJoin(library, eq(library.runId, runs.id))
      .where(and(eq(one.id, runId), isTest(one.plan), eq(library.state, valid), isNull(library.deletedAt)))
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(1);
    return row;
  }
}

/** By the index of the plans. */
function hasKey(key: SQL | string): SQL | undefined {
  return and(sql`${planKeyOf(runs.plan)} = ${key}`, isTest(runs.plan));
}

/**
 * Schedules as rows. A start belongs to whoever moves `nextAt` on, in one statement: of several servers on one store that find
 * the same start due, one begins its runs, and what one has claimed that ends in between is not begun a second time.
 */
import { and, asc, eq, isNotNull, isNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import { type LastStart, lastStartSchema, type SeedChoice, seedChoiceSchema } from '@/lib/protocol/schedule';
import type { Sql } from './database';
import { planKeyOf, schedules } from './schema';

type Row = typeof schedules.$inferSelect;

/** Times are milliseconds since 1970. */
export interface StoredSchedule
  extends Pick<Row, 'id' | 'pattern' | 'zone' | 'repeats' | 'createdAt' | 'isPaused' | 'nextAt' | 'deletedAt'> {
  /** As it was written; a newer version may have done so. */
  readonly plan: unknown;
  readonly seeds: SeedChoice;
  readonly last: LastStart | undefined;
  /** What its plan is the same by. */
  readonly planKey: string;
}

/** What changes of one. */
type Change = Partial<
  Pick<typeof schedules.$inferInsert, 'plan' | 'pattern' | 'zone' | 'seeds' | 'repeats' | 'isPaused' | 'nextAt'>
>;

const isThere = isNull(schedules.deletedAt);

export class ScheduleTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async insert(row: typeof schedules.$inferInsert): Promise<void> {
    await this.#sql.insert(schedules).values(row);
  }

  /** Also one that was removed less than a day ago. */
  async find(id: string): Promise<StoredSchedule | undefined> {
    const [found] = await this.#read(eq(schedules.id, id));
    return found;
  }

  /** Oldest first. */
  list(): Promise<readonly StoredSchedule[]> {
    return this.#read(isThere);
  }

  async change(id: string, change: Change): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#sql.update(schedules).set(change).where(eq(schedules.id, id));
  }

  /** @param nextAt undefined with `deletedAt` */
  async setDeleted(id: string, deletedAt: number | undefined, nextAt: number | undefined): Promise<void> {
    await this.#sql
      .update(schedules)
      .set({ deletedAt: deletedAt ?? null, nextAt: nextAt ?? null })
      .where(eq(schedules.id, id));
  }

  /** Those removed before the moment go for good. */
  async purge(before: number): Promise<void> {
    await this.#sql.delete(schedules).where(lt(schedules.deletedAt, before));
  }

  due(now: number): Promise<readonly StoredSchedule[]> {
    return this.#read(and(lte(schedules.nextAt, now), isThere));
  }

  /** @returns false where another server has it, or it was changed, paused or removed meanwhile */
  async claim(
    { id, nextAt: dueAt }: Pick<StoredSchedule, 'id' | 'nextAt'>,
    nextAt: number | undefined,
    last: LastStart,
  ): Promise<boolean> {
    if (dueAt === null) return false;
    const claimed = await this.#sql
      .update(schedules)
      .set({ nextAt: nextAt ?? null, last })
      .where(and(eq(schedules.id, id), eq(schedules.nextAt, dueAt), isThere))
      .returning({ id: schedules.id });
    return claimed.length > 0;
  }

  /** What became of a start that was claimed; nothing where it is not the last one any more. */
  async settle(id: string, last: LastStart): Promise<void> {
    await this.#sql
      .update(schedules)
      .set({ last })
      .where(and(eq(schedules.id, id), isBeginning, sql`(${schedules.last} ->> 'at')::bigint = ${last.at}::bigint`));
  }

  /** Claimed, and not told what became of it. */
  beginning(): Promise<readonly StoredSchedule[]> {
    return this.#read(and(isNotNull(schedules.last), isBeginning));
  }

  async #read(condition: SQL | undefined): Promise<readonly StoredSchedule[]> {
    const rows = await this.#sql
      .select({ row: schedules, planKey: planKeyOf(schedules.plan) })
      .from(schedules)
      .where(condition)
      .orderBy(asc(schedules.createdAt), asc(schedules.id));
    return rows.map(({ row: { seeds, last, ...row }, planKey }) => ({
      ...{ ...row, planKey, seeds: seedChoiceSchema.parse(seeds) },
      last: last === null ? undefined : lastStartSchema.parse(last),
    }));
  }
}

const isBeginning = sql`(${schedules.last} ->> 'kind') = 'beginning'`;

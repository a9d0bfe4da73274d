/** Who is signed in, as rows. Which of them are still good is decided in server/web/auth. */
import { desc, eq, inArray } from 'drizzle-orm';
import * as z from 'zod/mini';
import { authorSchema } from '@/lib/protocol/principal';
import type { Sql } from './database';
import { sessions } from './schema';

const sessionSchema = z.object({ id: z.string(), author: authorSchema, createdAt: z.number(), usedAt: z.number() });

/** Times are milliseconds since 1970. */
export type Session = Readonly<z.output<typeof sessionSchema>>;

export class SessionStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The newest ones, newest first. A row that another version wrote of an author unknown here is passed over. */
  async list(most: number): Promise<readonly Session[]> {
    const rows = await this.#sql.select().from(sessions).orderBy(desc(sessions.createdAt)).limit(most);
    return rows.flatMap((row) => sessionSchema.safeParse(row).data ?? []);
  }

  async add(session: Session): Promise<void> {
    await this.#sql.insert(sessions).values(session);
  }

  /** It was used; one that has ended meanwhile stays ended. */
  async touch({ id, usedAt }: Session): Promise<void> {
    await this.#sql.update(sessions).set({ usedAt }).where(eq(sessions.id, id));
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#sql.delete(sessions).where(inArray(sessions.id, [...ids]));
  }

  async clear(): Promise<void> {
    await this.#sql.delete(sessions);
  }
}

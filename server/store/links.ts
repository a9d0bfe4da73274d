/** The links for teammates, as rows. A run or an experiment has one at most. */
import { aliasedTable, and, desc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { type LinkSubject, linkKinds } from '@/lib/protocol/link';
import type { Sql } from './database';
import { experiments, isTest, library, links, planKeyOf, runs } from './schema';

/** As its owner made it. Times are milliseconds since 1970. */
export interface StoredLink {
  readonly subject: LinkSubject;
  readonly token: string;
  readonly showsPlaces: boolean;
  readonly passwordHash: string | null;
  /** Null for links of versions that did not keep it. */
  readonly createdAt: number | null;
  readonly expiresAt: number | null;
  readonly usedAt: number | null;
}

/** What is left out stays as it is. */
export interface StoredLinkChange {
  readonly showsPlaces?: boolean;
  readonly expiresAt?: number | null;
  readonly passwordHash?: string | null;
}

export interface NamedLink {
  readonly link: StoredLink;
  readonly name: string;
}

const newest = aliasedTable(runs, 'newest');

export class LinkTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Keeps a token for the subject unless it has one that is still good. @returns the one that counts */
  async make(subject: LinkSubject, token: string, at: number): Promise<StoredLink | undefined> {
    await this.#sql.delete(links).where(and(isTo(subject), lte(links.expiresAt, at)));
    await this.#sql
      .insert(links)
      .values({ [columnOf[subject.kind]]: subject.id, token, createdAt: at })
      .onConflictDoNothing();
    return this.find(subject, at);
  }

  async find(subject: LinkSubject, at: number): Promise<StoredLink | undefined> {
    return this.#one(and(isTo(subject), isGood(at)));
  }

  /** What a token opens. */
  async open(token: string, at: number): Promise<StoredLink | undefined> {
    return this.#one(and(eq(links.token, token), isGood(at)));
  }

  /** Nothing where there is no link, or none any more. */
  async change(subject: LinkSubject, change: StoredLinkChange, at: number): Promise<void> {
    if (Object.keys(change).length > 0)
      await this.#sql
        .update(links)
        .set(change)
        .where(and(isTo(subject), isGood(at)));
  }

  async use(token: string, at: number): Promise<void> {
    await this.#sql.update(links).set({ usedAt: at }).where(eq(links.token, token));
  }

  async remove(subject: LinkSubject): Promise<void> {
    await this.#sql.delete(links).where(isTo(subject));
  }

  /** @returns what the links were to */
  async removeExpired(at: number): Promise<readonly LinkSubject[]> {
    const gone = await this.#sql.delete(links).where(lte(links.expiresAt, at)).returning();
    return gone.map((row) => linkOf(row).subject);
  }

  /** Newest first. */
  async list(at: number, most: number): Promise<readonly NamedLink[]> {
    // Of the newest run of the plan that a link is to the trend of.
    const trend = this.#sql
      .select({ name: sql<string>`${newest.plan} ->> 'name'` })
      .from(newest)
      .where(and(sql`${planKeyOf(newest.plan)} = ${links.planKey}`, isTest(newest.plan)))
      .orderBy(desc(newest.createdAt), desc(newest.id))
      .limit(1);
    const rows = await this.#sql
      .select({
        ...{ link: links, run: library.planName, label: library.name, experiment: experiments.document },
        trend: sql<string | null>`(${trend})`,
      })
      .from(links)
      .leftJoin(library, eq(library.runId, links.runId))
      .leftJoin(experiments, eq(experiments.id, links.experimentId))
      .where(and(isGood(at), isNull(library.deletedAt)))
      .orderBy(sql`${links.createdAt} desc nulls last`, desc(links.token))
      .limit(most);
    return rows.map(({ link, run, label, experiment, trend: ofTrend }) => ({
      link: linkOf(link),
      name: label ?? run ?? nameIn(experiment) ?? ofTrend ?? '',
    }));
  }

  async #one(condition: ReturnType<typeof and>): Promise<StoredLink | undefined> {
    const [row] = await this.#sql.select().from(links).where(condition);
    return row && linkOf(row);
  }
}

const columnOf = { run: 'runId', experiment: 'experimentId', comparison: 'comparison', trend: 'planKey' } as const;

function isTo({ kind, id }: LinkSubject) {
  return eq(links[columnOf[kind]], id);
}

function isGood(at: number) {
  return or(isNull(links.expiresAt), gt(links.expiresAt, at));
}

/** Every link is to one thing. */
function linkOf({ runId, experimentId, comparison, planKey, ...row }: typeof links.$inferSelect): StoredLink {
  const ids = { run: runId, experiment: experimentId, comparison, trend: planKey };
  const kind = linkKinds.find((each) => ids[each] !== null) ?? 'run';
  return { subject: { kind, id: ids[kind] ?? '' }, ...row };
}

function nameIn(document: unknown): string | undefined {
  return typeof document === 'object' && document !== null && 'name' in document ? String(document.name) : undefined;
}

/**
 * The library over all runs: search, pages, counts, and what people keep with a run. A narrow row a run is derived from its
 * summary whenever that is saved; what cannot be derived is only what a person has written.
 */
import { and, asc, desc, eq, gt, gte, isNotNull, isNull, lt, notExists, type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import { strangeTexts } from '@/lib/base/plain-text';
import { isImported } from '@/lib/plan/imported-plan';
import type { RunPlan } from '@/lib/plan/plan';
import type { LabelChange, RunFacets, RunFilter, RunOrder, RunQuery, RunState } from '@/lib/protocol/library';
import type { RunLabel, RunSummary } from '@/lib/protocol/run';
import type { Sql } from './database';
import { library, links, runs, shownName } from './schema';

/** A row of the page that was asked for: the run's own, and its label. */
export interface FoundRun {
  readonly row: typeof runs.$inferSelect;
  readonly label: RunLabel | undefined;
}

export interface FoundPage {
  readonly found: readonly FoundRun[];
  readonly total: number;
  readonly next: string | undefined;
}

type LibraryRow = typeof library.$inferSelect;

/** Columns of which a page shows how often each value occurs, and which fit into few groups together. */
const grouped = {
  verdict: library.state,
  system: library.system,
  version: library.version,
  workload: library.workload,
};
type Grouped = keyof typeof grouped;

export class LibraryTable {
  readonly #sql: Sql;

  constructor(database: Sql) {
    this.#sql = database;
  }

  /** Derives the row of a run anew; what people keep with it stays. */
  async put(run: RunSummary): Promise<void> {
    const row = derived(run);
    await this.#sql.insert(library).values(row).onConflictDoUpdate({ target: library.runId, set: row });
  }

  /** Runs that have no row and should have one, by their ids from one on: some, and none only at the end. */
  async missing(after: string, most: number): Promise<readonly (typeof runs.$inferSelect)[]> {
    const its = this.#sql.select({ id: library.runId }).from(library).where(eq(library.runId, runs.id));
    return this.#sql
      .select()
      .from(runs)
      .where(and(gt(runs.id, after), notExists(its), sql`not ${isBeingBrought}`))
      .orderBy(asc(runs.id))
      .limit(most);
  }

  /** @param query its cursor is one that `next` of a page of the same order said */
  async page({ order, after, limit, ...filter }: RunQuery): Promise<FoundPage> {
    const asked = conditionsOf(filter);
    const start = after === undefined ? undefined : readCursor(after, order);
    const { key, direction } = orders[order];
    const place = start && behind(key, direction, start);
    const ids = this.#sql
      .select({ runId: library.runId, key: sql<string | number>`${key}`.as('key') })
      .from(library)
      .where(and(asked, place))
      .orderBy(direction(key), direction(library.runId))
      .limit(limit + 1)
      .as('page');
    const rows = await this.#sql
      .select({ run: runs, label: library, key: ids.key })
      .from(ids)
      .innerJoin(runs, eq(runs.id, ids.runId))
      .innerJoin(library, eq(library.runId, ids.runId))
      .orderBy(direction(ids.key), direction(ids.runId));
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      found: shown.map(({ run, label }) => ({ row: run, label: labelOf(label) })),
      total: await this.#count(asked),
      next: last && writeCursor(last.key, last.run.id),
    };
  }

  async facets(filter: RunFilter): Promise<RunFacets> {
    const { verdict, system, version, workload, ...others } = filter;
    const chosen = { verdict, system, version, workload };
    const groups = await this.#sql
      .select({ ...grouped, runs: sql<number>`count(*)::int` })
      .from(library)
      .where(conditionsOf(others))
      .groupBy(...Object.values(grouped));
    const tally = (name: Grouped) => {
      const counts: Record<string, number> = {};
      for (const group of groups) {
        const value = group[name];
        const fits = (other: Grouped) =>
          other === name || chosen[other] === undefined || group[other] === chosen[other];
        if (value === null || !(Object.keys(grouped) as Grouped[]).every(fits)) continue;
        counts[value] = (counts[value] ?? 0) + group.runs;
      }
      return counts;
    };
    const { fault: _, ...butFault } = filter;
    const { tag: __, ...butTag } = filter;
    return {
      verdict: tally('verdict'),
      system: tally('system'),
      version: tally('version'),
      workload: tally('workload'),
      fault: await this.#tallyOf(sql`${library.faults}`, butFault),
      tag: await this.#tallyOf(sql`${library.tags}`, butTag),
    };
  }

  async label(runId: string): Promise<RunLabel | undefined> {
    const [row] = await this.#sql.select().from(library).where(eq(library.runId, runId));
    return row && labelOf(row);
  }

  /** Of several runs, by id; those without a label are not in it. */
  async labels(runIds: readonly string[]): Promise<ReadonlyMap<string, RunLabel>> {
    if (runIds.length === 0) return new Map();
    const rows = await this.#sql.select().from(library).where(sql`${library.runId} in ${runIds}`);
    return new Map(rows.flatMap((row) => entryOf(row)));
  }

  async change(runId: string, { name, note, tags, isPinned }: LabelChange): Promise<void> {
    const set = {
      ...(name !== undefined && { name: name || null }),
      ...(note !== undefined && { note: note || null }),
      ...(tags !== undefined && { tags: [...new Set(tags)].sort() }),
      ...(isPinned !== undefined && { isPinned }),
    };
    if (Object.keys(set).length > 0) await this.#sql.update(library).set(set).where(eq(library.runId, runId));
  }

  /** @param at milliseconds since 1970; undefined brings it back */
  async setDeleted(runId: string, at: number | undefined): Promise<void> {
    await this.#sql
      .update(library)
      .set({ deletedAt: at ?? null })
      .where(eq(library.runId, runId));
  }

  /** Removes for good what was deleted before the moment. @returns the ids */
  async purge(before: number): Promise<readonly string[]> {
    const due = this.#sql.select({ id: library.runId }).from(library).where(lt(library.deletedAt, before));
    const gone = await this.#sql.delete(runs).where(sql`${runs.id} in ${due}`).returning({ id: runs.id });
    return gone.map(({ id }) => id);
  }

  /**
   * Deletes finished runs that nobody keeps: not pinned, not shared, not tagged, and of no experiment.
   * @param before launched before this moment @param newest so many of them stay in any case
   * @returns how many
   */
  async retire(
    at: number,
    { before, newest }: { before?: number | undefined; newest?: number | undefined },
  ): Promise<number> {
    const shared = this.#sql.select({ id: links.runId }).from(links).where(eq(links.runId, library.runId));
    const loose = and(
      isNull(library.deletedAt),
      isNull(library.experimentId),
      eq(library.isPinned, false),
      sql`cardinality(${library.tags}) = 0`,
      sql`${library.state} <> ${underWay}`,
      notExists(shared),
    );
    const aged = before === undefined ? undefined : lt(library.createdAt, before);
    const surplus =
      newest === undefined
        ? undefined
        : sql`${library.runId} in ${this.#sql
            .select({ id: library.runId })
            .from(library)
            .where(loose)
            .orderBy(desc(library.createdAt), desc(library.runId))
            .offset(newest)}`;
    if (!aged && !surplus) return 0;
    const retired = await this.#sql
      .update(library)
      .set({ deletedAt: at })
      .where(
        and(
          loose,
          sql`(${sql.join(
            [aged, surplus].filter((part) => part !== undefined),
            sql` or `,
          )})`,
        ),
      )
      .returning({ id: library.runId });
    return retired.length;
  }

  async #count(condition: SQL | undefined): Promise<number> {
    const [row] = await this.#sql.select({ runs: sql<number>`count(*)::int` }).from(library).where(condition);
    return row?.runs ?? 0;
  }

  async #tallyOf(values: SQL, filter: RunFilter): Promise<Record<string, number>> {
    const each = this.#sql
      .select({ value: sql<string>`unnest(${values})`.as('value') })
      .from(library)
      .where(conditionsOf(filter))
      .as('each');
    const rows = await this.#sql
      .select({ value: each.value, runs: sql<number>`count(*)::int` })
      .from(each)
      .groupBy(each.value);
    return Object.fromEntries(rows.map(({ value, runs: count }) => [value, count]));
  }
}

const underWay: RunState = 'under way';

/** A history of which only a part has been written; see `Store.beginImport`. */
const isBeingBrought = sql`(${runs.phase} = 'queued' and ${runs.plan} -> 'origin' is not null)`;

function derived(
  run: RunSummary,
): Omit<typeof library.$inferInsert, 'name' | 'note' | 'tags' | 'isPinned' | 'deletedAt'> {
  const { plan, systemVersion, headline, sentence } = run;
  const faults = faultNames(run);
  const words = [
    plan.name,
    ...originTexts(plan),
    sentence,
    headline,
    plan.system.name,
    systemVersion,
    plan.workload.name,
    ...faults,
    run.id,
  ];
  return {
    runId: run.id,
    createdAt: run.createdAt,
    planName: plan.name,
    state: run.phase === 'done' ? (run.outcome ?? 'aborted') : underWay,
    system: plan.system.name,
    version: systemVersion ?? null,
    workload: plan.workload.name,
    faults,
    operations: run.operations,
    durationMs: durationMs(run),
    experimentId: run.experiment?.id ?? null,
    words: words.filter(Boolean).join('\n').toLowerCase(),
  };
}

function faultNames({ plan, faults }: RunSummary): string[] {
  const names = isImported(plan) ? faults.flatMap(({ fault }) => fault ?? []) : plan.faults.map(({ name }) => name);
  return [...new Set(names)];
}

function originTexts(plan: RunPlan): readonly (string | undefined)[] {
  return isImported(plan) ? [plan.origin.file, plan.origin.entry, plan.workload.model] : [];
}

/** Of a history that was brought, when it began is not known, but how long it is. */
function durationMs({ plan, startedAt, endedAt, testedNanos = 0 }: RunSummary): number {
  if (isImported(plan)) return Math.round(testedNanos / 1e6);
  return Math.max(0, (endedAt ?? startedAt ?? 0) - (startedAt ?? 0));
}

function labelOf({ name, note, tags, isPinned, deletedAt }: LibraryRow): RunLabel | undefined {
  const label: RunLabel = {
    ...(name !== null && { name }),
    ...(note !== null && { note }),
    ...(tags.length > 0 && { tags }),
    ...(isPinned && { isPinned }),
    ...(deletedAt !== null && { deletedAt }),
  };
  return Object.keys(label).length > 0 ? label : undefined;
}

function entryOf(row: LibraryRow): readonly (readonly [string, RunLabel])[] {
  const label = labelOf(row);
  return label ? [[row.runId, label]] : [];
}

/** Names, notes and tags are few, so they are put together for those runs only that have some. */
const said = sql`lower(concat_ws(' ', ${library.name}, ${library.note}, array_to_string(${library.tags}, ' ')))`;
const isLabelled = sql`(${library.name} is not null or ${library.note} is not null or ${library.tags} <> '{}')`;

function holds(word: string): SQL {
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(${library.words} like ${pattern} or (${isLabelled} and ${said} like ${pattern}))`;
}

function conditionsOf({ text, ...filter }: RunFilter): SQL | undefined {
  const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return and(
    filter.deleted ? isNotNull(library.deletedAt) : isNull(library.deletedAt),
    filter.experiments ? undefined : isNull(library.experimentId),
    filter.pinned && eq(library.isPinned, true),
    filter.verdict && eq(library.state, filter.verdict),
    filter.system === undefined ? undefined : eq(library.system, filter.system),
    filter.version === undefined ? undefined : eq(library.version, filter.version),
    filter.workload === undefined ? undefined : eq(library.workload, filter.workload),
    filter.fault === undefined ? undefined : sql`${filter.fault} = any(${library.faults})`,
    filter.tag === undefined ? undefined : sql`${filter.tag} = any(${library.tags})`,
    filter.from === undefined ? undefined : gte(library.createdAt, filter.from),
    filter.to === undefined ? undefined : lt(library.createdAt, filter.to),
    ...words.map(holds),
  );
}

/** Each order has one column, and the id makes it total. */
const orders: Readonly<Record<RunOrder, { readonly key: SQL; readonly direction: typeof asc }>> = {
  newest: { key: sql`${library.createdAt}`, direction: desc },
  oldest: { key: sql`${library.createdAt}`, direction: asc },
  longest: { key: sql`${library.durationMs}`, direction: desc },
  largest: { key: sql`${library.operations}`, direction: desc },
  name: { key: shownName(library), direction: asc },
};

interface Cursor {
  readonly key: string | number;
  readonly id: string;
}

const cursorSchema = { text: z.tuple([z.string(), z.string()]), number: z.tuple([z.int(), z.string()]) };

function writeCursor(key: string | number, id: string): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

/** @throws CursorError, also for one of another order */
function readCursor(text: string, order: RunOrder): Cursor {
  try {
    const [key, id] = cursorSchema[order === 'name' ? 'text' : 'number'].parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    if (strangeTexts([key, id]).length > 0) throw new Error('no name and no id has such characters');
    return { key, id };
  } catch (error) {
    throw new CursorError(error);
  }
}

/** A page was asked for that no page before it had named. */
export class CursorError extends Error {
  override readonly name = 'CursorError';

  constructor(cause: unknown) {
    super('the place where the page begins cannot be read', { cause });
  }
}

function behind(key: SQL, direction: typeof asc, { key: value, id }: Cursor): SQL {
  const sign = direction === asc ? sql`>` : sql`<`;
  const typed = typeof value === 'number' ? sql`${value}::bigint` : sql`${value}::text`;
  return sql`(${key}, ${library.runId}) ${sign} (${typed}, ${id}::text)`;
}

/**
 * The library over all runs: search, pages, counts, and what people keep with a run. A narrow row a run is derived from its
 * summary whenever that is saved; what cannot be derived is only what a person has written.
 */
import { and, asc, desc, eq, gt, gte, isNull, lt, notExists, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { isImported } from '@/lib/plan/imported-plan';
import type { RunPlan } from '@/lib/plan/plan';
import { type Bookmark, bookmarkSchema, withBookmark, withoutBookmark } from '@/lib/protocol/bookmark';
import type { LabelChange, RunFacets, RunFilter, RunQuery, RunState } from '@/lib/protocol/library';
import type { RunLabel, RunSummary } from '@/lib/protocol/run';
import type { Sql } from './database';
import { behind, orders, readCursor, writeCursor } from './library-order';
import { library, libraryCounts, links, runs } from './schema';

/** A row of the page that was asked for: the run's own, and its label. */
export interface FoundRun {
  readonly row: typeof runs.$inferSelect;
  readonly label: RunLabel | undefined;
}

export interface FoundPage {
  readonly found: readonly FoundRun[];
  readonly total: Total;
  readonly next: string | undefined;
}

/** How many fit; where `isMore`, more than so many. */
export interface Total {
  readonly runs: number;
  readonly isMore: boolean;
}

type LibraryRow = typeof library.$inferSelect;

/** Runs that fit words or dates are counted one by one: twenty pages of them, which are a few hundredths of a second. */
const maxCounted = 2_000;

/** What a page shows the choices of. */
const grouped = {
  state: library.state,
  system: library.system,
  version: library.version,
  workload: library.workload,
  faults: library.faults,
  tags: library.tags,
};

/** All that has few values; each is a column of `library_counts`, too. */
const kind = {
  ...grouped,
  isDeleted: sql`(${library.deletedAt} is not null)`,
  isPinned: library.isPinned,
  isInExperiment: sql`(${library.experimentId} is not null)`,
};

/** So many runs have the same of what a page shows the choices of. */
type Group = Pick<typeof libraryCounts.$inferSelect, keyof typeof grouped | 'runs'>;

export class LibraryTable {
  readonly #sql: Sql;
  readonly #maxCounted: number;

  /** @param most for tests: how many runs that fit words or dates are counted */
  constructor(database: Sql, most = maxCounted) {
    this.#sql = database;
    this.#maxCounted = most;
  }

  /** Derives the row of a run anew; what people keep with it stays. */
  async put(run: RunSummary): Promise<void> {
    const row = derived(run);
    const words = withKept(sql`${row.words}::text`, library);
    await this.#sql
      .insert(library)
      .values(row)
      .onConflictDoUpdate({ target: library.runId, set: { ...row, words } });
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
    const start = after === undefined ? undefined : readCursor(after, order);
    const { key, direction } = orders[order];
    const place = start && behind(key, direction, start);
    const ids = this.#sql
      .select({ runId: library.runId, key: sql<string | number>`${key}`.as('key') })
      .from(library)
      .where(and(conditionsOf(filter), place))
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
      total: await this.#total(filter),
      next: last && writeCursor(last.key, last.run.id),
    };
  }

  async facets({ verdict, system, version, workload, fault, tag, ...others }: RunFilter): Promise<RunFacets> {
    const { groups, among } = await this.#groups(others);
    const fits: Readonly<Record<Choice, (group: Group) => boolean>> = {
      verdict: ({ state }) => verdict === undefined || state === verdict,
      system: (group) => system === undefined || group.system === system,
      version: (group) => version === undefined || group.version === version,
      workload: (group) => workload === undefined || group.workload === workload,
      fault: ({ faults }) => fault === undefined || faults.includes(fault),
      tag: ({ tags }) => tag === undefined || tags.includes(tag),
    };
    const tally = (choice: Choice) => {
      const counts: Record<string, number> = {};
      const rest = choices.filter((each) => each !== choice);
      for (const group of groups) {
        if (!rest.every((each) => fits[each](group))) continue;
        for (const value of valuesOf[choice](group)) counts[value] = (counts[value] ?? 0) + group.runs;
      }
      return counts;
    };
    return {
      ...{ verdict: tally('verdict'), system: tally('system'), version: tally('version') },
      ...{ workload: tally('workload'), fault: tally('fault'), tag: tally('tag') },
      ...(among !== undefined && { among }),
    };
  }

  async label(runId: string): Promise<RunLabel | undefined> {
    const [row] = await this.#sql.select().from(library).where(eq(library.runId, runId));
    const bookmarks = row ? bookmarksOf(row) : [];
    const label = row && labelOf(row);
    return bookmarks.length === 0 ? label : { ...label, bookmarks };
  }

  /** @returns false where there would be too many */
  putBookmark(runId: string, bookmark: Bookmark, most: number): Promise<boolean> {
    return this.#changeBookmarks(runId, (before) => {
      const after = withBookmark(before, bookmark);
      return after.length > Math.max(most, before.length) ? undefined : after;
    });
  }

  async removeBookmark(runId: string, id: string): Promise<void> {
    await this.#changeBookmarks(runId, (before) => withoutBookmark(before, id));
  }

  /** Two people at once lose nothing of each other: what has changed meanwhile is read again. @returns false where it is left as it is */
  async #changeBookmarks(
    runId: string,
    change: (before: readonly Bookmark[]) => readonly Bookmark[] | undefined,
  ): Promise<boolean> {
    const written = sql<string>`coalesce(${library.bookmarks}::text, '')`;
    for (;;) {
      const [row] = await this.#sql
        .select({ bookmarks: library.bookmarks, written })
        .from(library)
        .where(eq(library.runId, runId));
      const after = row && change(bookmarksOf(row));
      if (!after) return false;
      const changed = await this.#sql
        .update(library)
        .set({ bookmarks: after.length === 0 ? null : after })
        .where(and(eq(library.runId, runId), sql`${written} = ${row.written}`))
        .returning({ id: library.runId });
      if (changed.length > 0) return true;
    }
  }

  /** Of several runs, by id; those without a label are not in it. */
  async labels(runIds: readonly string[]): Promise<ReadonlyMap<string, RunLabel>> {
    if (runIds.length === 0) return new Map();
    const rows = await this.#sql.select().from(library).where(sql`${library.runId} in ${runIds}`);
    return new Map(rows.flatMap((row) => entryOf(row)));
  }

  async change(runId: string, { name, note, tags, isPinned }: LabelChange): Promise<void> {
    const kept = {
      ...(name !== undefined && { name: name || null }),
      ...(note !== undefined && { note: note || null }),
      ...(tags !== undefined && { tags: [...new Set(tags)].sort() }),
    };
    const set = { ...kept, ...(isPinned !== undefined && { isPinned }) };
    if (Object.keys(set).length === 0) return;
    const now = {
      name: kept.name === undefined ? library.name : sql`${kept.name}::text`,
      note: kept.note === undefined ? library.note : sql`${kept.note}::text`,
      tags: kept.tags === undefined ? library.tags : sql`${sql.param(kept.tags, library.tags)}::text[]`,
    };
    const words = withKept(sql`split_part(${library.words}, E'\\f', 1)`, now);
    await this.#sql
      .update(library)
      .set({ ...set, words })
      .where(eq(library.runId, runId));
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
   * Deletes finished runs that nobody keeps: not pinned, not shared by itself or in a comparison, not tagged, without bookmarks, and of no experiment.
   * @param before launched before this moment @param newest so many of them stay in any case
   * @returns how many
   */
  async retire(
    at: number,
    { before, newest }: { before?: number | undefined; newest?: number | undefined },
  ): Promise<number> {
    const isCompared = sql`${library.runId} = any(string_to_array(${links.comparison}, ','))`;
    const shared = this.#sql
      .select({ id: links.runId })
      .from(links)
      .where(or(eq(links.runId, library.runId), isCompared));
    const loose = and(
      isNull(library.deletedAt),
      isNull(library.experimentId),
      eq(library.isPinned, false),
      sql`cardinality(${library.tags}) = 0`,
      isNull(library.bookmarks),
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

  /** All of a filter that asks for neither words nor dates are counted already. */
  async #total(filter: RunFilter): Promise<Total> {
    if (!isLookedUp(filter)) {
      const [row] = await this.#sql
        .select({ runs: sql<number>`coalesce(sum(${libraryCounts.runs}), 0)::int` })
        .from(libraryCounts)
        .where(kindConditions(libraryCounts, filter));
      return { runs: row?.runs ?? 0, isMore: false };
    }
    const fitting = this.#sql
      .select({ one: sql`1`.as('one') })
      .from(library)
      .where(conditionsOf(filter))
      .limit(this.#maxCounted + 1)
      .as('fitting');
    const [row] = await this.#sql.select({ runs: sql<number>`count(*)::int` }).from(fitting);
    const found = row?.runs ?? 0;
    return { runs: Math.min(found, this.#maxCounted), isMore: found > this.#maxCounted };
  }

  /** @returns `among`: as many as are looked at, the newest, where that many fit */
  async #groups(filter: RunFilter): Promise<{ readonly groups: readonly Group[]; readonly among?: number }> {
    if (!isLookedUp(filter)) {
      const groups = await this.#sql
        .select()
        .from(libraryCounts)
        .where(and(kindConditions(libraryCounts, filter), gt(libraryCounts.runs, 0)));
      return { groups };
    }
    const newest = this.#sql
      .select(grouped)
      .from(library)
      .where(conditionsOf(filter))
      .orderBy(desc(library.createdAt), desc(library.runId))
      .limit(this.#maxCounted)
      .as('newest');
    const { state, system, version, workload, faults, tags } = newest;
    const groups = await this.#sql
      .select({ state, system, version, workload, faults, tags, runs: sql<number>`count(*)::int` })
      .from(newest)
      .groupBy(state, system, version, workload, faults, tags);
    const looked = groups.reduce((sum, group) => sum + group.runs, 0);
    return { groups, ...(looked === this.#maxCounted && { among: looked }) };
  }
}

const choices = ['verdict', 'system', 'version', 'workload', 'fault', 'tag'] as const;
type Choice = (typeof choices)[number];

const valuesOf: Readonly<Record<Choice, (group: Group) => readonly string[]>> = {
  verdict: ({ state }) => [state],
  system: ({ system }) => [system],
  version: ({ version }) => (version === null ? [] : [version]),
  workload: ({ workload }) => [workload],
  fault: ({ faults }) => faults,
  tag: ({ tags }) => tags,
};

const underWay: RunState = 'under way';

/** A history of which only a part has been written; see `Store.beginImport`. */
const isBeingBrought = sql`(${runs.phase} = 'queued' and ${runs.plan} -> 'origin' is not null)`;

function derived(
  run: RunSummary,
): Omit<typeof library.$inferInsert, 'name' | 'note' | 'tags' | 'isPinned' | 'deletedAt' | 'bookmarks'> {
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
    words: words.filter(Boolean).join('\n').toLowerCase().replaceAll('\f', ' '),
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

/** Those that no version of ours wrote are passed over. */
function bookmarksOf({ bookmarks }: Pick<LibraryRow, 'bookmarks'>): readonly Bookmark[] {
  if (!Array.isArray(bookmarks)) return [];
  return bookmarks.flatMap((each) => {
    const parsed = bookmarkSchema.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  });
}

function entryOf(row: LibraryRow): readonly (readonly [string, RunLabel])[] {
  const label = labelOf(row);
  return label ? [[row.runId, label]] : [];
}

/** The words of a run with those that people keep with it. */
function withKept(words: SQL, { name, note, tags }: Readonly<Record<'name' | 'note' | 'tags', SQLWrapper>>): SQL {
  const isLabelled = sql`(${name} is not null or ${note} is not null or ${tags} <> '{}')`;
  const kept = sql`lower(concat_ws(' ', ${name}, ${note}, array_to_string(${tags}, ' ')))`;
  return sql`${words} || case when ${isLabelled} then E'\\f' || ${kept} else '' end`;
}

function holds(word: string): SQL {
  return sql`${library.words} like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`;
}

/** Whether what the library counts as it changes does not answer it. */
function isLookedUp({ text, from, to }: RunFilter): boolean {
  return text !== undefined || from !== undefined || to !== undefined;
}

function conditionsOf({ text, from, to, ...filter }: RunFilter): SQL | undefined {
  const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return and(
    kindConditions(kind, filter),
    from === undefined ? undefined : gte(library.createdAt, from),
    to === undefined ? undefined : lt(library.createdAt, to),
    ...words.map(holds),
  );
}

function kindConditions(
  { isDeleted, isPinned, isInExperiment, ...columns }: Readonly<Record<keyof typeof kind, SQLWrapper>>,
  filter: Omit<RunFilter, 'text' | 'from' | 'to'>,
): SQL | undefined {
  const is = (column: SQLWrapper, value: string | undefined) =>
    value === undefined ? undefined : sql`${column} = ${value}`;
  const holdsName = (column: SQLWrapper, value: string | undefined) =>
    value === undefined ? undefined : sql`${value} = any(${column})`;
  return and(
    filter.deleted ? sql`${isDeleted}` : sql`not ${isDeleted}`,
    filter.experiments ? undefined : sql`not ${isInExperiment}`,
    filter.pinned && sql`${isPinned}`,
    is(columns.state, filter.verdict),
    is(columns.system, filter.system),
    is(columns.version, filter.version),
    is(columns.workload, filter.workload),
    holdsName(columns.faults, filter.fault),
    holdsName(columns.tags, filter.tag),
  );
}

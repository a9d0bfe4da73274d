/** The runs of one plan, whatever their seeds and their names, found by what the plan is the same by. */
import { and, desc, eq, getTableColumns, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { storedTest } from '@/lib/plan/resolve';
import { type OutcomeName, outcomeNameSchema } from '@/lib/protocol/run';
import { runMeasuresSchema } from '@/lib/protocol/run-measures';
import type { Trend, TrendQuery, TrendRun, TrendVersion } from '@/lib/protocol/trend';
import type { Sql } from './database';
import { behind, readCursor, writeCursor } from './library-order';
import { isTest, library, planKeyOf, runs } from './schema';

type RunRow = typeof runs.$inferSelect;

const valid: OutcomeName = 'valid';

/** Older ones are on the pages and not counted: what one looks at waits for nobody longer than a tenth of a second. */
const maxCounted = 10_000;

export class TrendTable {
  readonly #sql: Sql;
  readonly #maxCounted: number;

  /** @param most for tests: how many runs are counted */
  constructor(sql: Sql, most = maxCounted) {
    this.#sql = sql;
    this.#maxCounted = most;
  }

  /** What the plan of a run is the same by; nothing where there is no such run, or it was brought. */
  async keyOf(runId: string): Promise<string | undefined> {
    const [row] = await this.#sql
      .select({ key: planKeyOf(runs.plan) })
      .from(runs)
      .where(and(eq(runs.id, runId), isTest(runs.plan)));
    return row?.key;
  }

  /** @throws CursorError */
  async page(key: string, { after, limit }: TrendQuery): Promise<Trend> {
    const start = after === undefined ? undefined : readCursor(after, 'newest');
    const { id, createdAt, outcome, headline, violationTime, systemVersion, measures } = runs;
    const rows = await this.#sql
      .select({ id, createdAt, outcome, headline, violationTime, systemVersion, measures })
      .from(runs)
      .innerJoin(library, eq(library.runId, runs.id))
      .where(and(isOver(key), start && behind(sql`${runs.createdAt}`, desc, start, runs.id)))
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const plan = await this.#plan(key);
    return {
      key,
      ...(plan !== undefined && { plan }),
      ...(await this.#counted(key)),
      runs: shown.flatMap((row) => trendRun(row)),
      ...(last && { next: writeCursor(last.createdAt, last.id) }),
    };
  }

  /** Of the newest run, be it over or not; nothing where a newer version wrote it. */
  async #plan(key: string): Promise<Trend['plan']> {
    const [row] = await this.#sql
      .select({ plan: runs.plan })
      .from(runs)
      .innerJoin(library, eq(library.runId, runs.id))
      .where(and(hasKey(key), isNull(library.deletedAt)))
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(1);
    try {
      return row && storedTest(row.plan);
    } catch {
      return undefined;
    }
  }

  async #counted(key: string): Promise<Pick<Trend, 'total' | 'isMore' | 'versions'>> {
    const newest = this.#sql
      .select({
        ...{ outcome: runs.outcome, systemVersion: runs.systemVersion, createdAt: runs.createdAt },
        isRefuted: sql<boolean>`(${runs.outcome} = 'invalid' or ${runs.violationTime} is not null)`.as('is_refuted'),
      })
      .from(runs)
      .innerJoin(library, eq(library.runId, runs.id))
      .where(isOver(key))
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(this.#maxCounted)
      .as('newest');
    const { outcome, systemVersion, isRefuted, createdAt } = newest;
    const groups = await this.#sql
      .select({
        ...{ outcome, systemVersion, isRefuted },
        runs: sql<number>`count(*)::int`,
        newestAt: sql<number>`max(${createdAt})::float8`,
      })
      .from(newest)
      .groupBy(outcome, systemVersion, isRefuted);
    const total = groups.reduce((sum, group) => sum + group.runs, 0);
    return {
      total,
      ...(total === this.#maxCounted && { isMore: true as const }),
      versions: versionsOf(groups),
    };
  }

  /** The newest valid run of its plan before a run. */
  async baseline(runId: string): Promise<RunRow | undefined> {
    const [one] = await this.#sql
      .select({ key: planKeyOf(runs.plan), createdAt: runs.createdAt })
      .from(runs)
      .where(and(eq(runs.id, runId), isTest(runs.plan)));
    if (!one) return undefined;
    const earlier = behind(sql`${runs.createdAt}`, desc, { key: one.createdAt, id: runId }, runs.id);
    const [row] = await this.#sql
      .select(getTableColumns(runs))
      .from(runs)
      .innerJoin(library, eq(library.runId, runs.id))
      .where(and(isOver(one.key), eq(runs.outcome, valid), earlier))
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(1);
    return row;
  }
}

/** By the index of the plans. */
function hasKey(key: string): SQL | undefined {
  return and(sql`${planKeyOf(runs.plan)} = ${key}`, isTest(runs.plan));
}

function isOver(key: string): SQL | undefined {
  return and(hasKey(key), eq(runs.phase, 'done'), isNotNull(runs.outcome), isNull(library.deletedAt));
}

type FoundRow = Pick<
  RunRow,
  'id' | 'createdAt' | 'outcome' | 'headline' | 'violationTime' | 'systemVersion' | 'measures'
>;

/** Nothing where a newer version wrote it: in a chart, it hides no other. */
function trendRun({ id, createdAt, headline, violationTime, systemVersion, ...row }: FoundRow): readonly TrendRun[] {
  const outcome = outcomeNameSchema.safeParse(row.outcome);
  if (!outcome.success) return [];
  const measures = runMeasuresSchema.safeParse(row.measures);
  const { latency, underFaults } = measures.success ? measures.data : {};
  return [
    {
      ...{ id, createdAt, outcome: outcome.data, isRefuted: outcome.data === 'invalid' || violationTime !== null },
      ...(headline !== null && { headline }),
      ...(systemVersion !== null && { version: systemVersion }),
      ...(latency && { latency }),
      ...(underFaults && { underFaults }),
    },
  ];
}

interface Group {
  readonly outcome: string | null;
  readonly systemVersion: string | null;
  readonly isRefuted: boolean;
  readonly runs: number;
  readonly newestAt: number;
}

/** The version of the newest run first. */
function versionsOf(groups: readonly Group[]): readonly TrendVersion[] {
  const byVersion = new Map<string | null, Group[]>();
  for (const group of groups) {
    byVersion.set(group.systemVersion, [...(byVersion.get(group.systemVersion) ?? []), group]);
  }
  const versions = [...byVersion].map(([version, own]): TrendVersion => {
    const outcomes: Partial<Record<OutcomeName, number>> = {};
    let [found, decided, newestAt] = [0, 0, 0];
    for (const group of own) {
      const outcome = outcomeNameSchema.safeParse(group.outcome);
      if (!outcome.success) continue;
      outcomes[outcome.data] = (outcomes[outcome.data] ?? 0) + group.runs;
      newestAt = Math.max(newestAt, group.newestAt);
      if (group.isRefuted) found += group.runs;
      if (group.isRefuted || outcome.data === 'valid' || outcome.data === 'weak') decided += group.runs;
    }
    return { ...(version !== null && { version }), outcomes, found, decided, newestAt };
  });
  return versions.sort((a, b) => b.newestAt - a.newestAt);
}

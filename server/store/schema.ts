/**
 * The tables, in PostgreSQL's dialect. Columns are written in camelCase here and in snake_case in the database; the
 * rule is stated once, in `casing`, for the queries and for the migrations that drizzle-kit writes. What a column of names
 * or of JSON holds is not said here: it is checked where it is read.
 */
import { type SQLWrapper, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  unique,
} from 'drizzle-orm/pg-core';
import { storableText } from '@/lib/base/plain-text';

export const casing = 'snake_case';

const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** The one door for texts, also for those that are looked for: what nodes and files say may hold what PostgreSQL refuses. */
const text = customType<{ data: string }>({ dataType: () => 'text', toDriver: storableText });

/** Milliseconds since 1970 and nanoseconds of a run: whole numbers below 2^53, which JavaScript holds exactly. */
const whole = () => bigint({ mode: 'number' });

const runId = () =>
  text()
    .notNull()
    .references(() => runs.id, { onDelete: 'cascade' });

/**
 * What a plan is the same by, whatever its seed and its name: one expression, so that its index serves every query. PostgreSQL
 * writes jsonb with its keys in an order of its own, so the order in which a plan was written does not matter.
 */
export const planKeyOf = (plan: SQLWrapper) => sql<string>`md5((${plan}::jsonb - 'seed' - 'name')::text)`;

/** A history that was brought has no plan that could be run again. */
export const isTest = (plan: SQLWrapper) => sql`(${plan} -> 'origin') is null`;

/** What lists show. While a run goes on, its journal is the truth and this row lags behind it. */
export const runs = pgTable(
  'runs',
  {
    id: text().primaryKey(),
    plan: json().notNull(),
    phase: text().notNull(),
    outcome: text(),
    sentence: text(),
    /** What of it anyone may read, where that is not all; null in runs of older versions, too. */
    openSentence: text(),
    /** Null where a verdict is not weak; as `ended` and `testedNanos`, in runs of older versions too. */
    weak: json(),
    ended: text(),
    testedNanos: whole(),
    /** Null in runs of older versions. */
    launchedBy: json(),
    stoppedBy: json(),
    createdAt: whole().notNull(),
    startedAt: whole(),
    endedAt: whole(),
    systemVersion: text(),
    operations: integer().notNull(),
    entries: integer().notNull(),
    faults: json().notNull(),
    /** Null in runs of older versions, also where they were refuted. */
    headline: text(),
    violationTime: whole(),
    /** Which Clew ran it; null in runs of older versions. */
    clew: json(),
    /** Null in runs that were not judged, and in those of older versions. */
    measures: json(),
    /** The experiment that made the run, and where in it the run stands. */
    experimentId: text().references(() => experiments.id, { onDelete: 'set null' }),
    combination: integer(),
    repeat: integer(),
  },
  (table) => [
    index('runs_by_creation').on(table.createdAt),
    index('runs_by_experiment').on(table.experimentId),
    index('runs_by_plan').on(planKeyOf(table.plan), table.createdAt, table.id).where(isTest(table.plan)),
  ],
);

/** The name a run is listed by, and sorted by: one expression, so that its index serves every query. */
export const shownName = (run: { readonly name: SQLWrapper; readonly planName: SQLWrapper }) =>
  sql`lower(coalesce(${run.name}, ${run.planName}))`;

/**
 * What the library searches, a narrow row a run: plans and measures would make each look at a hundred thousand runs a look at
 * hundreds of megabytes. All but what people keep with a run can be made again from its row in `runs`.
 */
export const library = pgTable(
  'library',
  {
    runId: runId().primaryKey(),
    createdAt: whole().notNull(),
    /** Of the plan. */
    planName: text().notNull(),
    state: text().notNull(),
    system: text().notNull(),
    version: text(),
    workload: text().notNull(),
    faults: text().array().notNull(),
    operations: integer().notNull(),
    durationMs: whole().notNull(),
    experimentId: text(),
    /** What a search by words looks at, in small letters: the run's own, and behind a form feed what people keep with it. */
    words: text().notNull(),
    /** From here on: what people keep with it. */
    name: text(),
    note: text(),
    tags: text().array().notNull().default([]),
    isPinned: boolean().notNull().default(false),
    deletedAt: whole(),
    /** A list; null where there are none. */
    bookmarks: json(),
  },
  (table) => [
    index('library_by_creation').on(table.createdAt, table.runId),
    index('library_by_state').on(table.state, table.createdAt, table.runId),
    index('library_by_name').on(shownName(table), table.runId),
    index('library_by_duration').on(table.durationMs, table.runId),
    index('library_by_operations').on(table.operations, table.runId),
    // Without a list of what is still to be indexed: nothing here would ever shorten it, and each search would read it.
    index('library_by_words').using('gin', table.words.op('gin_trgm_ops')).with({ fastupdate: false }),
  ],
);

/**
 * How many runs of the library have the same of all that has few values: what a page counts by, without a look at each run. The
 * trigger `count_library` keeps it, in the statement that changes the library.
 */
export const libraryCounts = pgTable('library_counts', {
  /** A digest of the columns that follow, which are too long together for the key of an index. */
  id: text().primaryKey(),
  isDeleted: boolean().notNull(),
  isPinned: boolean().notNull(),
  isInExperiment: boolean().notNull(),
  state: text().notNull(),
  system: text().notNull(),
  version: text(),
  workload: text().notNull(),
  faults: text().array().notNull(),
  tags: text().array().notNull(),
  /** None, where they were and went. */
  runs: integer().notNull(),
});

export const experiments = pgTable('experiments', {
  id: text().primaryKey(),
  /** With its seed and every title written out. */
  document: json().notNull(),
  /** What its runs do, in their order, as it was resolved: a later version may resolve the document to something else. */
  plans: json().notNull(),
  state: text().notNull(),
  reason: text(),
  createdAt: whole().notNull(),
  endedAt: whole(),
});

/** Entries fromSeq … fromSeq + count - 1 of a run, as lines.ts packs them. The name of the column is that of version 0.1. */
export const chunks = pgTable(
  'chunks',
  { runId: runId(), fromSeq: integer().notNull(), count: integer().notNull(), packed: bytes('lines').notNull() },
  (table) => [primaryKey({ columns: [table.runId, table.fromSeq] })],
);

export const nodeLogs = pgTable(
  'node_logs',
  {
    runId: runId(),
    node: text().notNull(),
    file: text().notNull(),
    /** Bytes of the text before compression. */
    size: integer().notNull(),
    content: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.node, table.file] })],
);

/** Plans that are started by the clock. Removing one sets `deletedAt`, so that it can be taken back for a day. */
export const schedules = pgTable('schedules', {
  id: text().primaryKey(),
  /** With a seed, as the runs that it starts have it. */
  plan: json().notNull(),
  /** A pattern of cron with five fields, in the zone. */
  pattern: text().notNull(),
  /** An IANA name. */
  zone: text().notNull(),
  /** `new` at each start, or always the `same`. */
  seeds: text().notNull(),
  /** Runs of a start. */
  repeats: integer().notNull(),
  createdBy: json().notNull(),
  createdAt: whole().notNull(),
  isPaused: boolean().notNull().default(false),
  /** Null where no start is to come. Whoever moves it on has the start: of several servers on one store, one. */
  nextAt: whole(),
  /** What became of the last start; null before the first. */
  last: json(),
  deletedAt: whole(),
});

/**
 * The links for teammates: each to a run, to an experiment with all of its runs, to a comparison of some, or to the trend
 * of a plan. The token itself is kept, not a hash of it: operators see the link again while it is active, and whoever can
 * read this table can read the run it opens anyway.
 * Revoking deletes the row.
 */
export const links = pgTable(
  'links',
  {
    token: text().primaryKey(),
    runId: text()
      .unique()
      .references(() => runs.id, { onDelete: 'cascade' }),
    experimentId: text()
      .unique()
      .references(() => experiments.id, { onDelete: 'cascade' }),
    /** Of a trend; see `planKeyOf`. */
    planKey: text().unique(),
    /** Of a comparison, the ids of its runs in their order, joined by commas. */
    comparison: text().unique(),
    /** What a password is held against; null where the token alone opens the link. */
    passwordHash: text(),
    /** Whether whoever has the link also sees addresses, users, ports and paths. */
    showsPlaces: boolean().notNull().default(false),
    /** Null for links of older versions. */
    createdAt: whole(),
    expiresAt: whole(),
    usedAt: whole(),
  },
  ({ runId, experimentId, planKey, comparison }) => [
    check('link_to_one', sql`num_nonnulls(${runId}, ${experimentId}, ${planKey}, ${comparison}) = 1`),
  ],
);

/** Where other programs are told what became of a run. The secret signs what is sent, so it is kept as it is. */
export const webhooks = pgTable('webhooks', {
  id: text().primaryKey(),
  url: text().notNull(),
  secret: text().notNull(),
  /** Of what it is told: a list of names. */
  events: json().notNull(),
  createdAt: whole().notNull(),
});

/** What was sent to them, or is to be. A run is told of once to each, and the row outlives the run. */
export const deliveries = pgTable(
  'webhook_deliveries',
  {
    id: text().primaryKey(),
    webhookId: text()
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    event: text().notNull(),
    runId: text().notNull(),
    /** What is sent, the same at each try. */
    body: text().notNull(),
    createdAt: whole().notNull(),
    /** Tries so far. */
    tries: integer().notNull().default(0),
    /** When the next try is due; null where it is over. Whoever moves it on has the try: of several servers, one. */
    nextAt: whole(),
    triedAt: whole(),
    /** Of the last answer; null where none came. */
    status: integer(),
    /** What was wrong at the last try; null where it arrived. */
    problem: text(),
  },
  ({ webhookId, event, runId, nextAt, createdAt }) => [
    unique('delivered_once').on(webhookId, event, runId),
    index('deliveries_due').on(nextAt),
    index('deliveries_by_creation').on(createdAt),
  ],
);

/** Machines that people keep under a name, for more than one plan. */
export const clusters = pgTable('clusters', {
  name: text().primaryKey(),
  /** As it was written; read by the schema that it was checked with. */
  definition: json().notNull(),
  createdAt: whole().notNull(),
  changedAt: whole().notNull(),
});

/**
 * Who may write a run or an experiment. `epoch` rises with every owner, also when the same one starts again, so a write
 * under an older epoch can be refused. The row stays, without an owner, when its subject is finished: epochs never repeat.
 */
export const leases = pgTable(
  'leases',
  {
    kind: text().$type<LeaseKind>().notNull(),
    id: text().notNull(),
    owner: text(),
    epoch: integer().notNull(),
    /** Milliseconds since 1970, by the clock of the database. */
    renewedAt: whole().notNull(),
    /** Who asked the owner to stop, where that was another server's visitor. */
    stopRequest: json(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

export type LeaseKind = 'run' | 'experiment';

/**
 * Browsers that are signed in. The id is a digest of what the browser's cookie holds, so that whoever reads this table can
 * sign in nowhere. Ending a session deletes its row.
 */
export const sessions = pgTable('sessions', {
  id: text().primaryKey(),
  author: json().notNull(),
  createdAt: whole().notNull(),
  /** Lags behind its last use by minutes. */
  usedAt: whole().notNull(),
});

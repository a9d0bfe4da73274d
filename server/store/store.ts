/**
 * What Clew remembers: runs, their journals, node logs and share links. Written against drizzle's PostgreSQL
 * dialect only, so that a PostgreSQL server can stand in for the embedded one.
 */
import { and, asc, eq, getTableColumns, gte, lt, lte, max, ne, sql } from 'drizzle-orm';
import { assert } from '@/lib/base/assert';
import type { Entry } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import type { RunPage, RunQuery } from '@/lib/protocol/library';
import { type RunSummary, withLabel } from '@/lib/protocol/run';
import type { ClewError } from '../base/failure';
import type { NodeLog } from '../systems/kit/client';
import { ClusterTable } from './clusters';
import { compactJournal } from './compact';
import type { Database, Sql } from './database';
import { ExperimentStore } from './experiment-store';
import { assertWritten, type Lease, LeaseTable, rowUnder } from './leases';
import { LibraryTable } from './library';
import { maxChunkEntries, packText, unpackEntries, unpackText } from './lines';
import { LinkTable } from './links';
import { openEmbedded } from './pglite/open';
import { RunRows, toRow } from './run-rows';
import { ScheduleTable } from './schedules';
import { chunks, nodeLogs, runs } from './schema';
import { SessionStore } from './session-store';
import { TrendTable } from './trends';
import { WebhookTable } from './webhooks';

/** Chunks fetched by one read: at a slow pace a chunk holds one entry, at a high one a thousand. */
const maxChunksPerRead = 128;

/** Rows of older versions that are brought into the library at a time. */
const broughtAtOnce = 200;

export interface OpenStoreOptions {
  /** As LeaseTable's. */
  readonly now?: () => number;
  /** As openEmbedded's. */
  readonly onLost?: ((error: ClewError) => void) | undefined;
}

/** The embedded database in a directory, which no other process may have open. */
export async function openStore(directory: string, { now, onLost }: OpenStoreOptions = {}): Promise<Store> {
  const store = new Store(await openEmbedded(directory, onLost), now);
  await store.completeLibrary();
  return store;
}

export class Store {
  readonly experiments: ExperimentStore;
  readonly leases: LeaseTable;
  readonly sessions: SessionStore;
  readonly library: LibraryTable;
  readonly links: LinkTable;
  readonly trends: TrendTable;
  readonly schedules: ScheduleTable;
  readonly webhooks: WebhookTable;
  readonly clusters: ClusterTable;
  readonly #database: Database;
  readonly #rows: RunRows;
  #looking: Store | undefined;

  constructor(database: Database, now?: () => number, rows = new RunRows()) {
    this.#database = database;
    this.#rows = rows;
    this.experiments = new ExperimentStore(database.sql);
    this.leases = new LeaseTable(database.sql, now);
    this.sessions = new SessionStore(database.sql);
    this.library = new LibraryTable(database.sql);
    this.links = new LinkTable(database.sql);
    this.trends = new TrendTable(database.sql);
    this.schedules = new ScheduleTable(database.sql);
    this.webhooks = new WebhookTable(database.sql);
    this.clusters = new ClusterTable(database.sql);
  }

  get #sql(): Sql {
    return this.#database.sql;
  }

  /** The same store for those who look: what they read waits for everything else. */
  get looking(): Store {
    this.#looking ??= new Store({ ...this.#database, sql: this.#database.looking }, undefined, this.#rows);
    return this.#looking;
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** Writes the run's row, or replaces it. @throws LostLeaseError, as everything does that writes under a lease */
  async saveRun(lease: Lease, run: RunSummary): Promise<void> {
    const row = toRow(run);
    this.#rows.forget(run.id);
    const written = await this.#database.journal
      .insert(runs)
      .select(rowUnder(lease, runs, row))
      .onConflictDoUpdate({ target: runs.id, set: row })
      .returning({ id: runs.id });
    assertWritten(lease, written);
    await this.library.put(run);
  }

  /**
   * Writes the row of a history that is being brought: nobody finds it in the library before `saveRun` puts it there, when
   * all of it has been written.
   */
  async beginImport(lease: Lease, run: RunSummary): Promise<void> {
    const row = rowUnder(lease, runs, toRow({ ...run, phase: 'queued' }));
    assertWritten(lease, await this.#database.journal.insert(runs).select(row).returning({ id: runs.id }));
  }

  /** Removes all that was written of one that came to nothing. */
  async dropImport({ id }: Lease): Promise<void> {
    await this.#sql.delete(runs).where(eq(runs.id, id));
  }

  /** With its label. @throws ClewError where its row cannot be read, naming the run */
  async findRun(id: string): Promise<RunSummary | undefined> {
    const [row] = await this.#sql.select().from(runs).where(eq(runs.id, id));
    return row && withLabel(this.#rows.summaryOf(row), await this.library.label(id));
  }

  /** Without those whose rows cannot be read. @throws CursorError */
  async findRuns(query: RunQuery): Promise<RunPage> {
    const { found, total, next } = await this.library.page(query);
    const listed = found.flatMap(({ row, label }) =>
      this.#rows.readableSummaryOf(row).map((run) => withLabel(run, label)),
    );
    return {
      ...{ runs: listed, total: total.runs },
      ...(total.isMore && { isMore: true as const }),
      ...(next !== undefined && { next }),
    };
  }

  /** The newest valid run of the same plan before this one, whatever its seed and its name. */
  async findBaseline({ id }: Pick<RunSummary, 'id'>): Promise<RunSummary | undefined> {
    const row = await this.trends.baseline(id);
    return row && withLabel(this.#rows.summaryOf(row), await this.library.label(row.id));
  }

  /** Rows that an older version, or a crash between two writes, left without theirs in the library. */
  async completeLibrary(): Promise<void> {
    for (let after = ''; ; ) {
      const rows = await this.library.missing(after, broughtAtOnce);
      for (const row of rows) for (const run of this.#rows.readableSummaryOf(row)) await this.library.put(run);
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  /** Oldest first. */
  async runsOfExperiment(experimentId: string): Promise<readonly RunSummary[]> {
    const rows = await this.#sql
      .select()
      .from(runs)
      .where(eq(runs.experimentId, experimentId))
      .orderBy(asc(runs.createdAt), asc(runs.id));
    const labels = await this.library.labels(rows.map(({ id }) => id));
    return rows.flatMap((row) => this.#rows.readableSummaryOf(row).map((run) => withLabel(run, labels.get(run.id))));
  }

  /** Their ids, oldest first. */
  async unfinishedRuns(): Promise<readonly string[]> {
    const rows = await this.#sql
      .select({ id: runs.id })
      .from(runs)
      .where(ne(runs.phase, 'done'))
      .orderBy(asc(runs.createdAt));
    return rows.map(({ id }) => id);
  }

  async appendChunk(lease: Lease, { from, count, bytes }: Chunk): Promise<void> {
    assert(count > 0 && count <= maxChunkEntries, `a chunk of ${count} entries`);
    const row = { runId: lease.id, fromSeq: from, count, packed: bytes };
    const written = await this.#database.journal
      .insert(chunks)
      .select(rowUnder(lease, chunks, row))
      .returning({ fromSeq: chunks.fromSeq });
    assertWritten(lease, written);
  }

  /** How many entries a run has. */
  async countEntries(runId: string): Promise<number> {
    const [last] = await this.#sql
      .select({ end: max(sql<number>`${chunks.fromSeq} + ${chunks.count}`) })
      .from(chunks)
      .where(eq(chunks.runId, runId));
    return Number(last?.end ?? 0);
  }

  /** Makes few large chunks of the many small ones of a run that is over. Nobody sees a difference but in speed. */
  compact(runId: string, signal?: AbortSignal): Promise<void> {
    return compactJournal(this.#sql, runId, signal);
  }

  /** Takes the chunks that begin with the entry or behind it out of the journal of a run that is being recovered. */
  async cutJournal(lease: Lease, from: number): Promise<void> {
    await this.#sql.delete(chunks).where(and(eq(chunks.runId, lease.id), gte(chunks.fromSeq, from)));
  }

  /** Chunks from the one on that holds the entry; some, and none only at the end. Those after `mostBytes` are not read. */
  async readChunks(runId: string, from: number, mostBytes = Number.MAX_SAFE_INTEGER): Promise<readonly Chunk[]> {
    const rows = await this.#chunksFrom(runId, from, mostBytes);
    const last = rows.at(-1);
    if (!last || last.fromSeq + last.count <= from) return [];
    return rows.map(({ fromSeq, count, packed }) => ({ from: fromSeq, count, bytes: packed }));
  }

  /** How large a chunk is, is known without reading it; reading takes the time. */
  async #chunksFrom(runId: string, from: number, mostBytes: number): Promise<readonly (typeof chunks.$inferSelect)[]> {
    const holding = this.#sql
      .select({ fromSeq: max(chunks.fromSeq) })
      .from(chunks)
      .where(and(eq(chunks.runId, runId), lte(chunks.fromSeq, from)));
    const next = this.#sql
      .select({ fromSeq: chunks.fromSeq, size: sql<number>`octet_length(${chunks.packed})`.as('size') })
      .from(chunks)
      .where(and(eq(chunks.runId, runId), gte(chunks.fromSeq, sql`(${holding})`)))
      .orderBy(asc(chunks.fromSeq))
      .limit(maxChunksPerRead)
      .as('next');
    const before = sql<number>`sum(${next.size}) over (order by ${next.fromSeq}) - ${next.size}`.as('before');
    const placed = this.#sql.select({ fromSeq: next.fromSeq, before }).from(next).as('placed');
    return this.#sql
      .select(getTableColumns(chunks))
      .from(chunks)
      .innerJoin(placed, and(eq(chunks.runId, runId), eq(chunks.fromSeq, placed.fromSeq)))
      .where(lt(placed.before, mostBytes))
      .orderBy(asc(chunks.fromSeq));
  }

  /** Entries from a sequence number on, from whole chunks until there are `enough`; none only at the end. */
  async readEntries(runId: string, from: number, enough: number): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    for (const row of await this.#chunksFrom(runId, from, Number.MAX_SAFE_INTEGER)) {
      if (entries.length >= enough) break;
      assert(row.fromSeq <= from + entries.length, `entry ${from + entries.length} of run ${runId} is missing`);
      const held = await unpackEntries(row.packed);
      for (let place = from + entries.length - row.fromSeq; place < held.length; place++) {
        entries.push(held[place] as Entry);
      }
    }
    return entries;
  }

  async saveLog(lease: Lease, { node, file, text }: NodeLog): Promise<void> {
    const kept = { size: Buffer.byteLength(text), content: await packText(text) };
    const written = await this.#database.journal
      .insert(nodeLogs)
      .select(rowUnder(lease, nodeLogs, { runId: lease.id, node, file, ...kept }))
      .onConflictDoUpdate({ target: [nodeLogs.runId, nodeLogs.node, nodeLogs.file], set: kept })
      .returning({ runId: nodeLogs.runId });
    assertWritten(lease, written);
  }

  async listLogs(runId: string): Promise<readonly { node: string; file: string; bytes: number }[]> {
    return this.#sql
      .select({ node: nodeLogs.node, file: nodeLogs.file, bytes: nodeLogs.size })
      .from(nodeLogs)
      .where(eq(nodeLogs.runId, runId))
      .orderBy(asc(nodeLogs.node), asc(nodeLogs.file));
  }

  async readLog(runId: string, node: string, file: string): Promise<string | undefined> {
    const [row] = await this.#sql
      .select({ content: nodeLogs.content })
      .from(nodeLogs)
      .where(and(eq(nodeLogs.runId, runId), eq(nodeLogs.node, node), eq(nodeLogs.file, file)));
    return row && unpackText(row.content);
  }
}

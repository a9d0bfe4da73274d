/**
 * A journal that is complete lies in as many chunks as it was written in, some fifty a second. Joined into large ones it
 * is a third as large, and a page unpacks it in a few steps instead of thousands.
 */
import { and, asc, between, eq, gt } from 'drizzle-orm';
import type { Sql } from './database';
import { joinPacked } from './lines';
import { chunks } from './schema';

/** A page unpacks and folds so many entries within a frame or two. */
const compactEntries = 25_000;

interface Extent {
  readonly fromSeq: number;
  readonly count: number;
}

/**
 * Each group is replaced in one statement, so a reader and a kill see the old chunks or the new one. May be stopped between
 * groups, and done again.
 */
export async function compactJournal(sql: Sql, runId: string, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const extents = await sql
    .select({ fromSeq: chunks.fromSeq, count: chunks.count })
    .from(chunks)
    .where(eq(chunks.runId, runId))
    .orderBy(asc(chunks.fromSeq));
  for (const group of groupsOf(extents)) {
    if (signal?.aborted) return;
    await joinGroup(sql, runId, group);
  }
}

/** Neighbours that fit into one chunk; what stands alone stays as it is. */
function groupsOf(extents: readonly Extent[]): readonly (readonly Extent[])[] {
  const groups: Extent[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const extent of extents) {
    size += extent.count;
    if (size > compactEntries) {
      groups.push([]);
      size = extent.count;
    }
    groups.at(-1)?.push(extent);
  }
  return groups.filter((group) => group.length > 1);
}

async function joinGroup(sql: Sql, runId: string, group: readonly Extent[]): Promise<void> {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return;
  const within = and(eq(chunks.runId, runId), between(chunks.fromSeq, first.fromSeq, last.fromSeq));
  const rows = await sql.select({ packed: chunks.packed }).from(chunks).where(within).orderBy(asc(chunks.fromSeq));
  const packed = await joinPacked(rows.map((row) => row.packed));
  const count = last.fromSeq + last.count - first.fromSeq;
  const others = sql.$with('others').as(
    sql
      .delete(chunks)
      .where(and(within, gt(chunks.fromSeq, first.fromSeq)))
      .returning({ fromSeq: chunks.fromSeq }),
  );
  await sql
    .with(others)
    .update(chunks)
    .set({ count, packed })
    .where(and(eq(chunks.runId, runId), eq(chunks.fromSeq, first.fromSeq)));
}

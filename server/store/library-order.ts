/** In which order the library is paged through, and where a page begins: at a place that the page before it named. */
import { asc, desc, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import * as z from 'zod/mini';
import { strangeTexts } from '@/lib/base/plain-text';
import type { RunOrder } from '@/lib/protocol/library';
import { library, shownName } from './schema';

/** Each order has one column, and the id makes it total. */
export const orders: Readonly<Record<RunOrder, { readonly key: SQL; readonly direction: typeof asc }>> = {
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

export function writeCursor(key: string | number, id: string): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

/** @throws CursorError, also for one of another order */
export function readCursor(text: string, order: RunOrder): Cursor {
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

/** What stands behind the place in the order. */
export function behind(
  key: SQL,
  direction: typeof asc,
  { key: value, id }: Cursor,
  runId: SQLWrapper = library.runId,
): SQL {
  const sign = direction === asc ? sql`>` : sql`<`;
  const typed = typeof value === 'number' ? sql`${value}::bigint` : sql`${value}::text`;
  return sql`(${key}, ${runId}) ${sign} (${typed}, ${id}::text)`;
}

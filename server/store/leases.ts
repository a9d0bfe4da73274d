/**
 * Who may write a run or an experiment that is not finished. Several servers may share one database; the one that holds
 * the lease renews it again and again, and another may take the lease only once it was not renewed for a while.
 *
 *     take ──▶ epoch 1 ──renew, renew, …──▶ release
 *                       └─ not renewed for lapseMs ─▶ taken by another: epoch 2
 *
 * A lease is not enough by itself: its holder may be suspended, lose the lease, and wake up in the middle of a write. So
 * each write of a run names the epoch it was made under, and the database refuses it when that is not the current one.
 */

import { and, eq, exists, getTableColumns, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import * as z from 'zod/mini';
import { type Author, authorSchema } from '@/lib/protocol/principal';
import type { Sql } from './database';
import { type LeaseKind, leases } from './schema';

/** A holder renews its leases this often. */
export const renewalMs = 5_000;

/** Four renewals: longer than a stall of a loaded machine, short enough for a person who waits for the cluster. */
export const lapseMs = 4 * renewalMs;

/** The right to write one run or experiment. */
export interface Lease {
  readonly kind: LeaseKind;
  readonly id: string;
  readonly owner: string;
  readonly epoch: number;
}

export interface RenewedLease extends Lease {
  /** Who asked, through another server, that it be stopped. */
  readonly stopRequest: Author | null;
}

/** A write came from a holder whose lease another server has taken. */
export class LostLeaseError extends Error {
  override readonly name = 'LostLeaseError';

  constructor({ kind, id, epoch }: Lease) {
    super(`another server has taken over the ${kind} ${id} (epoch ${epoch} is over)`);
  }
}

export class LeaseTable {
  readonly #sql: Sql;
  readonly #now: () => SQL;

  /** @param now for tests; the clock of the database, on which servers agree whose own clocks differ */
  constructor(database: Sql, now?: () => number) {
    this.#sql = database;
    this.#now = now ? () => sql`${now()}::bigint` : () => sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  }

  /** @returns undefined while another owner holds it */
  async take(kind: LeaseKind, id: string, owner: string): Promise<Lease | undefined> {
    const renewedAt = this.#now();
    const [row] = await this.#sql
      .insert(leases)
      .values({ kind, id, owner, epoch: 1, renewedAt })
      .onConflictDoUpdate({
        target: [leases.kind, leases.id],
        set: { owner, epoch: sql`${leases.epoch} + 1`, renewedAt, stopRequest: null },
        setWhere: sql`${leases.owner} is null or ${leases.owner} = ${owner} or ${leases.renewedAt} < ${renewedAt} - ${lapseMs}::bigint`,
      })
      .returning({ epoch: leases.epoch });
    return row && { kind, id, owner, epoch: row.epoch };
  }

  /** Renews everything that the owner holds. @returns what that is */
  async renew(owner: string): Promise<readonly RenewedLease[]> {
    const { kind, id, epoch, stopRequest } = leases;
    const rows = await this.#sql
      .update(leases)
      .set({ renewedAt: this.#now() })
      .where(eq(leases.owner, owner))
      .returning({ kind, id, epoch, stopRequest });
    return rows.map((row) => ({ ...row, owner, stopRequest: z.nullable(authorSchema).parse(row.stopRequest) }));
  }

  /** The holder learns of it at its next renewal. @returns false where nobody holds it */
  async requestStop(kind: LeaseKind, id: string, by: Author): Promise<boolean> {
    const asked = await this.#sql
      .update(leases)
      .set({ stopRequest: by })
      .where(and(eq(leases.kind, kind), eq(leases.id, id), isNotNull(leases.owner)))
      .returning({ id: leases.id });
    return asked.length > 0;
  }

  async release(lease: Lease): Promise<void> {
    await this.#sql.update(leases).set({ owner: null, stopRequest: null }).where(isCurrent(lease));
  }
}

function isCurrent({ kind, id, owner, epoch }: Lease): SQL | undefined {
  return and(eq(leases.kind, kind), eq(leases.id, id), eq(leases.owner, owner), eq(leases.epoch, epoch));
}

/**
 * The row to insert, or none when the lease is lost. The lock makes a server that is about to take the lease wait until the
 * row is written, so that it finds the row when it reads the journal.
 */
export function rowUnder<T extends PgTable>(lease: Lease, table: T, row: T['$inferInsert']): SQL {
  const given = row as Readonly<Record<string, unknown>>;
  const values = Object.entries(getTableColumns(table)).map(([name, column]) =>
    given[name] == null ? sql`null` : sql`${sql.param(given[name], column)}`,
  );
  return sql`select ${sql.join(values, sql`, `)} from ${leases} where ${isCurrent(lease)} for share`;
}

/** A condition for updates; the lock is that of `rowUnder`. */
export function isHeld(database: Sql, lease: Lease): SQL {
  return exists(database.select({ id: leases.id }).from(leases).where(isCurrent(lease)).for('share'));
}

/** @throws LostLeaseError where a write made under the lease changed nothing */
export function assertWritten(lease: Lease, written: readonly unknown[]): void {
  if (written.length === 0) throw new LostLeaseError(lease);
}

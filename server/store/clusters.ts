/** Machines that people keep under a name, as rows. */
import { asc, eq } from 'drizzle-orm';
import type { SavedCluster } from '@/lib/plan/kept-cluster';
import type { Sql } from './database';
import { clusters } from './schema';

export interface StoredCluster {
  readonly name: string;
  /** As it was written; a newer version may have done so. */
  readonly definition: unknown;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

export class ClusterTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** By name. */
  list(): Promise<readonly StoredCluster[]> {
    return this.#sql.select().from(clusters).orderBy(asc(clusters.name));
  }

  async find(name: string): Promise<StoredCluster | undefined> {
    const [row] = await this.#sql.select().from(clusters).where(eq(clusters.name, name));
    return row;
  }

  /** In the place of one of that name. */
  async put(cluster: SavedCluster, at: number): Promise<void> {
    const change = { definition: cluster, changedAt: at };
    await this.#sql
      .insert(clusters)
      .values({ name: cluster.name, createdAt: at, ...change })
      .onConflictDoUpdate({ target: clusters.name, set: change });
  }

  async remove(name: string): Promise<boolean> {
    const removed = await this.#sql.delete(clusters).where(eq(clusters.name, name)).returning({ name: clusters.name });
    return removed.length > 0;
  }
}

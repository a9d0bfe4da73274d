/** Machines that people keep under a name, as rows. */
import { asc, eq } from 'drizzle-orm';
import type { SavedCluster } from '@/lib/plan/saved-cluster';
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

  /** @returns false where the name is taken */
  async add(cluster: SavedCluster, at: number): Promise<boolean> {
    const row = { name: cluster.name, definition: cluster, createdAt: at, changedAt: at };
    const added = await this.#sql.insert(clusters).values(row).onConflictDoNothing().returning({ name: clusters.name });
    return added.length > 0;
  }

  /** It may have another name from now on. @returns false where there is none @throws where the new name is taken */
  async replace(name: string, cluster: SavedCluster, at: number): Promise<boolean> {
    const changed = await this.#sql
      .update(clusters)
      .set({ name: cluster.name, definition: cluster, changedAt: at })
      .where(eq(clusters.name, name))
      .returning({ name: clusters.name });
    return changed.length > 0;
  }

  async remove(name: string): Promise<boolean> {
    const removed = await this.#sql.delete(clusters).where(eq(clusters.name, name)).returning({ name: clusters.name });
    return removed.length > 0;
  }
}

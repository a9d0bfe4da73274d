/** Who is told what became of runs, and what was sent to them, as rows. */
import { and, asc, count, desc, eq, gt, isNull, lte, notInArray } from 'drizzle-orm';
import { type Delivery, deliverySchema, type Webhook, webhookSchema } from '@/lib/protocol/webhook';
import type { Sql } from './database';
import { deliveries, webhooks } from './schema';

/** With what signs the deliveries to it. */
export interface StoredWebhook extends Webhook {
  readonly secret: string;
}

/** What is to be sent, and where. */
export interface DueDelivery {
  readonly delivery: Delivery;
  readonly body: string;
  readonly webhook: StoredWebhook;
}

/** What came of a try. */
export interface TryOutcome {
  readonly at: number;
  /** Null where no answer came. */
  readonly status: number | null;
  /** Null where it arrived. */
  readonly problem: string | null;
  /** When the next try is due; null where there is none. */
  readonly nextAt: number | null;
}

export class WebhookTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async add({ id, url, secret, events, createdAt }: StoredWebhook): Promise<void> {
    await this.#sql.insert(webhooks).values({ id, url, secret, events, createdAt });
  }

  async count(): Promise<number> {
    const [row] = await this.#sql.select({ webhooks: count() }).from(webhooks);
    return row?.webhooks ?? 0;
  }

  /** Oldest first. A row that another version wrote of events unknown here is passed over. */
  async list(): Promise<readonly StoredWebhook[]> {
    const rows = await this.#sql.select().from(webhooks).orderBy(asc(webhooks.createdAt), asc(webhooks.id));
    return rows.flatMap((row) => webhookOf(row) ?? []);
  }

  async find(id: string): Promise<StoredWebhook | undefined> {
    const [row] = await this.#sql.select().from(webhooks).where(eq(webhooks.id, id));
    return row && webhookOf(row);
  }

  /** With everything that was sent to it. */
  async remove(id: string): Promise<void> {
    await this.#sql.delete(webhooks).where(eq(webhooks.id, id));
  }

  /** Nothing where the webhook has been told of it already, or is gone. @returns whether it is to be sent */
  async enqueue(delivery: Delivery, body: string): Promise<boolean> {
    const { id, webhookId, event, runId, createdAt, nextAt = null } = delivery;
    if (!(await this.find(webhookId))) return false;
    const added = await this.#sql
      .insert(deliveries)
      .values({ ...{ id, webhookId, event, runId, createdAt, nextAt }, body })
      .onConflictDoNothing()
      .returning({ id: deliveries.id });
    return added.length > 0;
  }

  /** Those whose try is due, the longest waiting first. */
  async due(at: number, most: number): Promise<readonly DueDelivery[]> {
    const rows = await this.#sql
      .select({ delivery: deliveries, webhook: webhooks })
      .from(deliveries)
      .innerJoin(webhooks, eq(webhooks.id, deliveries.webhookId))
      .where(lte(deliveries.nextAt, at))
      .orderBy(asc(deliveries.nextAt))
      .limit(most);
    return rows.flatMap(({ delivery, webhook }) => {
      const [to, of] = [webhookOf(webhook), deliveryOf(delivery)];
      return to && of ? [{ delivery: of, body: delivery.body, webhook: to }] : [];
    });
  }

  /** When the first try is due that was not at a moment. */
  async nextDue(after: number): Promise<number | undefined> {
    const [row] = await this.#sql
      .select({ at: deliveries.nextAt })
      .from(deliveries)
      .where(gt(deliveries.nextAt, after))
      .orderBy(asc(deliveries.nextAt))
      .limit(1);
    return row?.at ?? undefined;
  }

  /** Has the try that is due, until which it is due again. @returns whether nobody else has it */
  async take({ id, nextAt }: Delivery, until: number): Promise<boolean> {
    if (nextAt === undefined) return false;
    const taken = await this.#sql
      .update(deliveries)
      .set({ nextAt: until })
      .where(and(eq(deliveries.id, id), eq(deliveries.nextAt, nextAt)))
      .returning({ id: deliveries.id });
    return taken.length > 0;
  }

  async note({ id, tries }: Delivery, { at, status, problem, nextAt }: TryOutcome): Promise<void> {
    await this.#sql
      .update(deliveries)
      .set({ tries: tries + 1, triedAt: at, status, problem, nextAt })
      .where(eq(deliveries.id, id));
  }

  /** Newest first. */
  async deliveries(most: number): Promise<readonly Delivery[]> {
    const rows = await this.#sql
      .select()
      .from(deliveries)
      .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
      .limit(most);
    return rows.flatMap((row) => deliveryOf(row) ?? []);
  }

  /** Removes those that are over, but for the newest. */
  async trim(most: number): Promise<void> {
    const kept = this.#sql
      .select({ id: deliveries.id })
      .from(deliveries)
      .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
      .limit(most);
    await this.#sql.delete(deliveries).where(and(isNull(deliveries.nextAt), notInArray(deliveries.id, kept)));
  }
}

function webhookOf({ secret, ...row }: typeof webhooks.$inferSelect): StoredWebhook | undefined {
  const parsed = webhookSchema.safeParse(row);
  return parsed.success ? { ...parsed.data, secret } : undefined;
}

function deliveryOf(row: typeof deliveries.$inferSelect): Delivery | undefined {
  const given = Object.entries(row).filter(([name, value]) => value !== null && name !== 'body');
  return deliverySchema.safeParse(Object.fromEntries(given)).data;
}

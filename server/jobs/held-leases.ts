/**
 * The leases of this server: renewed as long as it lives, so that another server on the same database leaves its runs and
 * experiments alone. A holder whose lease was taken nevertheless, after a long suspension, is told to stop at once.
 */
import type { Logger } from 'pino';
import type { Author } from '@/lib/protocol/principal';
import type { Events } from '../events/events';
import type { Lease, LeaseTable } from '../store/leases';
import type { LeaseKind } from '../store/schema';

/** What holds a lease. */
export interface LeaseHolder {
  /** Someone asked for its end on another server. */
  stopRequested(by: Author): void;
  /** Another server has taken over: whatever is written from now on is refused. */
  lost(): void;
}

/** What ends something that a crash left does nothing that could be stopped; a lost lease refuses what it writes. */
export const recovering: LeaseHolder = { stopRequested: () => undefined, lost: () => undefined };

export interface HeldLeasesOptions {
  readonly table: LeaseTable;
  /** Of this data directory; it stays the same when the server starts again, which then takes its own leases back. */
  readonly owner: string;
  readonly events: Events;
  readonly log: Logger;
}

interface Held {
  readonly lease: Lease;
  readonly holder: LeaseHolder;
}

export class HeldLeases {
  readonly #options: HeldLeasesOptions;
  readonly #held = new Map<string, Held>();
  /** Asked for and not answered yet. */
  readonly #taking = new Set<string>();
  readonly #releasing = new Set<Promise<void>>();
  readonly #unsubscribe: () => void;

  constructor(options: HeldLeasesOptions) {
    this.#options = options;
    this.#unsubscribe = options.events.subscribe((nudge) => {
      if (nudge.type === 'stop-requested' && this.holds(nudge.kind, nudge.id)) void this.renew();
    });
  }

  holds(kind: LeaseKind, id: string): boolean {
    const key = keyOf(kind, id);
    return this.#held.has(key) || this.#taking.has(key);
  }

  /** @returns undefined where it is held, by another server or by this one */
  async take(kind: LeaseKind, id: string, holder: LeaseHolder): Promise<Lease | undefined> {
    if (this.holds(kind, id)) return undefined;
    const key = keyOf(kind, id);
    this.#taking.add(key);
    try {
      const lease = await this.#options.table.take(kind, id, this.#options.owner);
      if (lease) this.#held.set(key, { lease, holder });
      return lease;
    } finally {
      this.#taking.delete(key);
    }
  }

  /** Free for this server at once, and for the others when it resolves. Never rejects: what cannot be released lapses. */
  async release(lease: Lease): Promise<void> {
    const key = keyOf(lease.kind, lease.id);
    if (this.#held.get(key)?.lease === lease) this.#held.delete(key);
    const released = this.#options.table
      .release(lease)
      .catch((error: unknown) => this.#options.log.warn({ lease, err: error }, 'a lease is left to lapse'))
      .finally(() => this.#releasing.delete(released));
    this.#releasing.add(released);
    await released;
  }

  /** Asks the server that holds the lease to stop; nothing happens where no server does. */
  async requestStop(kind: LeaseKind, id: string, by: Author): Promise<void> {
    const { table, events } = this.#options;
    if (await table.requestStop(kind, id, by)) events.publish({ type: 'stop-requested', kind, id });
  }

  /** Never rejects: the next renewal comes long before the lease lapses. */
  async renew(): Promise<void> {
    const before = [...this.#held.values()];
    if (before.length === 0) return;
    const { table, owner, log } = this.#options;
    try {
      const renewed = new Map((await table.renew(owner)).map((lease) => [keyOf(lease.kind, lease.id), lease]));
      for (const { lease, holder } of before) {
        const key = keyOf(lease.kind, lease.id);
        // Released, and perhaps taken again, meanwhile.
        if (this.#held.get(key)?.lease !== lease) continue;
        const row = renewed.get(key);
        if (row?.epoch === lease.epoch) {
          if (row.stopRequest) holder.stopRequested(row.stopRequest);
          continue;
        }
        this.#held.delete(key);
        log.error({ lease }, 'another server has taken over a lease of this one');
        holder.lost();
      }
    } catch (error) {
      log.warn({ err: error }, 'the leases cannot be renewed now');
    }
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await Promise.all(this.#releasing);
  }
}

function keyOf(kind: LeaseKind, id: string): string {
  return `${kind} ${id}`;
}

/**
 * Runs that are over with an end that the database did not take, as when the disk is full. They are shown as they are, and
 * saved when they can be; until then nothing new is begun.
 */
import type { Logger } from 'pino';
import { ClewError } from '../base/failure';
import type { Events } from '../events/events';
import { LostLeaseError } from '../store/leases';
import type { HeldLeases } from './held-leases';
import type { LiveRun } from './live-run';

export interface UnsavedEndsOptions {
  readonly leases: HeldLeases;
  readonly events: Events;
  readonly dataDirectory: string;
  readonly log: Logger;
}

export class UnsavedEnds {
  readonly #options: UnsavedEndsOptions;
  readonly #runs = new Map<string, LiveRun>();

  constructor(options: UnsavedEndsOptions) {
    this.#options = options;
  }

  find(id: string): LiveRun | undefined {
    return this.#runs.get(id);
  }

  /** With its lease, which is released when its end is saved. */
  keep(run: LiveRun): void {
    this.#runs.set(run.id, run);
  }

  /** Tries again what the database did not take. Never rejects. */
  async save(): Promise<void> {
    const { leases, events, log } = this.#options;
    for (const [id, run] of [...this.#runs]) {
      try {
        await run.save();
      } catch (error) {
        log.warn({ run: id, err: error }, 'the end of a run still cannot be kept');
        if (!(error instanceof LostLeaseError)) return;
      }
      this.#runs.delete(id);
      await leases.release(run.lease);
      events.publish({ type: 'run-changed', runId: id });
    }
  }

  /** @throws ClewError while there are some */
  assertNone(): void {
    if (this.#runs.size === 0) return;
    throw new ClewError({
      message: `the end of an earlier run cannot be written to ${this.#options.dataDirectory}, so nothing new is begun`,
      cure: 'make room on its disk, or make it writable; the end is kept in memory and written then',
    });
  }
}

/**
 * Nudges from whatever changes something to whatever shows it. A nudge says what changed and nothing of its content, so it
 * fits into a NOTIFY of PostgreSQL (8,000 bytes), may be lost or come twice without harm, and reaches a subscriber that
 * was late: each fetches what it needs, by sequence number, from where it is.
 */
import type { LeaseKind } from '../store/schema';

export type Nudge =
  /** It appeared, or its summary changed. */
  | { readonly type: 'run-changed'; readonly runId: string }
  /** Its journal has so many entries by now. */
  | { readonly type: 'run-grew'; readonly runId: string; readonly entries: number }
  /** It is over and its cluster is free. */
  | { readonly type: 'run-ended'; readonly runId: string }
  /** A link to it was revoked. */
  | { readonly type: 'run-unshared'; readonly runId: string }
  /** It appeared, went on or ended. */
  | { readonly type: 'experiment-changed'; readonly experimentId: string }
  /** A session ended; without an id, all of them and the token they began with. */
  | { readonly type: 'signed-out'; readonly sessionId?: string }
  /** Someone asked for its end on a server that does not run it; the lease says who. */
  | { readonly type: 'stop-requested'; readonly kind: LeaseKind; readonly id: string };

export interface Events {
  /** Never throws and never waits. */
  publish(nudge: Nudge): void;
  /** @returns how to unsubscribe */
  subscribe(listener: (nudge: Nudge) => void): () => void;
}

/** Subscribers in this process hear of a nudge before `publish` returns. */
export class LocalEvents implements Events {
  readonly #listeners = new Set<(nudge: Nudge) => void>();

  publish(nudge: Nudge): void {
    for (const listener of this.#listeners) listener(nudge);
  }

  subscribe(listener: (nudge: Nudge) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

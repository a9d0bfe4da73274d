/**
 * Sends only the newest message of each kind while the connection is busy: a summary replaces the one before it. So a
 * viewer that does not read is sent fewer, and occupies no more memory than one message of each kind.
 */

import type { Pacer } from './pacer';

/** How soon a busy connection is looked at again: below perception. */
const retryMs = 20;

export class CoalescingSender {
  readonly #isFree: () => boolean;
  readonly #pacer: Pick<Pacer, 'take'>;
  readonly #waiting = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;
  /** Whether it is in the queue of the pacer. */
  #isPaced = false;

  /** @param isFree whether everything that was sent has left this process */
  constructor(isFree: () => boolean, pacer: Pick<Pacer, 'take'>) {
    this.#isFree = isFree;
    this.#pacer = pacer;
  }

  /** How many wait: one of each kind at most. */
  get size(): number {
    return this.#waiting.size;
  }

  push(kind: string, send: () => void): void {
    this.#waiting.set(kind, send);
    if (!this.#timer && !this.#isPaced) this.#next();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #next(): void {
    if (this.#waiting.size === 0) return;
    this.#isPaced = true;
    this.#pacer.take(() => {
      this.#isPaced = false;
      this.#send();
    });
  }

  #send(): void {
    this.#timer = undefined;
    const [first] = this.#waiting;
    if (!first) return;
    if (!this.#isFree()) {
      this.#timer = setTimeout(() => this.#send(), retryMs);
      return;
    }
    const [kind, send] = first;
    this.#waiting.delete(kind);
    send();
    this.#next();
  }
}

/**
 * Sends only the newest message of each kind while the connection is busy: a summary replaces the one before it. So a
 * viewer that does not read is sent fewer, and occupies no more memory than one message of each kind.
 */

/** How soon a busy connection is looked at again: below perception. */
const retryMs = 20;

export class CoalescingSender {
  readonly #isFree: () => boolean;
  readonly #waiting = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;

  /** @param isFree whether everything that was sent has left this process */
  constructor(isFree: () => boolean) {
    this.#isFree = isFree;
  }

  /** How many wait: one of each kind at most. */
  get size(): number {
    return this.#waiting.size;
  }

  push(kind: string, send: () => void): void {
    this.#waiting.set(kind, send);
    if (!this.#timer) this.#flush();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #flush(): void {
    this.#timer = undefined;
    for (const [kind, send] of this.#waiting) {
      if (!this.#isFree()) {
        this.#timer = setTimeout(() => this.#flush(), retryMs);
        return;
      }
      this.#waiting.delete(kind);
      send();
    }
  }
}

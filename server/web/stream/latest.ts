/**
 * What replaces itself, as a summary does, on its way to one viewer. While the connection still carries what it was sent
 * before, the latest of each kind waits and the ones before it are forgotten; so a viewer who does not read is sent
 * fewer, and holds up no more than one of each.
 */

/** How soon a connection that was busy is looked at again: a person does not see it. */
const retryMs = 20;

export class Latest {
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

/**
 * What a server sends to those who look takes a bounded share of the thread that it shares with a running test: so many
 * messages a turn, in the order in which they were ready. With a few viewers nobody waits; with hundreds each is sent fewer
 * and larger batches.
 */

/** Ten messages take less than a millisecond of the thread. */
const maxPerTurn = 10;

/** Two thousand messages a second, a sixth of a core. */
const turnMs = 5;

export class Pacer {
  readonly #maxPerTurn: number;
  readonly #turnMs: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(perTurn = maxPerTurn, everyMs = turnMs) {
    this.#maxPerTurn = perTurn;
    this.#turnMs = everyMs;
    this.#left = perTurn;
  }

  /** Calls back at once where there is room in this turn, else in one of the next. */
  take(go: () => void): void {
    this.#timer ??= setTimeout(() => this.#turn(), this.#turnMs);
    if (this.#left > 0) {
      this.#left--;
      go();
    } else {
      this.#waiting.push(go);
    }
  }

  /** Resolves when it is the caller's turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.take(resolve));
  }

  /** Who still waits is not called any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #turn(): void {
    const now = this.#waiting.splice(0, this.#maxPerTurn);
    this.#left = this.#maxPerTurn - now.length;
    this.#timer = now.length === 0 ? undefined : setTimeout(() => this.#turn(), this.#turnMs);
    for (const go of now) go();
  }
}

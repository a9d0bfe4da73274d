/**
 * Lets the runner's loop sleep until something happened or a time has come. One timer serves all waits: a time that is
 * later than the one already set needs no new timer, because waking too early does no harm.
 */

/** Longer timers than this (24.8 days) fire at once in Node. */
const longestTimerMs = 2 ** 31 - 1;

export class Alarm {
  readonly #nowNanos: () => number;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #isRung = false;
  #wake: (() => void) | undefined;

  constructor(nowNanos: () => number) {
    this.#nowNanos = nowNanos;
  }

  /** Ends the wait, or the next one where there is none. */
  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Resolves when it rings, or at about the given time. */
  async wait(untilNanos: number): Promise<void> {
    if (!this.#isRung) {
      this.#setTimer(untilNanos);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    this.#isRung = false;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #setTimer(untilNanos: number): void {
    if (!(untilNanos < this.#timerAt)) return;
    clearTimeout(this.#timer);
    this.#timerAt = untilNanos;
    const ms = Math.ceil((untilNanos - this.#nowNanos()) / 1e6);
    this.#timer = setTimeout(
      () => {
        this.#timerAt = Number.POSITIVE_INFINITY;
        this.ring();
      },
      Math.min(Math.max(ms, 1), longestTimerMs),
    );
  }
}

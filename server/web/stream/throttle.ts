/**
 * Acts on a key at once and then at most once an interval. What comes between is one more turn, so that the last change is
 * never missed; a turn that takes longer than the interval delays the next one.
 */
export class Throttle {
  readonly #intervalMs: number;
  readonly #act: (key: string) => Promise<void>;
  readonly #turns = new Map<string, { isDueAgain: boolean; timer?: NodeJS.Timeout }>();
  #isClosed = false;

  /** @param act must not reject */
  constructor(intervalMs: number, act: (key: string) => Promise<void>) {
    this.#intervalMs = intervalMs;
    this.#act = act;
  }

  push(key: string): void {
    const turn = this.#turns.get(key);
    if (turn) turn.isDueAgain = true;
    else void this.#take(key);
  }

  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#turns.values()) clearTimeout(timer);
    this.#turns.clear();
  }

  async #take(key: string): Promise<void> {
    const turn: { isDueAgain: boolean; timer?: NodeJS.Timeout } = { isDueAgain: false };
    this.#turns.set(key, turn);
    const begin = performance.now();
    await this.#act(key);
    if (this.#isClosed) return;
    const restMs = Math.max(0, this.#intervalMs - (performance.now() - begin));
    turn.timer = setTimeout(() => {
      this.#turns.delete(key);
      if (turn.isDueAgain) void this.#take(key);
    }, restMs);
  }
}

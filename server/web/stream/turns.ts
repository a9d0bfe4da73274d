/** Work that is done one piece after the other, and not taken where too much of it waits: whoever looks never floods the store. */
export class Turns {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** @param most pieces that wait or are under way */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param work settles by itself @returns false where it is not taken */
  take(work: () => Promise<void>): boolean {
    if (this.#waiting >= this.#most) return false;
    this.#waiting++;
    this.#last = this.#last.then(work).finally(() => {
      this.#waiting--;
    });
    return true;
  }
}

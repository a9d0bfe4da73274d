/**
 * Who wants what is being read already gets the same answer, and for a moment so does who comes after: of hundreds of
 * viewers at the same place one asks the store.
 */

/** Longer than a turn of all viewers takes. */
const keptMs = 500;

/** Each is a batch at most. */
const maxKept = 8;

export class SharedWork<T> {
  readonly #underWay = new Map<string, Promise<T>>();
  readonly #kept = new Map<string, Promise<T>>();
  readonly #isKept: (answer: T) => boolean;

  /** @param isKept whether an answer is still right a moment later */
  constructor(isKept: (answer: T) => boolean = () => false) {
    this.#isKept = isKept;
  }

  do(key: string, work: () => Promise<T>): Promise<T> {
    const found = this.#underWay.get(key) ?? this.#kept.get(key);
    if (found) return found;
    const begun = work()
      .then((answer) => {
        if (this.#isKept(answer)) this.#keep(key, begun);
        return answer;
      })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, begun);
    return begun;
  }

  #keep(key: string, answer: Promise<T>): void {
    this.#kept.set(key, answer);
    setTimeout(() => this.#kept.get(key) === answer && this.#kept.delete(key), keptMs).unref();
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

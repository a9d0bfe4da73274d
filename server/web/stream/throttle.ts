/** Passes a value on at once and then at most once an interval; what comes between is replaced, the last is never lost. */
export class Throttle<T> {
  readonly #intervalMs: number;
  readonly #send: (value: T) => void;
  readonly #waiting = new Map<string, { next?: { readonly value: T }; timer: NodeJS.Timeout }>();

  constructor(intervalMs: number, send: (value: T) => void) {
    this.#intervalMs = intervalMs;
    this.#send = send;
  }

  push(key: string, value: T): void {
    const slot = this.#waiting.get(key);
    if (slot) slot.next = { value };
    else this.#sendNow(key, value);
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #sendNow(key: string, value: T): void {
    this.#waiting.set(key, { timer: setTimeout(() => this.#elapsed(key), this.#intervalMs) });
    this.#send(value);
  }

  #elapsed(key: string): void {
    const slot = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (slot?.next) this.#sendNow(key, slot.next.value);
  }
}

/**
 * Places for work that few may do at a time, and a queue of bounded length before them. Guests take only some of both, so
 * that an operator never waits behind all that guests ask for; and operators come first.
 */
import { BusyError } from './busy';

export interface PlacesOptions {
  /** What is refused when the queue is full: 'the server makes as many files as it can'. */
  readonly busyMessage: string;
  readonly retryAfterSeconds: number;
  /** All places, and those of them that guests may take. */
  readonly atOnce: { readonly all: number; readonly guests: number };
  readonly waiting: { readonly all: number; readonly guests: number };
}

export interface Candidate {
  readonly isGuest: boolean;
  /** Aborted when the work is not wanted any more. */
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly isGuest: boolean;
  admit(): void;
}

export class Places {
  readonly #options: PlacesOptions;
  readonly #taken = { all: 0, guests: 0 };
  #waiting: Waiting[] = [];

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** Resolves when there is a place, with how to leave it. @throws BusyError when the queue is full; the reason of the signal */
  async enter({ isGuest, signal }: Candidate): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#isFree(isGuest)) return this.#take(isGuest);
    const { waiting, busyMessage, retryAfterSeconds } = this.#options;
    const guests = this.#waiting.filter((each) => each.isGuest).length;
    const isFull = isGuest
      ? guests >= waiting.guests || this.#waiting.length >= waiting.all
      : this.#waiting.length >= waiting.all;
    if (isFull) throw new BusyError(busyMessage, retryAfterSeconds);
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiting = this.#waiting.filter((each) => each !== candidate);
        reject(signal?.reason);
      };
      const candidate: Waiting = {
        isGuest,
        admit: () => {
          signal?.removeEventListener('abort', abort);
          resolve(this.#take(isGuest));
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(candidate);
    });
  }

  #isFree(isGuest: boolean): boolean {
    const { all, guests } = this.#options.atOnce;
    return this.#taken.all < all && (!isGuest || this.#taken.guests < guests);
  }

  #take(isGuest: boolean): () => void {
    const change = (by: number) => {
      this.#taken.all += by;
      if (isGuest) this.#taken.guests += by;
    };
    change(1);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      change(-1);
      this.#admitNext();
    };
  }

  #admitNext(): void {
    const next = [false, true].map((isGuest) =>
      this.#waiting.find((each) => each.isGuest === isGuest && this.#isFree(isGuest)),
    );
    const admitted = next.find((each) => each !== undefined);
    if (!admitted) return;
    this.#waiting = this.#waiting.filter((each) => each !== admitted);
    admitted.admit();
  }
}

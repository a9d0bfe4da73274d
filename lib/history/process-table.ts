/**
 * A whole number for each client process, as the place of its open operation. Processes count from 0, so most are places
 * of an array; a history of others may number them as it likes.
 */
import { IntColumn } from '../base/column';

/** Beyond this a process of a whole history is one of few with a strange number. */
const maxPlaces = 1 << 20;

/** Where each of many keys has a table: every table grows to the highest process below it. */
export const placesOfAKey = 1 << 8;

/** Stands for no number. */
export const absent = -1;

export class ProcessTable {
  readonly #low = new IntColumn();
  readonly #high = new Map<number, number>();
  readonly #maxPlaces: number;

  constructor(most = maxPlaces) {
    this.#maxPlaces = most;
  }

  /** @returns `absent` where none was set */
  get(process: number): number {
    if (!this.#isLow(process)) return this.#high.get(process) ?? absent;
    return process < this.#low.length ? this.#low.at(process) : absent;
  }

  /** @param value 0 or more, or `absent` */
  set(process: number, value: number): void {
    if (!this.#isLow(process)) {
      if (value === absent) this.#high.delete(process);
      else this.#high.set(process, value);
      return;
    }
    while (this.#low.length <= process) this.#low.push(absent);
    this.#low.put(process, value);
  }

  #isLow(process: number): boolean {
    return process >= 0 && process < this.#maxPlaces;
  }
}

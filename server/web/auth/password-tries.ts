/**
 * How often the password of a link may be tried. Unlike every other secret of this server a password can be guessed, so
 * here the right one has to wait as well: for the address that failed too often, and for the link, wherever the guesses
 * come from. Whoever has a pass already notices nothing.
 */
import { BusyError } from '../../base/busy';
import { Places } from '../../base/places';
import { Allowance } from '../stream/allowance';

/** A person who mistypes needs a few; two a minute from then on are a million in a year. */
const burst = 10;
const refillSeconds = 30;

/** Links that are remembered; those that were tried longest ago are forgotten. */
const maxLinks = 1_000;

/** Of the keys that are derived one is at a time: each takes a core, and 32 MB. */
const places = { atOnce: { all: 1, guests: 1 }, waiting: { all: 20, guests: 20 } } as const;

export class PasswordTries {
  readonly #nowMs: () => number;
  readonly #allowances = new Map<string, Allowance>();
  readonly #places = new Places({
    busyMessage: 'many try a password at the same time; try again in a moment',
    retryAfterSeconds: 1,
    ...places,
  });

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** @throws BusyError where the link was tried too often, or too many wait */
  async try<T>(token: string, look: () => Promise<T>): Promise<T> {
    if (!this.#allowanceOf(token).take()) {
      throw new BusyError('the password of this link was tried too often; wait before you try again', refillSeconds);
    }
    const leave = await this.#places.enter({ isGuest: true });
    try {
      return await look();
    } finally {
      leave();
    }
  }

  #allowanceOf(token: string): Allowance {
    const allowance = this.#allowances.get(token) ?? new Allowance(burst, 1 / refillSeconds, this.#nowMs);
    this.#allowances.delete(token);
    this.#allowances.set(token, allowance);
    const [oldest] = this.#allowances.keys();
    if (this.#allowances.size > maxLinks && oldest !== undefined) this.#allowances.delete(oldest);
    return allowance;
  }
}

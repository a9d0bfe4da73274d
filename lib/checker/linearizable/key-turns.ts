/**
 * How many keys share one limit of time, so that a hard one leaves the others decided. Each has a small slice first, which
 * decides all but hard ones; those share what is left, round after round, for as long as a round decides any. One that is
 * invalid decides the whole: once every key has had its first slice, none is searched any further.
 *
 *     round 1   a · b · c ▬▬▬ d · e ▬▬▬        c and e are hard
 *     round 2   c ▬▬▬▬▬▬▬▬▬▬▬▬▬▬ e ▬▬▬▬▬
 */
import { present } from '../../base/assert';
import type { Validity } from '../core/finding';

/** A key that takes longer is hard, and must not keep the others waiting. */
const maxFirstSliceMs = 1000;

export interface KeyTurn {
  /** Of the key. */
  readonly place: number;
  readonly sliceMs: number;
}

export class KeyTurns {
  readonly #timeLimitMs: number;
  readonly #lanes: number;
  /** The longest slice that a key has had. */
  readonly #hadMs: Float64Array;
  #queue: readonly number[];
  #next = 0;
  #isFirstRound = true;
  #isRefuted = false;
  #decided = 0;
  #open: number[] = [];

  /** @param lanes keys that are judged side by side */
  constructor(keys: number, timeLimitMs: number, lanes = 1) {
    this.#timeLimitMs = timeLimitMs;
    this.#lanes = lanes;
    this.#hadMs = new Float64Array(keys);
    this.#queue = Array.from({ length: keys }, (_, place) => place);
  }

  /** The next key of this round, in the order of the history. */
  next(elapsedMs: number): KeyTurn | undefined {
    while (this.#next < this.#queue.length) {
      const place = present(this.#queue[this.#next], 'a key of the round');
      const sliceMs = this.#sliceOf(place, elapsedMs);
      this.#next++;
      if (sliceMs === undefined) {
        this.#open.push(place);
        continue;
      }
      this.#hadMs[place] = sliceMs;
      // Never nothing: a check with no time left says so itself.
      return { place, sliceMs: Math.max(1, sliceMs) };
    }
    return undefined;
  }

  /** @param isOutOfTime whether more of it may decide the key */
  end(place: number, valid: Validity, isOutOfTime: boolean): void {
    if (valid === false) this.#isRefuted = true;
    if (valid === 'unknown' && isOutOfTime) this.#open.push(place);
    else this.#decided++;
  }

  /** @returns whether there is anything to do in it; the keys of the round before must have ended */
  nextRound(): boolean {
    const isInVain = this.#decided === 0 && !this.#isFirstRound;
    if (this.#isRefuted || this.#open.length === 0 || isInVain) return false;
    this.#queue = this.#open.sort((a, b) => a - b);
    this.#open = [];
    this.#next = 0;
    this.#decided = 0;
    this.#isFirstRound = false;
    return true;
  }

  /** Undefined where the key would get no more time than it had, and so come no further. */
  #sliceOf(place: number, elapsedMs: number): number | undefined {
    const left = this.#queue.length - this.#next;
    const leftMs = Math.max(0, this.#timeLimitMs - elapsedMs);
    const shareOf = (ms: number) => Math.min(leftMs, (ms * this.#lanes) / left);
    // All first slices together are at most half of the time, so that hard keys have the other half.
    if (this.#isFirstRound && this.#hadMs.length > 1)
      return Math.min(maxFirstSliceMs, shareOf(Math.max(0, this.#timeLimitMs / 2 - elapsedMs)));
    if (this.#isRefuted) return undefined;
    const had = present(this.#hadMs[place], 'a key');
    return [shareOf(leftMs), leftMs].find((ms) => ms > had);
  }
}

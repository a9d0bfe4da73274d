/**
 * What a check may use. The clock, the memory gauge and the wish to stop are handed in; looking at them costs time, so
 * it is done once in many steps, often enough to keep within a few milliseconds of a limit.
 */
import type { Op } from '../../history/op';

export interface CheckLimits {
  readonly timeLimitMs: number;
  readonly memoryLimitMb: number;
}

export interface CheckProgress {
  /** Events of the history passed so far, of all. */
  readonly done: number;
  readonly total: number;
  /** Configurations held at the moment; 0 where the checker does not search. */
  readonly configurations: number;
}

export interface CheckHost {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  isCancelled?(): boolean;
  onProgress?(progress: CheckProgress): void;
  usedMemoryMb?(): number;
}

/**
 * Why a check ended without an answer, or an explanation before it was whole. `disagreement`: one search refuted the
 * history, and another one did not. `error`: a bug of ours.
 */
export type StopCause = 'time' | 'memory' | 'cancelled' | 'disagreement' | 'error';

/** As a clause: "it could not be checked: the time limit was met". */
export const stopWords: Readonly<Record<StopCause, string>> = {
  time: 'the time limit was met',
  memory: 'the memory limit was met',
  cancelled: 'it was cancelled',
  disagreement: 'two of its searches disagree, which is a bug of Clew; please report it with the history',
  error: 'it failed, which is a bug of Clew; please report it with the history',
};

/** Ends a checker that passes over the history; what runs the checkers makes a finding of it. */
export class CheckStopped extends Error {
  readonly stopCause: StopCause;

  constructor(stopCause: StopCause) {
    super(stopWords[stopCause]);
    this.stopCause = stopCause;
  }
}

/** A step takes about a microsecond; a few hundred of them stay far below the 100 ms within which limits are kept. */
const stepsBetweenLooks = 512;

const progressIntervalMs = 100;

interface Items<T> {
  readonly length: number;
  at(place: number): T | undefined;
}

export class Budget {
  readonly #host: CheckHost;
  readonly #limits: CheckLimits;
  readonly #startMs: number;
  #steps = 0;
  #lookAt = 0;
  #reportedMs: number;
  #cause: StopCause | undefined;

  constructor(limits: CheckLimits, host: CheckHost) {
    this.#host = host;
    this.#limits = limits;
    this.#startMs = host.now();
    this.#reportedMs = this.#startMs;
  }

  /** Steps counted so far. */
  get spent(): number {
    return this.#steps;
  }

  get elapsedMs(): number {
    return this.#host.now() - this.#startMs;
  }

  /** What is left of the limits. */
  get left(): CheckLimits {
    return { ...this.#limits, timeLimitMs: Math.max(0, this.#limits.timeLimitMs - this.elapsedMs) };
  }

  /** A budget for a part of the work, whose progress is not that of the whole. */
  part(limits: CheckLimits): Budget {
    return new Budget(limits, hostWithoutProgress(this.#host));
  }

  report(progress: CheckProgress): void {
    this.#host.onProgress?.(progress);
  }

  /** Counts steps; once a limit is met it gives the cause, then and ever after. Without progress none is reported. */
  spend(progress?: () => CheckProgress, steps = 1): StopCause | undefined {
    this.#steps += steps;
    if (this.#steps > this.#lookAt) {
      this.#lookAt = this.#steps + stepsBetweenLooks;
      this.#look(progress);
    }
    return this.#cause;
  }

  /** Hands out the items of a pass one by one and reports how far it is. @throws CheckStopped once a limit is met */
  *over<T = Op>(items: Items<T>): Generator<T> {
    for (const place of this.places(items)) yield items.at(place) as T;
  }

  /** The same with their places, for who reads the fields of a history. */
  *places(items: { readonly length: number }): Generator<number> {
    const progress = () => ({ done, total: items.length, configurations: 0 });
    let done = 0;
    for (; done < items.length; done++) {
      const cause = this.spend(progress);
      if (cause) throw new CheckStopped(cause);
      yield done;
    }
  }

  #look(progress: (() => CheckProgress) | undefined): void {
    const nowMs = this.#host.now();
    if (this.#host.isCancelled?.()) this.#cause ??= 'cancelled';
    if (nowMs - this.#startMs >= this.#limits.timeLimitMs) this.#cause ??= 'time';
    if ((this.#host.usedMemoryMb?.() ?? 0) >= this.#limits.memoryLimitMb) this.#cause ??= 'memory';
    if (!progress || nowMs - this.#reportedMs < progressIntervalMs) return;
    this.#reportedMs = nowMs;
    this.#host.onProgress?.(progress());
  }
}

function hostWithoutProgress(host: CheckHost): CheckHost {
  return {
    now: () => host.now(),
    isCancelled: () => host.isCancelled?.() ?? false,
    usedMemoryMb: () => host.usedMemoryMb?.() ?? 0,
  };
}

/** Time stands still, so no limit is ever met. */
export const timelessHost: CheckHost = { now: () => 0 };

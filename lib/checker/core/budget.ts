/**
 * What a check may use. The clock, the memory gauge and the wish to stop are handed in; looking at them costs time, so
 * it is done once in many steps, often enough to keep within a few milliseconds of a limit.
 */
import type { CheckLimits, CheckProgress, UnknownVerdict } from '../linearizable/verdict';

export interface CheckHost {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  isCancelled?(): boolean;
  onProgress?(progress: CheckProgress): void;
  usedMemoryMb?(): number;
}

export type StopCause = UnknownVerdict['cause'];

/** A step takes about a microsecond; a few hundred of them stay far below the 100 ms within which limits are kept. */
const stepsBetweenLooks = 512;

const progressIntervalMs = 100;

export class Budget {
  private readonly host: CheckHost;
  private readonly limits: CheckLimits;
  private readonly startMs: number;
  private steps = 0;
  private lookAt = 0;
  private reportedMs: number;
  private cause: StopCause | undefined;

  constructor(limits: CheckLimits, host: CheckHost) {
    this.host = host;
    this.limits = limits;
    this.startMs = host.now();
    this.reportedMs = this.startMs;
  }

  get elapsedMs(): number {
    return this.host.now() - this.startMs;
  }

  /** Counts steps; once a limit is met it gives the cause, then and ever after. Without progress none is reported. */
  spend(progress?: () => CheckProgress, steps = 1): StopCause | undefined {
    this.steps += steps;
    if (this.steps > this.lookAt) {
      this.lookAt = this.steps + stepsBetweenLooks;
      this.look(progress);
    }
    return this.cause;
  }

  private look(progress: (() => CheckProgress) | undefined): void {
    const nowMs = this.host.now();
    if (this.host.isCancelled?.()) this.cause ??= 'cancelled';
    if (nowMs - this.startMs >= this.limits.timeLimitMs) this.cause ??= 'time';
    if ((this.host.usedMemoryMb?.() ?? 0) >= this.limits.memoryLimitMb) this.cause ??= 'memory';
    if (!progress || nowMs - this.reportedMs < progressIntervalMs) return;
    this.reportedMs = nowMs;
    this.host.onProgress?.(progress());
  }
}

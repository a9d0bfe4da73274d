/**
 * What a benchmark says: figures, each with what it is measured against. A benchmark never fails because something is
 * slow; it prints, and the reader judges.
 */
export interface Figure {
  readonly name: string;
  /** As a person reads it: `p50 31, p95 48, max 90 ms`. */
  readonly figure: string;
  /** The goal, or the same thing measured in another way in the same run. */
  readonly comparison: string;
  /** The same numbers for a program; the names end in the unit. */
  readonly data: Readonly<Record<string, number | string | boolean>>;
}

export type Report = (figure: Figure) => void;

/** Whether a figure of this name is asked for; a benchmark may leave out the work for the others. */
export type Wants = (name: string) => boolean;

export interface Bench {
  readonly name: string;
  /** One line: what is measured and how. */
  readonly about: string;
  /** Why it cannot run on this machine, if it cannot. */
  obstacle?(): Promise<string | undefined>;
  /** @param isLong whether there is time for what takes minutes */
  run(report: Report, wants: Wants, isLong: boolean): Promise<void>;
}

/** Three digits are enough to compare by, and more than a shared machine can give. */
export function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** `80 ms`, `1.23 s`. */
export function durationText(durationMs: number): string {
  return durationMs >= 1000 ? `${rounded(durationMs / 1000)} s` : `${rounded(durationMs)} ms`;
}

export function goalText(goal: string, isMet: boolean): string {
  return `goal ${goal}: ${isMet ? 'met' : 'MISSED'}`;
}

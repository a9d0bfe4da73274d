/** What reading a history from text gives, whatever the format: the ops, or the line that cannot be read. */
import type { History } from './op';

export interface DecodedHistory {
  readonly ops: History;
  /** The id in the header, where the format has one. */
  readonly planId?: string;
  /** The last line, when the text ends in the middle of it. Everything before it is in `ops`. */
  readonly cut?: LineProblem;
}

/** Lines count from 1, as editors do. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

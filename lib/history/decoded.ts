/** What reading a history from text gives, whatever the format: the ops, or the line that cannot be read. */
import type { Result } from '../base/result';
import type { History } from './op';

export interface DecodedHistory {
  readonly ops: History;
  /** For each op the line on which it stands. */
  readonly lines: Uint32Array;
  /** For each op the index that the file gives it, where that is not its place in the history for all of them. */
  readonly givenIndexes?: readonly (number | undefined)[];
  /** The id in the header, where the format has one. */
  readonly planId?: string;
  /** The last line, when the text ends in the middle of it. Everything before it is in `ops`. */
  readonly cut?: LineProblem;
  /** What a person should know about a text that could be read. */
  readonly notes: readonly LineProblem[];
}

/** Lines count from 1, as editors do. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/**
 * Reads a text piece by piece, so that no file is too long. Pieces may end anywhere between two characters. The first
 * problem ends the reading; whoever pushes on gets it again.
 */
export interface HistoryDecoder {
  push(piece: string): LineProblem | undefined;
  end(): Result<DecodedHistory, LineProblem>;
  /** Ops read so far. */
  readonly count: number;
}

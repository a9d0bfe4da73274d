/** What reading a history from text gives, whatever the format: the ops, or the line that cannot be read. */
import type { Result } from '../base/result';
import type { History, Op } from './op';

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
  /** The text is broken there, as after a loss on its way; what stands before it is as it was written. */
  readonly isDamage?: true;
}

/** Ops that were read, as `DecodedHistory` has them. */
export interface TakenOps {
  readonly ops: Op[];
  readonly lines: Uint32Array;
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
  /** Whether one of them says its time; until then their places stand in. */
  readonly hasTimes: boolean;
  /**
   * Hands over the ops that were read since the last time and forgets them, so that a history of any length passes through;
   * `end` has the rest, and no indexes of the file. Nothing before the end where the ops are sorted by time.
   */
  take(): TakenOps;
}

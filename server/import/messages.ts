/** What the thread that reads a history and the server that keeps it say to each other. */

import type { CheckLimits } from '@/lib/checker/core/budget';
import type { HistoryFormat } from '@/lib/history/history-format';
import type { ReadOptions } from '@/lib/history/read-options';
import type { AskedJudging } from '@/lib/plan/import-judging';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunOrigin } from '@/lib/protocol/summary';

/** Handed to the worker when it starts. */
export interface ImportTask {
  readonly run: Omit<RunOrigin, 'plan'>;
  /** Of the run; without it one is made of the file's. */
  readonly name?: string | undefined;
  /** As a person names it, without directories. */
  readonly file: string;
  /** A file, a zip or a directory. Without it the pieces of a file come as messages. */
  readonly path?: string | undefined;
  readonly format: HistoryFormat | 'auto';
  readonly reading: ReadOptions;
  readonly judging: AskedJudging;
  readonly limits: CheckLimits;
}

/** A piece of the file, or its end; or that a chunk has been written. */
export type ImportOrder =
  | { readonly type: 'piece'; readonly bytes: Uint8Array }
  | { readonly type: 'end' }
  | { readonly type: 'written' };

export interface ImportProgress {
  /** Of the history, uncompressed. */
  readonly bytes: number;
  /** Undefined where nobody knows how long it is. */
  readonly totalBytes?: number | undefined;
  readonly ops: number;
}

export type ImportMessage =
  /** A piece was taken, and another one may come. */
  | { readonly type: 'taken' }
  | { readonly type: 'progress'; readonly progress: ImportProgress }
  /** What is known of the run before its first chunk. */
  | { readonly type: 'begun'; readonly run: RunSummary }
  | { readonly type: 'chunk'; readonly from: number; readonly count: number; readonly bytes: Uint8Array }
  /** Everything was sent. */
  | { readonly type: 'whole'; readonly run: RunSummary }
  /** It cannot be read; the message names the thing, and what to do. */
  | { readonly type: 'refused'; readonly message: string };

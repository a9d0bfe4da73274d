/** What the server and a process that makes a file say to each other. */
import type { GuestInput } from '@/lib/audience/guest-view';
import type { RunFailure } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import type { RunSummary } from '@/lib/protocol/run';
import type { NodeLog } from '../systems/kit/client';
import type { FileForm } from './file-forms';

/** What is made of what. */
export interface MakingTask {
  readonly form: FileForm;
  readonly run: RunSummary;
  /** For whom the file is, where that is not the operator. */
  readonly guest?: GuestInput;
}

/** Chunks of a journal that follow each other; the first and the last may hold more than belongs to the file. */
export interface PackedPage {
  readonly chunks: readonly Chunk[];
  /** Sequence number behind the last entry of the file. */
  readonly end: number;
}

/** Each with the number of the file that it is about. */
export type MakerRequest = { readonly id: number } & (
  | { readonly type: 'make'; readonly task: MakingTask; readonly path: string }
  /** Without a page where the journal ends. */
  | { readonly type: 'page'; readonly reading: number; readonly page?: PackedPage }
  /** Without a log where there are no more. */
  | { readonly type: 'log'; readonly log?: NodeLog }
);

export type MakerMessage = { readonly id: number } & MakerNews;

export type MakerNews =
  /** One page more is to be sent; of a new reading, from the beginning of the journal. */
  | { readonly type: 'wants'; readonly reading: number }
  /** The next log of a node is to be sent. */
  | { readonly type: 'wants-log' }
  /** The file has so many bytes by now. */
  | { readonly type: 'grew'; readonly bytes: number }
  | { readonly type: 'done' }
  /** There is nothing to make a file of, as a report of a run without a verdict. */
  | { readonly type: 'absent'; readonly reason: string }
  | { readonly type: 'failed'; readonly failure: RunFailure };

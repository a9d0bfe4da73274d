/** What the thread that asks and the thread that checks say to each other. */
import type { Json } from '@/lib/base/json';
import type { CheckLimits, CheckProgress, Verdict } from '@/lib/checker/verdict';
import type { History } from '@/lib/history/op';
import type { HistoryError } from '@/lib/history/operations';

/** Handed to the worker when it starts. */
export interface CheckTask {
  readonly history: History;
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
  /** One word of shared memory; anything but 0 asks the worker to stop. */
  readonly stop: Int32Array;
}

export type CheckMessage =
  /** The check begins; its time runs from here. */
  | { readonly type: 'started' }
  | { readonly type: 'progress'; readonly progress: CheckProgress }
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  | { readonly type: 'malformed'; readonly problem: HistoryError };

/** What the thread that asks and the thread that checks say to each other. */
import type { Json } from '@/lib/base/json';
import type { CheckLimits, CheckProgress, StopCause } from '@/lib/checker/core/budget';
import type { BankTerms, CheckerContext } from '@/lib/checker/core/checker';
import type { Finding } from '@/lib/checker/core/finding';
import type { Verdict } from '@/lib/checker/linearizable/verdict';
import type { CheckerName } from '@/lib/checker/names';
import type { JudgedModel } from '@/lib/checker/transactions/consistency';
import type { LineProblem } from '@/lib/history/decoded';
import type { HistoryFormat } from '@/lib/history/history-format';
import type { HistoryPart } from '@/lib/history/independent';
import type { Op } from '@/lib/history/op';
import type { HistoryError } from '@/lib/history/pairing';
import type { ReadOptions } from '@/lib/history/read-options';
import type { RunPlan } from '@/lib/plan/plan';
import type { Judgement, SeenViolation } from '@/lib/protocol/entry';
import type { RunMeasures } from '@/lib/protocol/run-measures';
import type { ValueSource } from '@/lib/report/value-source';

/** Handed to the worker when it starts. */
export interface CheckTask {
  readonly source: CheckSource;
  /** The name of a model, or the path of a module that holds one; missing where a run is judged by its checkers alone. */
  readonly model: string | undefined;
  readonly initial: Json;
  readonly limits: CheckLimits;
  /** What a pass over the history has at least; without it as much as any needs. */
  readonly minPassMs?: number | undefined;
  /** Shared memory, a word for each of `stopWord`; anything but 0 asks the worker to stop. */
  readonly stop: Int32Array;
}

/** All of it, or only the watch over a run that goes on. */
export const stopWord = { all: 0, watch: 1 } as const;

export type CheckSource = RunSource | FileSource | PartsSource;

export interface PartToJudge extends HistoryPart {
  /** The states in which the model may have begun with it, the likeliest first. */
  readonly starts: readonly Json[];
}

/** The chunks of the run's journal come as messages while it grows, and behind them the order to judge what they hold. */
export interface RunSource {
  readonly kind: 'run';
  readonly plan: RunPlan;
  /** Whether the history is judged while it grows, too. */
  readonly isWatched: boolean;
}

/** Asks for the judgement of everything that was sent. */
export interface JudgeOrder {
  readonly logs: CollectedLogs;
  /** Those that have not had their turn, and what the others found. */
  readonly checkers: readonly CheckerName[];
  readonly findings: readonly Finding[];
}

/** Parts of a history of many keys, judged one after the other within a slice of time each. */
export interface PartsSource {
  readonly kind: 'parts';
  readonly parts: readonly PartToJudge[];
  readonly sliceMs: number;
  /** Whether what is invalid is explained, too. */
  readonly isExplained: boolean;
}

/** What was collected from the nodes beside the history. */
export type CollectedLogs = Pick<CheckerContext, 'logs' | 'logPatterns'>;

/** The worker reads it, so that millions of ops need not be copied. */
export interface FileSource {
  readonly kind: 'file';
  /** Without it pieces come as messages. */
  readonly path?: string;
  readonly format: HistoryFormat | 'auto';
  readonly reading: ReadOptions;
  /** Whether the values are `[key value]`. */
  readonly isSplit: boolean;
  /** Whether the state in which the model began is to be found out. */
  readonly isStartUnknown: boolean;
  /** By the text of a key, the state in which the model began with it. */
  readonly startsByKey: Readonly<Record<string, Json>>;
  readonly isLinearizability: boolean;
  readonly checkers: readonly CheckerName[];
  /** What transactions promise. */
  readonly consistency?: JudgedModel | undefined;
  /** What a bank had at first, and what it allows. */
  readonly bank?: BankTerms | undefined;
}

/** A piece of the file or a chunk of the journal, for a worker that cannot read it; then what ends them. */
export type CheckPiece = Uint8Array | JudgeOrder | undefined;

export interface ReadingProgress {
  readonly bytes: number;
  /** Undefined where nobody knows how long the file is. */
  readonly totalBytes?: number | undefined;
  readonly ops: number;
}

/** What is told of a file beside its verdict, by the thread that has it. */
export interface FileFacts {
  readonly ops: number;
  /** Operations of clients that were ok. */
  readonly succeeded: number;
  /** Why a valid answer proves little, the weightiest reason first. */
  readonly weak: readonly string[];
  readonly cut?: LineProblem | undefined;
  readonly notes: readonly LineProblem[];
  /** For each op its line in the file, and its index there where the file gives all of them others than their places. */
  readonly lines: Uint32Array;
  readonly indexes?: Float64Array;
}

/** A verdict, and what needs the history to be said. */
export interface Judged {
  readonly verdict: Verdict;
  /** What explaining it took. */
  readonly explainMs?: number | undefined;
  /** For a person. */
  readonly report: string;
  /** The completion of the violating operation, where there is one. */
  readonly op?: Op | undefined;
  /** Where the value came from that it should not have seen. */
  readonly source?: ValueSource | undefined;
}

export type CheckAnswer =
  | {
      readonly type: 'judged';
      readonly judged: Judged;
      readonly facts: FileFacts;
      readonly reports: readonly Finding[];
    }
  /** Of the journal of a run. */
  | { readonly type: 'judgement'; readonly judgement: Judgement }
  /** Checkers alone, without linearizability. */
  | { readonly type: 'checked'; readonly reports: readonly Finding[]; readonly facts: FileFacts }
  | {
      readonly type: 'parts';
      readonly parts: readonly PartToJudge[];
      readonly facts: FileFacts;
      /** Of the other checkers. */
      readonly reports: readonly Finding[];
    }
  /** One for each part, in order; fewer when a limit was met. */
  | { readonly type: 'parts-judged'; readonly judged: readonly Judged[] }
  | { readonly type: 'malformed'; readonly problem: HistoryError }
  /** The file or the model cannot be used; the message names the line, and what to do. */
  | { readonly type: 'refused'; readonly message: string }
  /** A limit was met, or somebody asked to stop, before the check began. */
  | { readonly type: 'stopped'; readonly cause: StopCause };

/** One that there may be something to explain of. */
export type DecidedAnswer = Extract<CheckAnswer, { readonly type: 'judged' | 'judgement' | 'parts-judged' }>;

export type CheckMessage =
  | { readonly type: 'reading'; readonly progress: ReadingProgress }
  | { readonly type: 'measured'; readonly measures: RunMeasures | undefined }
  /** A check begins; its time runs from here. */
  | {
      readonly type: 'checking';
      readonly limitMs: number;
      /** What is said of it should it have to be ended from outside. */
      readonly unfinished?: Finding;
    }
  | { readonly type: 'progress'; readonly checker: CheckerName; readonly progress: CheckProgress }
  /** A check has ended; what explains its finding comes with the answer. */
  | { readonly type: 'finding'; readonly finding: Finding }
  /** A check that goes on has found what makes the whole invalid. */
  | { readonly type: 'refuted'; readonly finding: Finding; readonly judgement: Judgement }
  /** All is decided; the answer follows when it is explained, and should that be ended from outside, this is it. */
  | { readonly type: 'decided'; readonly answer: DecidedAnswer; readonly limitMs: number }
  /** A bug of ours kept the answer from being explained. */
  | { readonly type: 'unexplained'; readonly problem: string }
  /** The first `entries` entries of the journal were judged while it grew, and nothing was found. */
  | { readonly type: 'watched'; readonly entries: number }
  /** The last word of a watch, or that it says nothing more. */
  | { readonly type: 'violated'; readonly violation: SeenViolation }
  | { readonly type: 'unwatched'; readonly reason: string }
  /** A worker that was handed pieces has taken one. */
  | { readonly type: 'taken' }
  | CheckAnswer;

/**
 * A run is an append-only journal of entries. Its ops are the history; the events between them say what the runner was
 * doing. The journal is written to disk, sent to every viewer and folded into what a page shows, in this one form.
 *
 * Law: entry k of a run is the same for everyone and never changes. A viewer that has k entries asks for entries from k on.
 */

import type { CheckProgress } from '../checker/core/budget';
import type { Anomaly, Finding } from '../checker/core/finding';
import type { Op } from '../history/op';
import type { NodeReport } from './node-status';
import type { Author } from './principal';
import type { RunMeasures } from './run-measures';
import type { NodeVersions } from './versions';

/** In order. `queued`: another run holds the cluster. */
export const phases = ['queued', 'set-up', 'running', 'tear-down', 'checking', 'done'] as const;
export type Phase = (typeof phases)[number];

/** Why a run ended. Only a verdict speaks about the system; an error is our own automation's. */
export type Outcome =
  | ({ readonly kind: 'verdict' } & Judgement)
  | { readonly kind: 'error'; readonly failure: RunFailure }
  | { readonly kind: 'aborted'; readonly reason: string };

/** What was found out about the system; `judgement.ts` takes it together. */
export interface Judgement {
  /** In the order in which the workload names its checkers, linearizability first. */
  readonly findings: readonly Finding[];
  /**
   * What was found, made where the history was; runs of version 0.1 have none. How strong that is stands before it, see
   * `strength.ts`; in runs without `ended` it is part of the sentence.
   */
  readonly sentence?: string;
  /** Runs of older versions have none. */
  readonly measures?: RunMeasures;
  /** How the test came to its end; runs of older versions do not say, nor histories that were brought whole. */
  readonly ended?: TestEnd;
}

/**
 * `stopped` by hand, `at-violation` as the plan asked; both before the test was over. `damaged`: of a history that was
 * brought, only what stood before a damage of its file is known.
 */
export interface TestEnd {
  readonly how: 'completed' | 'stopped' | 'at-violation' | 'damaged';
  /** From the start of the test to its end, and how long that was meant to be. */
  readonly testedNanos: number;
  readonly plannedNanos: number;
  /** How many faults a person made beside those of the plan, which alone does not repeat the test then. */
  readonly faultsByHand?: number;
}

export interface RunFailure {
  /** One line: what failed. */
  readonly message: string;
  /** What anyone may read of it, where that is not all; without a message, nothing. */
  readonly open?: { readonly message?: string };
  /** One line: what to do about it. */
  readonly cure?: string;
  readonly node?: string;
  readonly command?: string;
  /** The last lines of that node's log. */
  readonly log?: readonly string[];
  /** Of several nodes what each has against it: then the message only counts them. */
  readonly nodes?: readonly NodeFailure[];
}

export type NodeFailure = Omit<RunFailure, 'nodes'>;

/** An anomaly that was found while the test ran, by the checker that said so. */
export interface SeenViolation {
  readonly checker: string;
  readonly anomaly: Anomaly;
}

/** `at` is the wall clock of the control machine in milliseconds since 1970. */
export type RunEvent =
  | { readonly type: 'phase'; readonly at: number; readonly phase: Phase }
  /** A piece of set-up, tear-down or checking; `started` first, then `done` or `failed` under the same id. */
  | {
      readonly type: 'step';
      readonly at: number;
      readonly id: string;
      readonly title: string;
      readonly node?: string;
      readonly state: 'started' | 'done' | 'failed';
      readonly detail?: string;
      /** As in `RunFailure`. */
      readonly open?: { readonly title?: string; readonly detail?: string };
    }
  /** A line of the log that is no op: `INFO  clew.system.etcd - n4 etcd ready`. */
  | {
      readonly type: 'log';
      readonly at: number;
      readonly level: 'info' | 'warn' | 'error';
      readonly source: string;
      readonly message: string;
      /** As in `RunFailure`. */
      readonly open?: { readonly message?: string };
    }
  /** Time zero of the ops that follow. */
  | { readonly type: 'start'; readonly at: number }
  /** The version of the system that the nodes reported, in words; and by node, where there are nodes that can be asked. */
  | { readonly type: 'version'; readonly at: number; readonly version: string; readonly byNode?: NodeVersions }
  /**
   * What nodes said of themselves when they were asked, which is done a few times a second while the test runs. `time`
   * is on the clock of the ops. Only nodes whose report differs from their last one are in it. Runs of systems that
   * cannot be asked, and of version 0.1, have none.
   */
  | {
      readonly type: 'status';
      readonly at: number;
      readonly time: number;
      readonly nodes: Readonly<Record<string, NodeReport>>;
    }
  /** Found while the test runs, whatever is still open: a broken promise stays broken. Once at most. */
  | ({ readonly type: 'violation'; readonly at: number } & SeenViolation)
  /** The first request to end the run early; the runner then heals, and checks what there is. */
  | { readonly type: 'stop-request'; readonly at: number; readonly by: Author }
  /** Of the checker that has its turn; runs of older versions tell of linearizability alone, without its name. */
  | {
      readonly type: 'check-progress';
      readonly at: number;
      readonly checker?: string;
      readonly progress: CheckProgress;
    }
  /**
   * The judgement as far as it is decided, before it is explained: the outcome of a run that gets no further. It comes
   * again where a checker refuted the history before it had judged all of it.
   */
  | { readonly type: 'decided'; readonly at: number; readonly judgement: Judgement }
  | { readonly type: 'outcome'; readonly at: number; readonly outcome: Outcome };

export type Entry = Op | RunEvent;

/** Ops are told from events by their process, which only ops have. */
export function isOp(entry: Entry): entry is Op {
  return 'process' in entry;
}

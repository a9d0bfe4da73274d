/**
 * What a checker says about a history. Findings and their anomalies are JSON and bounded: the journal keeps them, every
 * viewer gets them, and what a page shows of a violation (the band, the key `V`, the node on the map, the headline) is
 * made of anomalies alone, whichever checker found them.
 *
 * Law: a finding says no more than the history proves. `false` is a broken promise of the system, `unknown` means that
 * the question could not be answered from this history; what a person should merely know is a note on a `true`.
 */
import type { Json } from '../../base/json';
import type { Counterexample } from '../linearizable/verdict';
import type { CheckProgress, StopCause } from './budget';
import type { Sample } from './sample';

export type Validity = boolean | 'unknown';

/** What a checker answers. */
export interface CheckResult<Details = unknown> {
  readonly valid: Validity;
  /** Nothing in the history could have shown that a promise was broken; then the answer is `unknown`. */
  readonly isUntested?: true;
  /** Why a `true` proves little, a sentence a reason, the weightiest first. */
  readonly weak?: readonly string[];
  /** There was nothing that it could be asked of; such an answer leaves those of the others as they are. */
  readonly isMoot?: true;
  /** One sentence. */
  readonly sentence: string;
  /** Whether a person should read the sentence even though nothing is wrong; so wherever `valid` is not `true`. */
  readonly isNoteworthy: boolean;
  /** Broken promises, in the order in which they should be looked at; `maxAnomalies` at most. */
  readonly anomalies: readonly Anomaly[];
  /** From these the checker makes its account. */
  readonly details: Details;
  /** The limit that stopped it, and how far it had come. */
  readonly cause?: StopCause;
  readonly progress?: CheckProgress;
  /** What the answer took, without explaining it. Findings of runs of older versions do not say. */
  readonly durationMs?: number;
  /** What explaining it took; absent where there was nothing to explain, or it was ended from outside. */
  readonly explainMs?: number;
}

/** The answer with the checker's name, or, without details, that there is none. */
export interface Finding<Details = unknown> extends Omit<CheckResult, 'details'> {
  /** Its name in the registry; a stored finding may name a checker that is gone. */
  readonly checker: string;
  readonly details?: Details;
  /** What kept the checker from judging. */
  readonly error?: string;
}

/** A broken promise that can be pointed at. */
export interface Anomaly {
  /** `not-linearizable`, `lost-element`, `monotonic-reads`: one word for scripts. */
  readonly kind: string;
  /** For a headline: `Not linearizable`. */
  readonly title: string;
  /** Invocation indexes, the violating operation first, then those that it contradicts. */
  readonly operations: readonly number[];
  /** History index of the completion that shows it. Absent where it has no place in the history, as lines of a log. */
  readonly at?: number;
  /** Where it was seen, if not on the node of the violating operation. */
  readonly nodes?: readonly string[];
  readonly evidence: Evidence;
}

/** What there is to see behind an anomaly; a page has a view for each type. */
export type Evidence =
  /** Possible worlds, none of which goes on. */
  | { readonly type: 'worlds'; readonly counterexample: Counterexample }
  /** Seen while the test ran, when nothing behind it was worked out yet. */
  | { readonly type: 'open' }
  | { readonly type: 'elements'; readonly elements: Sample<Json> }
  /** An index that went back from one operation to a later one of the same session. */
  | { readonly type: 'steps-back'; readonly from: number; readonly to: number; readonly isAtLeast: boolean }
  | { readonly type: 'lines'; readonly lines: readonly EvidenceLine[] }
  | { readonly type: 'bounds'; readonly lower: number; readonly value: number; readonly upper: number }
  /** Transactions, each of which must come before the next, and the last before the first; or one step that cannot be by itself. */
  | { readonly type: 'cycle'; readonly edges: readonly CycleEdge[] };

export interface EvidenceLine {
  readonly node: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Invocation indexes of both operations, and why the first comes before the second. */
export interface CycleEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly reason: string;
}

/** Each can be walked to by hand; what more there is, the details count. */
export const maxAnomalies = 20;

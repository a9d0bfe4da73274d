/**
 * What the checkers beside linearizability have in common: a pure function from a history, and from what else was
 * collected in a run, to a finding. Linearizability asks whether one order explains every answer; these ask smaller
 * questions, which need no search.
 *
 * Law: a finding says no more than the history proves. `false` is a broken promise of the system, `unknown` means that
 * the question could not be answered from this history; what a person should merely know is a note on a `true`.
 */
import type { History } from '../../history/op';
import type { OperationTable } from '../../history/operation-table';

export type Validity = boolean | 'unknown';

/** What was found in the logs of the nodes, beside the history. */
export interface CheckerContext {
  /** What the operations are; absent where no workload declared them, and then those usual in the field are meant. */
  readonly operations?: OperationTable;
  /** Absent where nobody collected any, which is not the same as none. */
  readonly logs?: readonly LogText[];
  readonly logPatterns?: readonly LogPattern[];
  /** What a fault of each name is called, in the singular. */
  readonly faultNouns?: Readonly<Record<string, string>>;
}

export interface LogText {
  readonly node: string;
  readonly file: string;
  readonly text: string;
}

/** A line of a log that no healthy node writes. */
export interface LogPattern {
  /** What it means when there is such a line. */
  readonly title: string;
  /** Source of a regular expression; it is held against each line alone. */
  readonly pattern: string;
}

export interface Finding<Details> {
  readonly valid: Validity;
  /** One sentence. */
  readonly sentence: string;
  /** Whether a person should read the sentence even though nothing is wrong; so wherever `valid` is not `true`. */
  readonly isNoteworthy: boolean;
  /** JSON, and bounded: it is kept in the journal and sent to every viewer. */
  readonly details: Details;
}

export interface Checker<Details> {
  readonly title: string;
  /** Which history it is meant for and what it asks, in a sentence. */
  readonly summary: string;
  /**
   * It asks for more than every plan promises: in a run its answer is shown, and has no part in the validity of the whole.
   * Who asks for it by name, as `clew check --checker` does, takes its answer as any other.
   */
  readonly isAdvisory?: true;
  /** @throws an Error that names the op where the history is none that this checker can judge */
  check(history: History, context: CheckerContext): Finding<Details>;
}

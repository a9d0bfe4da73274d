/**
 * A checker is a pure function from a history, and from what else was collected in a run, to a finding. To add one, add a
 * folder with it, its entry in `names.ts` and a line in `about.ts`.
 */
import type { OpSequence } from '../../history/op';
import type { OperationTable } from '../../history/operation-table';
import type { Model } from '../../model/model';
import type { JudgedModel } from '../transactions/consistency';
import type { Account } from './account';
import type { Budget, CheckHost, CheckLimits } from './budget';
import type { CheckResult } from './finding';
import type { LiveChecker } from './live';

/** What is known beside the history. */
export interface CheckerContext {
  /** What the operations are; absent where no workload declared them, and then those usual in the field are meant. */
  readonly operations?: OperationTable;
  /** How the system should behave; linearizability asks it. */
  readonly model?: Model | undefined;
  /** What transactions promise; without it strict serializability is asked for. */
  readonly consistency?: JudgedModel | undefined;
  /** What a bank had at first, and what it allows. */
  readonly bank?: BankTerms | undefined;
  /** Whether every operation belongs to a key, each of which is judged by itself. */
  readonly isByKey?: boolean;
  /** Absent where none were collected, which is not the same as none. */
  readonly logs?: readonly LogText[];
  readonly logPatterns?: readonly LogPattern[];
  /** Whether every fault of the test is an op of the nemesis in the history, as in a run of ours; a file may leave them out. */
  readonly hasEveryFault?: boolean;
  /** What a fault of each name is called, in the singular. */
  readonly faultNouns?: Readonly<Record<string, string>>;
}

export interface BankTerms {
  /** By the text of an account its balance. */
  readonly start?: Readonly<Record<string, number>>;
  /** Whether balances may fall below 0. */
  readonly allowsNegative?: boolean;
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

/** An answer that is known before it is explained. */
export interface Decided<Details> {
  readonly result: CheckResult<Details>;
  /** The same answer with what explains it; where the budget ends first, it has what was found by then and says so. */
  readonly explain?: ((budget: Budget) => CheckResult<Details>) | undefined;
}

/** All of a checker but how it judges: what pages and reports need of it. */
export type CheckerAbout<Details> = Omit<Checker<Details>, 'check' | 'stopped' | 'decide' | 'live'>;

export interface Checker<Details> {
  /** It looks at the keys of ops, and not only at their values. */
  readonly tellsKeysApart?: true;
  /**
   * It judges one object, which has these functions; a history with another is not judged by it, for what that function
   * did is not known. Where ops name keys each is an object of its own.
   */
  readonly functions?: readonly string[];
  /** It searches, so it may take any time; those that pass over the history have their turn first. */
  readonly isSearch?: true;
  /**
   * Asks the budget all along, so that a limit ends it within a fraction of a second.
   * @throws CheckStopped once a limit is met, and an Error that names the op where the history cannot be judged by it
   */
  check(history: OpSequence, context: CheckerContext, budget: Budget): CheckResult<Details>;
  /** What a person is told where the check was stopped; without it that it was. */
  stopped?(history: OpSequence, context: CheckerContext): CheckResult<Details>;
  /**
   * `check` in two steps, for a checker whose explanation may take longer than its answer.
   *
   * @param tell - hears of a `false` before everything is judged; what is judged later adds to it and takes nothing back
   */
  decide?(
    history: OpSequence,
    context: CheckerContext,
    budget: Budget,
    tell?: (result: CheckResult<Details>) => void,
  ): Decided<Details>;
  /**
   * Its twin for a run that goes on; without it the checker judges only at the end.
   *
   * @param history grows at its end
   * @param limits of one judgement
   */
  live?(history: OpSequence, context: CheckerContext, limits: CheckLimits, host: CheckHost): LiveChecker;
  /** The details with other history indexes for the same ops; a checker whose details have indexes has it. */
  relocated?(details: Details, place: (index: number) => number): Details;
  /** How its details read. */
  account(details: Details): Account;
}

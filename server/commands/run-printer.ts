/**
 * A run in a terminal: the log as the post prints it, set-up and tear-down step by step, then the verdict with the
 * report. Log and report go to the output, progress to the error stream.
 */
import { present } from '@/lib/base/assert';
import type { Op } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import { modelOfVerdict } from '@/lib/plan/workload';
import { type Entry, isOp, type Outcome, type SeenViolation } from '@/lib/protocol/entry';
import { otherFindings, verdictIn } from '@/lib/protocol/judgement';
import { formatLogLine } from '@/lib/protocol/log-line';
import { outcomeName, weakReasons } from '@/lib/protocol/strength';
import { checkLines } from '@/lib/report/check-lines';
import { reportText } from '@/lib/report/report';
import { endSentences, handSentences, judgementSentence, weakSentences } from '@/lib/report/sentence';
import { ClewError } from '../base/failure';
import { exitCodes, printFailure, type Terminal, verdictExitCode } from './terminal';

export class RunPrinter {
  readonly #plan: Plan;
  readonly #terminal: Terminal;
  readonly #isQuiet: boolean;
  readonly #history: Op[] = [];
  readonly #stepStarts = new Map<string, number>();
  #outcome: Outcome | undefined;
  #violation: SeenViolation | undefined;

  /** @param isQuiet print nothing on the way; for `--json` */
  constructor(plan: Plan, terminal: Terminal, isQuiet = false) {
    this.#plan = plan;
    this.#terminal = terminal;
    this.#isQuiet = isQuiet;
  }

  get history(): readonly Op[] {
    return this.#history;
  }

  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** What was found while the test ran. */
  get violation(): (SeenViolation & { readonly timeNanos: number | undefined }) | undefined {
    if (!this.#violation) return undefined;
    const { at } = this.#violation.anomaly;
    return { ...this.#violation, timeNanos: at === undefined ? undefined : this.#history[at]?.time };
  }

  take(entries: readonly Entry[]): void {
    for (const entry of entries) this.#takeOne(entry);
  }

  #takeOne(entry: Entry): void {
    if (isOp(entry)) this.#history.push(entry);
    else if (entry.type === 'outcome') this.#outcome = entry.outcome;
    else if (entry.type === 'violation') this.#violation = { checker: entry.checker, anomaly: entry.anomaly };
    if (this.#isQuiet) return;
    const line = formatLogLine(entry);
    if (line !== undefined) this.#terminal.out(line);
    if (isOp(entry)) return;
    if (entry.type === 'violation') this.#printViolation();
    if (entry.type === 'decided') this.#terminal.err(`clew: ${entry.judgement.sentence ?? 'decided'} Explaining it …`);
    if (entry.type !== 'step') return;
    if (entry.state === 'started') {
      this.#stepStarts.set(entry.id, entry.at);
      return;
    }
    const elapsedMs = entry.at - (this.#stepStarts.get(entry.id) ?? entry.at);
    const where = entry.node ? `${entry.node}: ` : '';
    const detail = entry.detail ? ` (${entry.detail})` : '';
    this.#terminal.err(`  ${where}${entry.title}, ${entry.state} in ${(elapsedMs / 1000).toFixed(1)} s${detail}`);
  }

  /** Among the steps, where it is not carried away by the operations that follow. */
  #printViolation(): void {
    const { anomaly, timeNanos } = present(this.violation, 'the violation that is printed');
    const when = timeNanos === undefined ? '' : ` at ${(timeNanos / 1e9).toFixed(1)} s`;
    this.#terminal.err(`clew: violation found${when} (op ${anomaly.at}), still running`);
  }

  /** Prints the outcome. @returns the exit code that says it */
  finish(isStrict = false): number {
    const outcome = this.#outcome;
    if (!outcome) {
      this.#terminal.err('clew: the run ended without an outcome');
      return exitCodes.failed;
    }
    if (outcome.kind === 'error') {
      printFailure(this.#terminal, new ClewError(outcome.failure));
      return exitCodes.failed;
    }
    if (outcome.kind === 'aborted') {
      this.#terminal.err(`clew: the run was aborted: ${outcome.reason}`);
      return exitCodes.failed;
    }
    const verdict = verdictIn(outcome);
    const checks = verdict ? otherFindings(outcome) : outcome.findings;
    if (!this.#isQuiet) {
      const model = verdict && modelOfVerdict(this.#plan, verdict);
      if (verdict && model) this.#terminal.out(`\n${reportText(this.#history, verdict, model)}`);
      // What the other checkers add to the sentence stands on lines of their own.
      const findings = outcome.findings.slice(0, 1);
      const told = [
        ...weakSentences(weakReasons(outcome)),
        judgementSentence(this.#plan, this.#history, { findings }),
        ...endSentences(outcome),
        ...handSentences(outcome),
      ];
      this.#terminal.out(`\n${told.join(' ')}`);
      for (const line of checkLines(checks)) this.#terminal.out(`  ${line}`);
    }
    return verdictExitCode(outcomeName(outcome), isStrict);
  }
}

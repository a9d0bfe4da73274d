/**
 * The live check as a run sees it. It adds an entry to the journal, lines to the log and, where the plan wants it, the
 * end of the load; whatever goes wrong in it is a line of the log and never an outcome, because the check at the end
 * decides.
 */
import { openly, type Text, worded } from '@/lib/base/wording';
import { counted } from '@/lib/base/words';
import type { Finding } from '@/lib/checker/core/finding';
import type { SeenViolation } from '@/lib/protocol/entry';
import { checkSource } from '@/lib/protocol/run-log';
import { failureText } from '../base/failure';
import type { LiveListeners } from '../judge/run-judge';
import type { JournalReporter } from './reporter';

/** What reads the history of a run as it grows. */
export interface Watching {
  /** Whether it says anything while the test runs. */
  readonly isLive: boolean;
  begin(listeners: LiveListeners): Promise<void>;
  /** Nobody hears of anything after that. */
  endWatch(): void;
}

export class LiveCheckMonitor {
  readonly #report: JournalReporter;
  readonly #stop = new AbortController();
  readonly #isStopWanted: boolean;
  readonly #watching: Watching;
  #violation: SeenViolation | undefined;
  #isEnded = false;

  /** @param isStopWanted end the load at the first violation */
  constructor(watching: Watching, report: JournalReporter, isStopWanted: boolean) {
    this.#watching = watching;
    this.#report = report;
    this.#isStopWanted = isStopWanted;
  }

  /** Aborted when a violation was found and the plan wants to stop there. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Resolves when the history is read. Never rejects. */
  async begin(): Promise<void> {
    if (!this.#watching.isLive) {
      this.#report.log(checkSource, worded`This test is checked when it is over, not while it runs`);
    }
    try {
      await this.#watching.begin({
        onViolation: (violation) => this.#see(violation),
        onBehind: (entries) =>
          this.#log(
            worded`The live check is ${openly(counted(entries, 'entry', 'entries'))} behind: it goes on, and tells late what it finds`,
            'warn',
          ),
        onCaughtUp: () => this.#log(worded`The live check has caught up`, 'info'),
        onGiveUp: (reason) =>
          this.#log(worded`The live check gave up: ${openly(reason)}; the check at the end decides`, 'warn'),
      });
    } catch (error) {
      this.#log(worded`There is no live check: ${failureText(error)}; the check at the end decides`, 'warn');
    }
  }

  /** Ends it, whatever it is doing. */
  end(): void {
    this.#isEnded = true;
    this.#watching.endWatch();
  }

  /** Compares what was seen with what the checker that saw it says at the end. They differ only by a bug in Clew. */
  compare(findings: readonly Finding[]): void {
    const seen = this.#violation;
    const valid = findings.find(({ checker }) => checker === seen?.checker)?.valid;
    if (!seen || valid === false || valid === undefined) return;
    const { title, at } = seen.anomaly;
    if (valid === 'unknown') {
      this.#log(
        worded`The check is undecided; op ${openly(String(at))}, seen while the test ran, stays: ${openly(title)}`,
        'warn',
      );
      return;
    }
    this.#log(
      worded`This is a bug of Clew, please report it with the history: "${openly(title)}" was said of op ${openly(String(at))} while the test ran, and nothing of it at the end`,
      'error',
    );
  }

  #see(violation: SeenViolation): void {
    if (this.#isEnded || this.#violation) return;
    this.#violation = violation;
    this.#report.append({ type: 'violation', at: Date.now(), ...violation });
    const { title, at } = violation.anomaly;
    this.#log(worded`${openly(title)} at op ${openly(String(at))} (still running)`, 'error');
    if (this.#isStopWanted) this.#stop.abort();
  }

  #log(message: Text, level: 'info' | 'warn' | 'error'): void {
    this.#report.log(checkSource, message, level);
  }
}

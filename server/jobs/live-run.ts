/**
 * A run that has not ended: its journal, the summary folded from what the journal holds, and the way to stop it. It
 * always ends with an outcome and the phase `done`, whatever happens to the work, and at the next start if need be.
 */
import type { Verdict } from '@/lib/checker/verdict';
import type { Op } from '@/lib/history/op';
import { type Entry, isOp, type Outcome } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import { foldSummary, newSummary, withOutcome, withViolation } from '@/lib/protocol/summary';
import { type ClewError, failureOf } from '../failure';
import { Journal } from '../store/journal';
import type { Store } from '../store/store';

/** One page when a journal is read from its beginning. */
const replayPageEntries = 5_000;

export interface LiveRunListener {
  changed(run: LiveRun): void;
  grew(run: LiveRun): void;
}

export class LiveRun {
  readonly id: string;
  readonly journal: Journal;
  readonly #store: Store;
  readonly #listener: LiveRunListener;
  readonly #stop = new AbortController();
  readonly #history: Op[] = [];
  #summary: RunSummary;
  #verdict: Verdict | undefined;
  #hasOutcome = false;
  #isDone = false;
  #failure: ClewError | undefined;
  #saved: Promise<void> = Promise.resolve();

  private constructor(store: Store, summary: RunSummary, replayed: readonly Entry[], listener: LiveRunListener) {
    this.id = summary.id;
    this.#store = store;
    this.#listener = listener;
    this.#summary = newSummary(summary.id, summary.plan, summary.createdAt);
    for (const entry of replayed) {
      this.#note(entry);
      this.#fold(entry);
    }
    this.journal = new Journal(store, summary.id, {
      from: replayed.length,
      onFailure: (error) => this.#journalFailed(error),
    });
    this.journal.subscribe((entries) => this.#persisted(entries));
  }

  /** A run that begins now. */
  static async begin(store: Store, summary: RunSummary, listener: LiveRunListener): Promise<LiveRun> {
    await store.saveRun(summary);
    return new LiveRun(store, summary, [], listener);
  }

  /** A run that a crash cut off, with everything its journal holds. */
  static async recover(store: Store, summary: RunSummary, listener: LiveRunListener): Promise<LiveRun> {
    const entries: Entry[] = [];
    for (;;) {
      const page = await store.readEntries(summary.id, entries.length, replayPageEntries);
      if (page.length === 0) return new LiveRun(store, summary, entries, listener);
      for (const entry of page) entries.push(entry);
    }
  }

  /** Folded from the entries on the disk, like everything a viewer sees. */
  get summary(): RunSummary {
    return this.#summary;
  }

  /** Known as soon as the summary tells of it, and kept in the store a moment later. */
  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  /** Aborted when somebody stops the run or its journal cannot be written. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  stop(reason: string): void {
    this.#stop.abort(reason);
  }

  /** `done` is the last entry of every journal, behind the outcome: `end` writes it, and only `end`. */
  append(entry: Entry): void {
    if (!isOp(entry) && entry.type === 'phase' && entry.phase === 'done') return;
    this.#write(entry);
  }

  /**
   * Writes what is missing to an end: the outcome, unless there is one already, and the phase `done`.
   * @throws when the database does not take the run's last summary
   */
  async end(outcome: Outcome): Promise<void> {
    if (!this.#hasOutcome) this.#write({ type: 'outcome', at: Date.now(), outcome });
    if (!this.#isDone) this.#write({ type: 'phase', at: Date.now(), phase: 'done' });
    try {
      await this.journal.close();
    } catch (error) {
      // The entries cannot be kept; the outcome then stands in the summary alone.
      this.#summary = endedWithout(this.#summary, this.#failure ?? error, Date.now());
    }
    await this.#saved;
    this.#listener.changed(this);
    await this.#store.saveRun(this.#summary);
    if (this.#verdict) await this.#store.saveVerdict(this.id, this.#verdict);
  }

  #write(entry: Entry): void {
    this.#note(entry);
    this.journal.append(entry);
  }

  #note(entry: Entry): void {
    if (isOp(entry)) return;
    if (entry.type === 'outcome') this.#hasOutcome = true;
    if (entry.type === 'phase' && entry.phase === 'done') this.#isDone = true;
  }

  #persisted(entries: readonly Entry[]): void {
    const before = this.#summary.phase;
    for (const entry of entries) this.#fold(entry);
    const { phase } = this.#summary;
    // A row that says `done` says everything; `end` writes it, and until then a restart finds the run unfinished.
    if (phase !== before && phase !== 'done') this.#save();
    this.#listener.grew(this);
    this.#listener.changed(this);
  }

  #fold(entry: Entry): void {
    this.#summary = foldSummary(this.#summary, entry);
    if (isOp(entry)) this.#history.push(entry);
    else if (entry.type === 'violation') this.#summary = withViolation(this.#summary, this.#history, entry);
    else if (entry.type === 'outcome') {
      this.#summary = withOutcome(this.#summary, this.#history, entry.outcome);
      if (entry.outcome.kind === 'verdict') this.#verdict = entry.outcome.verdict;
    }
  }

  #journalFailed(error: ClewError): void {
    this.#failure = error;
    this.stop(error.message);
  }

  /** One after the other; a failure is not silent, since the journal lies in the same place and fails as well. */
  #save(): void {
    const summary = this.#summary;
    this.#saved = this.#saved
      .then(() => this.#store.saveRun(summary))
      .catch((error: unknown) => {
        this.#stop.abort(failureOf(error).message);
      });
  }
}

function endedWithout(run: RunSummary, error: unknown, at: number): RunSummary {
  return { ...run, phase: 'done', outcome: 'error', sentence: failureOf(error).message, endedAt: at };
}

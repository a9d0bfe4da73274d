/**
 * A run that has not ended: its journal, the summary folded from what the journal holds, and the way to stop it. It
 * always ends with an outcome and the phase `done`, whatever happens to the work, and at the next start if need be.
 */
import { assert } from '@/lib/base/assert';
import { leftOut } from '@/lib/base/wording';
import type { Op } from '@/lib/history/op';
import { type Entry, isOp, type Judgement, type Outcome, type RunFailure } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import type { EntryBlock } from '@/lib/protocol/entry-block';
import { violationsIn } from '@/lib/protocol/judgement';
import { keyedEntries } from '@/lib/protocol/keyed-entries';
import { type Author, authorWords } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import {
  foldSummary,
  newSummary,
  outcomeIn,
  type SummaryText,
  withOutcome,
  withViolation,
} from '@/lib/protocol/summary';
import { outcomeSentence } from '@/lib/report/sentence';
import { type ClewError, failureOf, failureText } from '../base/failure';
import type { Events } from '../events/events';
import { FaultDesk } from '../runner/by-hand';
import { Journal } from '../store/journal';
import type { Lease } from '../store/leases';
import { DamagedChunkError, unpackBlock, unpackEntries } from '../store/lines';
import type { Store } from '../store/store';

/** One page when an op is looked for in the journal. */
const pageEntries = 5_000;

/** From which entry on a journal cannot be read, and why. */
export interface JournalDamage {
  readonly from: number;
  readonly reason: string;
}

export interface LiveRunContext {
  readonly store: Store;
  readonly events: Events;
  /** Under which the run is written. */
  readonly lease: Lease;
}

export class LiveRun {
  readonly id: string;
  readonly journal: Journal;
  /** Where faults are asked for by hand. */
  readonly desk = new FaultDesk();
  readonly #context: LiveRunContext;
  readonly #stop = new AbortController();
  #summary: RunSummary;
  /** The wall clock of the last event, and of time zero of the ops; milliseconds since 1970. */
  #lastAt = 0;
  #startedAt: number | undefined;
  #decided: Judgement | undefined;
  #condemnation: RunFailure | undefined;
  #hasOutcome = false;
  #isDone = false;
  /** Why the journal cannot be written, or not be read. */
  #failure: unknown;
  /** One block after the other, behind the journal by what must be read for it. */
  #folded: Promise<void> = Promise.resolve();
  #saved: Promise<void> = Promise.resolve();

  /** @param from the number of entries that the journal has already */
  private constructor(context: LiveRunContext, summary: RunSummary, from: number) {
    this.id = summary.id;
    this.#context = context;
    this.#summary = newSummary(summary);
    this.journal = new Journal(context.store, context.lease, {
      from,
      onFailure: (error) => this.#journalFailed(error),
    });
    this.journal.subscribe((block) => this.#persisted(block));
  }

  /** A run that begins now. */
  static async begin(context: LiveRunContext, summary: RunSummary): Promise<LiveRun> {
    await context.store.saveRun(context.lease, summary);
    return new LiveRun(context, summary, 0);
  }

  /** A history that was brought, all of whose journal is written. */
  static async brought(context: LiveRunContext, summary: RunSummary): Promise<LiveRun> {
    const whole: RunSummary = { ...summary, phase: 'checking' };
    await context.store.saveRun(context.lease, whole);
    const run = new LiveRun(context, whole, whole.entries);
    run.#summary = whole;
    return run;
  }

  /**
   * A run that a crash cut off, with everything that is whole of its journal.
   * @param keepDamaged takes each chunk from the first damaged one on, before they are cut off the journal
   */
  static async recover(
    context: LiveRunContext,
    summary: RunSummary,
    keepDamaged: (chunk: Chunk) => Promise<void>,
  ): Promise<{ readonly run: LiveRun; readonly damage?: JournalDamage }> {
    const { store, lease } = context;
    const end = await store.countEntries(summary.id);
    const run = new LiveRun(context, summary, end);
    let whole = 0;
    try {
      while (whole < end) {
        for (const { from, count, bytes } of await chunksFrom(store, summary.id, whole)) {
          const block = await unpackBlock(bytes);
          for (const [, event] of block.events) run.#note(event);
          run.#summary = await run.#fold(run.#summary, block);
          whole = from + count;
        }
      }
      return { run };
    } catch (error) {
      if (!(error instanceof DamagedChunkError)) throw error;
      const damage = { from: whole, reason: error.message };
      for (let at = whole; at < end; ) {
        const chunks = await store.readChunks(summary.id, at);
        for (const chunk of chunks.filter(({ from }) => from >= at)) await keepDamaged(chunk);
        at = chunks.reduce((next, { from, count }) => Math.max(next, from + count), at + 1);
      }
      await store.cutJournal(lease, whole);
      const kept = new LiveRun(context, summary, whole);
      kept.#summary = run.#summary;
      kept.#lastAt = run.#lastAt;
      kept.#startedAt = run.#startedAt;
      // An outcome stands in the journal behind all that it is about, so what is cut off may have held it.
      kept.#decided = run.#decided;
      kept.#hasOutcome = run.#hasOutcome;
      return { run: kept, damage };
    }
  }

  /** A run that is over, to be judged again. */
  static async reopen(context: LiveRunContext, summary: RunSummary): Promise<LiveRun> {
    const run = new LiveRun(context, summary, await context.store.countEntries(summary.id));
    run.#summary = summary;
    run.#hasOutcome = true;
    run.#isDone = true;
    return run;
  }

  get lease(): Lease {
    return this.#context.lease;
  }

  /** Folded from the entries on the disk, like everything a viewer sees. */
  get summary(): RunSummary {
    return this.#summary;
  }

  /** When the journal last told of anything; milliseconds since 1970. */
  get lastHeardOf(): number {
    const { testedNanos = 0, createdAt } = this.#summary;
    return Math.max(createdAt, this.#lastAt, this.#startedAt === undefined ? 0 : this.#startedAt + testedNanos / 1e6);
  }

  /** The outcome of a run that a crash cut off: what was decided by then, or that it was aborted. */
  outcomeOfCrash(reason: string): Outcome {
    return this.#decided ? { kind: 'verdict', ...this.#decided } : { kind: 'aborted', reason };
  }

  /** Aborted when somebody stops the run or its journal cannot be written. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The first request ends the run and is kept in the journal; one that comes behind the outcome changes nothing. */
  requestStop(by: Author): void {
    if (this.#stop.signal.aborted || this.#hasOutcome) return;
    this.#write({ type: 'stop-request', at: Date.now(), by });
    this.stop(`stopped by ${authorWords(by)}`);
  }

  /** Whatever it comes to, it ends as this error. */
  condemn(failure: RunFailure): void {
    this.#condemnation ??= failure;
  }

  stop(reason: string): void {
    this.#stop.abort(reason);
  }

  /** Every chunk of the journal, of what was appended until now, as it lies on the disk. @throws when it cannot be kept */
  async *packed(): AsyncGenerator<Uint8Array> {
    await this.journal.flush();
    const end = this.journal.persisted;
    let from = 0;
    while (from < end) {
      const chunks = await this.journal.readChunks(from);
      assert(chunks.length > 0, `entry ${from} of run ${this.id} is missing`);
      for (const chunk of chunks) yield chunk.bytes;
      from = chunks.reduce((next, { count }) => next + count, from);
    }
  }

  /** `done` is the last entry of every journal, behind the outcome: `end` writes it, and only `end`. */
  append(entry: Entry): void {
    if (!isOp(entry) && entry.type === 'phase' && entry.phase === 'done') return;
    const isOutcome = !isOp(entry) && entry.type === 'outcome';
    this.#write(isOutcome ? { ...entry, outcome: this.#outcomeFor(entry.outcome) } : entry);
  }

  #outcomeFor(found: Outcome): Outcome {
    return this.#condemnation ? { kind: 'error', failure: this.#condemnation } : found;
  }

  /**
   * Writes what is missing to an end: the outcome, unless there is one already, and the phase `done`.
   * @param at when it ended; of a run that was cut off that is long ago
   * @throws when the database does not take the run's last summary
   */
  async end(outcome: Outcome, at = Date.now()): Promise<void> {
    if (!this.#hasOutcome) this.#write({ type: 'outcome', at, outcome: this.#outcomeFor(outcome) });
    if (!this.#isDone) this.#write({ type: 'phase', at, phase: 'done' });
    await this.journal.close().catch((error: unknown) => {
      this.#failure ??= error;
    });
    await this.#folded;
    if (this.#failure !== undefined) {
      // The entries cannot be kept; the outcome then stands in the summary alone.
      this.#summary = endedWithout(this.#summary, this.#failure, Date.now());
    }
    await this.#saved;
    this.#publishChange();
    await this.save();
  }

  /** Puts another outcome behind the one that there is. @throws where it cannot be kept; the run has its old one then */
  async rejudge(outcome: Outcome, by: Author): Promise<void> {
    const before = this.#summary.outcome ?? 'nothing';
    const message = `Judged again by ${authorWords(by)}; it had been judged ${before}`;
    const open = { message: `Judged again; it had been judged ${before}` };
    this.#write({ type: 'log', at: Date.now(), level: 'info', source: 'clew.judge', message, open });
    this.#write({ type: 'outcome', at: Date.now(), outcome });
    await this.journal.close();
    await this.#folded;
    if (this.#failure !== undefined) throw this.#failure;
    await this.save();
    this.#publishChange();
  }

  /** Writes the run's row as it is by now. @throws when the database does not take it */
  async save(): Promise<void> {
    const { store, lease } = this.#context;
    await store.saveRun(lease, this.#summary);
  }

  #write(entry: Entry): void {
    this.#note(entry);
    this.journal.append(entry);
  }

  #note(entry: Entry): void {
    if (isOp(entry)) return;
    this.#lastAt = Math.max(this.#lastAt, entry.at);
    if (entry.type === 'start') this.#startedAt = entry.at;
    if (entry.type === 'decided') this.#decided = entry.judgement;
    if (entry.type === 'outcome') this.#hasOutcome = true;
    if (entry.type === 'phase' && entry.phase === 'done') this.#isDone = true;
  }

  #persisted(block: EntryBlock): void {
    this.#context.events.publish({ type: 'run-grew', runId: this.id, entries: this.journal.persisted });
    this.#folded = this.#folded
      .then(async () => this.#show(await this.#fold(this.#summary, block)))
      .catch((error: unknown) => {
        this.#failure ??= error;
        this.stop(failureOf(error).message);
      });
  }

  #show(summary: RunSummary): void {
    const before = this.#summary.phase;
    this.#summary = summary;
    // `end` writes the row that says `done`; until then a restart finds the run unfinished.
    if (summary.phase !== before && summary.phase !== 'done') this.#save();
    this.#publishChange();
  }

  #publishChange(): void {
    this.#context.events.publish({ type: 'run-changed', runId: this.id });
  }

  async #fold(run: RunSummary, block: EntryBlock): Promise<RunSummary> {
    let summary = foldSummary(run, block);
    for (const [, event] of block.events) {
      if (event.type === 'violation') summary = withViolation(summary, event, await this.#timeOf(event.anomaly.at));
      if (event.type !== 'decided' && event.type !== 'outcome') continue;
      const outcome = outcomeIn(event);
      summary = withOutcome(summary, outcome, await this.#tell(outcome));
    }
    return summary;
  }

  async #tell(outcome: Outcome): Promise<SummaryText> {
    const { plan } = this.#summary;
    if (outcome.kind !== 'verdict') {
      const sentence = outcomeSentence(plan, [], outcome, this.#summary);
      return { sentence, openSentence: openSentence(this.#summary, outcome) };
    }
    const history = outcome.sentence === undefined ? await this.#history() : [];
    const sentence = outcomeSentence(plan, history, outcome);
    const placed = violationsIn(outcome).find(({ at }) => at !== undefined);
    return { sentence, violationTime: await this.#timeOf(placed?.at) };
  }

  /** When an op was recorded. Op k is entry k or, since events stand between ops, one that comes after. */
  async #timeOf(index: number | undefined): Promise<number | undefined> {
    if (index === undefined) return undefined;
    let from = index;
    for (;;) {
      const page = await this.journal.read(from, pageEntries);
      const op = page.filter(isOp).find((each) => each.index === index);
      if (op || page.length === 0) return op?.time;
      from += page.length;
    }
  }

  /** All of it in memory, for a run of version 0.1 that a crash cut off behind its outcome. */
  async #history(): Promise<readonly Op[]> {
    const ops: Op[] = [];
    for await (const bytes of this.packed()) {
      const entries = keyedEntries(this.#summary.plan, await unpackEntries(bytes));
      for (const entry of entries) if (isOp(entry)) ops.push(entry);
    }
    return ops;
  }

  #journalFailed(error: ClewError): void {
    this.#failure = error;
    this.stop(error.message);
  }

  /** One after the other; a failure is not silent, since the journal lies in the same place and fails as well. */
  #save(): void {
    const summary = this.#summary;
    this.#saved = this.#saved
      .then(() => this.#context.store.saveRun(this.#context.lease, summary))
      .catch((error: unknown) => {
        this.#stop.abort(failureOf(error).message);
      });
  }
}

/** Those that follow each other from an entry on. @throws DamagedChunkError where none holds the entry */
async function chunksFrom(store: Store, runId: string, from: number): Promise<readonly Chunk[]> {
  let next = from;
  const whole = (await store.readChunks(runId, from)).filter((chunk) => {
    if (chunk.from !== next) return false;
    next += chunk.count;
    return true;
  });
  if (whole.length === 0) throw new DamagedChunkError('a part of the journal is missing');
  return whole;
}

function endedWithout(run: RunSummary, error: unknown, at: number): RunSummary {
  const { whole, open } = failureText(error);
  return { ...run, phase: 'done', outcome: 'error', sentence: whole, openSentence: open, endedAt: at };
}

/** Of an error, what anyone may read of it. */
function openSentence(run: RunSummary, outcome: Outcome): string | undefined {
  if (outcome.kind !== 'error' || outcome.failure.open === undefined) return undefined;
  const { message = leftOut } = outcome.failure.open;
  return outcomeSentence(run.plan, [], { kind: 'error', failure: { ...outcome.failure, message } }, run);
}

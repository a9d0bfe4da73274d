/**
 * The runs of this server: those that go on, those that wait for a cluster, and those that are history. Everything that
 * shows or changes a run goes through here; the work itself is `server/runner`'s.
 */
import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { present } from '@/lib/base/assert';
import { isImported } from '@/lib/plan/imported-plan';
import type { Plan, RunPlan } from '@/lib/plan/plan';
import type { HandAnswer, HandRequest } from '@/lib/protocol/by-hand';
import type { Outcome, RunFailure } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import { type RunPage, type RunQuery, runQuerySchema } from '@/lib/protocol/library';
import type { Author, Launcher } from '@/lib/protocol/principal';
import type { QueueMove } from '@/lib/protocol/queue';
import { type ExperimentPlace, type RunSummary, withLabel } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import { clewVersion } from '../base/clew-version';
import { ClewError, failureOf } from '../base/failure';
import { within } from '../base/within';
import type { Events } from '../events/events';
import type { JournalSource } from '../judge/journal-reader';
import type { RunJudge } from '../judge/run-judge';
import { HandRefusal } from '../runner/by-hand';
import type { RunInput, RunJudging } from '../runner/run';
import { type Lease, LostLeaseError } from '../store/leases';
import type { Store } from '../store/store';
import type { Testbed } from '../testbed/testbed';
import { judgeBrought } from './brought-run';
import { claimsOf, type RunQueue } from './cluster-queue';
import type { Healing } from './healing';
import { type HeldLeases, type LeaseHolder, recovering } from './held-leases';
import { newId } from './ids';
import { LiveRun } from './live-run';
import { recoverRun } from './recovery';
import { RunRecords } from './run-records';
import { UnsavedEnds } from './unsaved-ends';
import { WaitingLine } from './waiting-line';

/** Waiting runs; more than a night's worth is a script gone wild. */
const maxQueued = 100;

/** Healing and tear-down of five nodes take half of it; what takes longer is marked as aborted at the next start. */
const shutdownMs = 6_000;

const everyRun = runQuerySchema.parse({ experiments: 'with' });

export type OpenTestbed = (
  plan: Plan,
  /** `over`: runs that left their nodes as they were, which need not wait until those are free by themselves. */
  context: { readonly runId: string; readonly dataDirectory: string; readonly over: readonly string[] },
) => Promise<Testbed>;

/** One judge a run, which reads its journal. */
export type OpenJudge = (plan: RunPlan, journal: JournalSource) => RunJudging & Pick<RunJudge, 'judge' | 'close'>;

export interface RunsOptions {
  readonly store: Store;
  readonly leases: HeldLeases;
  readonly events: Events;
  readonly queue: RunQueue;
  readonly dataDirectory: string;
  readonly openTestbed: OpenTestbed;
  readonly healing: Healing;
  readonly execute: (input: RunInput) => Promise<Outcome>;
  readonly openJudge: OpenJudge;
  readonly log: Logger;
}

export class Runs {
  readonly events: Events;
  readonly records: RunRecords;
  readonly line: WaitingLine;
  readonly #options: RunsOptions;
  readonly #store: Store;
  /** For everything that only shows a run. */
  readonly #looking: Store;
  readonly #live = new Map<string, LiveRun>();
  readonly #working = new Map<string, Promise<void>>();
  readonly #unsaved: UnsavedEnds;
  #endedAtOpening: readonly string[] = [];
  /** Over without having torn down, as after a crash, since this server began. */
  readonly #leftUndone = new Set<string>();
  readonly #closing = new AbortController();
  #compacting: Promise<void> = Promise.resolve();
  #isClosed = false;
  #closed: Promise<void> | undefined;

  private constructor(options: RunsOptions) {
    this.events = options.events;
    this.#options = options;
    this.#store = options.store;
    this.#looking = options.store.looking;
    this.#unsaved = new UnsavedEnds(options);
    this.line = new WaitingLine(options.queue, (id) => this.#live.get(id));
    this.records = new RunRecords(this.#looking, (id) => this.#held(id));
  }

  /** It takes no run any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get dataDirectory(): string {
    return this.#options.dataDirectory;
  }

  /** Ends what a crash of this server left open before anything else. */
  static async open(options: RunsOptions): Promise<Runs> {
    const runs = new Runs(options);
    const ended: string[] = [];
    const unsubscribe = options.events.subscribe((nudge) => {
      if (nudge.type === 'run-ended') ended.push(nudge.runId);
    });
    await runs.recover();
    unsubscribe();
    runs.#endedAtOpening = ended;
    return runs;
  }

  /** Runs that a crash had cut off, and that ended before anybody could hear of it. */
  get endedAtOpening(): readonly string[] {
    return this.#endedAtOpening;
  }

  /** Ends unfinished runs whose lease is this server's own, but for those that go on here, or has lapsed. */
  async recover(): Promise<void> {
    const { leases, healing, dataDirectory, log } = this.#options;
    await this.#unsaved.save();
    for (const id of await this.#store.unfinishedRuns()) {
      if (this.#isClosed) return;
      const lease = await leases.take('run', id, recovering);
      if (!lease) continue;
      try {
        const summary = await this.#store.findRun(id);
        // Its owner may have ended it in between.
        if (!summary || summary.phase === 'done') continue;
        if (isImported(summary.plan) && summary.phase === 'queued') {
          await this.#store.dropImport(lease);
          continue;
        }
        if (summary.phase !== 'queued' && !isImported(summary.plan)) {
          this.#leftUndone.add(id);
          await healing.add(id, summary.plan);
        }
        await recoverRun({ store: this.#store, events: this.events, lease, dataDirectory, log }, summary);
        this.events.publish({ type: 'run-ended', runId: id });
      } catch (error) {
        // Whatever became of one run, the others are opened.
        log.error({ run: id, err: error }, 'a run that the server left unfinished stays so');
      } finally {
        await leases.release(lease);
      }
    }
  }

  /** Starts the plan, or queues it behind the run that holds its cluster. @throws ClewError when the queue is full */
  async submit(plan: Plan, launchedBy: Launcher, experiment?: ExperimentPlace): Promise<RunSummary> {
    if (this.#isClosed) throw stopping();
    this.#options.healing.assertWhole(plan);
    await this.#unsaved.save();
    this.#unsaved.assertNone();
    if (this.#live.size - this.#working.size >= maxQueued) {
      throw new ClewError({ message: `${maxQueued} runs wait already`, cure: 'stop some of them first' });
    }
    const id = newId();
    const createdAt = Date.now();
    const summary = newSummary({
      id,
      plan,
      createdAt,
      launchedBy,
      clew: await clewVersion(),
      ...(experiment && { experiment }),
    });
    const run = await this.#begin(summary);
    this.#live.set(id, run);
    const { queue } = this.#options;
    await queue.enter(id, claimsOf(plan));
    // It may have been stopped while it entered.
    if (this.#isWaiting(id)) await this.#startAdmitted();
    else await queue.leave(id);
    if (this.#isWaiting(id)) run.append({ type: 'phase', at: Date.now(), phase: 'queued' });
    this.#publishWaiting();
    this.events.publish({ type: 'run-changed', runId: id });
    return this.#shown(run);
  }

  /** Changes the order in which waiting runs begin. @returns false where it does not wait here, or none is there to pass */
  async moveWaiting(id: string, direction: QueueMove, by: Author): Promise<boolean> {
    if (!this.#isWaiting(id) || !(await this.line.move(id, direction))) return false;
    this.#options.log.info({ run: id, direction, by }, 'a waiting run is moved');
    await this.#startAdmitted();
    this.#publishWaiting();
    return true;
  }

  /** For a history that is about to be written, chunk by chunk; nobody sees any of it before `finishImport`. */
  async beginImport(summary: RunSummary): Promise<Lease> {
    if (this.#isClosed) throw stopping();
    const lease = await this.#takeNew(summary.id);
    try {
      await this.#store.beginImport(lease, summary);
      return lease;
    } catch (error) {
      await this.#options.leases.release(lease);
      throw error;
    }
  }

  appendImport(lease: Lease, chunk: Chunk): Promise<void> {
    return this.#store.appendChunk(lease, chunk);
  }

  /** Nothing of it stays. Never rejects: what cannot be removed now is removed at the next start. */
  async dropImport(lease: Lease): Promise<void> {
    const { log, leases } = this.#options;
    await this.#store
      .dropImport(lease)
      .catch((error: unknown) => log.warn({ run: lease.id, err: error }, 'a part of an import is removed later'));
    await leases.release(lease);
  }

  /** From here on it is a run, and is judged as one. @param summary of all that was written */
  async finishImport(lease: Lease, summary: RunSummary): Promise<RunSummary> {
    if (this.#isClosed) throw stopping();
    const run = await LiveRun.brought({ store: this.#store, events: this.events, lease }, summary);
    this.#live.set(run.id, run);
    this.#working.set(run.id, this.#work(run));
    this.events.publish({ type: 'run-changed', runId: run.id });
    return run.summary;
  }

  /** Asks a running run to end well, and takes a waiting one out of the queue. Nothing happens to one that is over. */
  async stop(id: string, by: Author): Promise<RunSummary | undefined> {
    const run = this.#live.get(id);
    if (!run) {
      const summary = await this.get(id);
      if (summary && summary.phase !== 'done') await this.#options.leases.requestStop('run', id, by);
      return summary;
    }
    run.requestStop(by);
    await this.#endWaiting(run, 'stopped before it began');
    return this.get(id);
  }

  /** Breaks something in a running test, or ends what was broken by hand. @throws HandRefusal */
  async actByHand(run: RunSummary, request: HandRequest, by: Author): Promise<HandAnswer> {
    if (run.phase === 'done') throw new HandRefusal('the run is over');
    if (run.experiment) {
      throw new HandRefusal('the run counts in an experiment, whose plan alone says what is broken in it');
    }
    const live = this.#live.get(run.id);
    if (!live) throw new HandRefusal('the run goes on on another server, which has to be asked');
    return live.desk.act(request, by);
  }

  async get(id: string): Promise<RunSummary | undefined> {
    const run = this.#held(id);
    if (!run) return this.#looking.findRun(id);
    const label = await this.beside(id, this.#looking.library.label(id));
    return withLabel(await this.#shown(run), label);
  }

  /** What stands beside a run that is held here; nothing while the database does not answer, which keeps no run from being shown. */
  async beside<T>(id: string, asked: Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      if (!this.#held(id)) throw error;
      this.#options.log.warn({ run: id, err: error }, 'a run is shown without what stands beside it');
      return undefined;
    }
  }

  /** A page of the library, runs that go on as they are now. @throws CursorError */
  async page(query: RunQuery = everyRun): Promise<RunPage> {
    const found = await this.#looking.findRuns(query);
    return { ...found, runs: await this.#latest(found.runs) };
  }

  /** What a run is compared with where nobody says another; see `Store.findBaseline`. */
  baselineOf(run: RunSummary): Promise<RunSummary | undefined> {
    return this.#looking.findBaseline(run);
  }

  /** Oldest first. */
  async ofExperiment(id: string): Promise<readonly RunSummary[]> {
    return this.#latest(await this.#store.runsOfExperiment(id));
  }

  /** Resolves when the run is over and its cluster free for another. */
  ended(id: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        unsubscribe();
        finish();
      };
      const unsubscribe = this.events.subscribe((nudge) => {
        if (nudge.type === 'run-ended' && nudge.runId === id) settle(resolve);
      });
      this.#isOver(id).then(
        (isOver) => isOver && settle(resolve),
        (error: unknown) => settle(() => reject(error)),
      );
    });
  }

  #held(id: string): LiveRun | undefined {
    return this.#live.get(id) ?? this.#unsaved.find(id);
  }

  /** Stops everything and waits, within limits, until it has ended well. */
  close(): Promise<void> {
    this.#closed ??= this.#close('the server was stopped');
    return this.#closed;
  }

  /** After an error of our own nothing that goes on can be trusted: every run ends as that error, whatever it has found. */
  async abandon(failure: RunFailure): Promise<void> {
    for (const run of this.#live.values()) run.condemn(failure);
    await this.close();
  }

  async #close(reason: string): Promise<void> {
    this.#isClosed = true;
    // All of them at once: a database that does not answer keeps one from its end, and no other from its healing.
    for (const run of this.#live.values()) run.stop(reason);
    for (const run of this.#live.values()) void this.#endWaiting(run, reason);
    await within(shutdownMs, Promise.allSettled(this.#working.values())).catch(() => undefined);
    this.#closing.abort();
    await this.#compacting;
    await this.#unsaved.save();
  }

  #latest(stored: readonly RunSummary[]): Promise<readonly RunSummary[]> {
    return Promise.all(
      stored.map(async (row) => {
        const run = this.#held(row.id);
        return run ? withLabel(await this.#shown(run), row.label) : row;
      }),
    );
  }

  #shown(run: LiveRun): Promise<RunSummary> {
    return this.#working.has(run.id) ? Promise.resolve(run.summary) : this.line.shown(run);
  }

  async #isOver(id: string): Promise<boolean> {
    if (this.#live.has(id)) return false;
    if (this.#unsaved.find(id)) return true;
    const summary = await this.#store.findRun(id);
    return !summary || summary.phase === 'done';
  }

  async #begin(summary: RunSummary): Promise<LiveRun> {
    const { leases } = this.#options;
    const lease = await this.#takeNew(summary.id);
    try {
      const run = await LiveRun.begin({ store: this.#store, events: this.events, lease }, summary);
      if (!this.#isClosed) return run;
      await run.end({ kind: 'aborted', reason: 'the server was stopped' });
      throw stopping();
    } catch (error) {
      await leases.release(lease);
      throw error;
    }
  }

  async #takeNew(id: string): Promise<Lease> {
    return present(await this.#options.leases.take('run', id, this.#holderOf(id)), 'the lease of a new run');
  }

  #isWaiting(id: string): boolean {
    return this.#live.has(id) && !this.#working.has(id);
  }

  #holderOf(id: string): LeaseHolder {
    return {
      stopRequested: (by) => void this.stop(id, by),
      lost: () => this.#live.get(id)?.stop('another server has taken over the run'),
    };
  }

  async #startAdmitted(): Promise<void> {
    for (const id of await this.#options.queue.admit()) {
      const run = this.#live.get(id);
      if (run && !this.#working.has(id)) this.#working.set(id, this.#work(run));
    }
  }

  async #work(run: LiveRun): Promise<void> {
    await this.#end(run, await this.#perform(run));
  }

  async #perform(run: LiveRun): Promise<Outcome> {
    const { plan } = run.summary;
    const { dataDirectory, openTestbed, execute, openJudge, healing } = this.#options;
    const judge = openJudge(plan, run.journal);
    try {
      if (isImported(plan)) return await judgeBrought(run, plan, judge);
      await mkdir(dataDirectory, { recursive: true });
      const testbed = await openTestbed(plan, { runId: run.id, dataDirectory, over: [...this.#leftUndone] });
      return await execute({
        plan,
        testbed,
        append: (entry) => run.append(entry),
        congestion: () => (run.journal.isCrowded ? run.journal.drained() : undefined),
        judge,
        saveLogs: async (logs) => {
          for (const log of logs) await this.#store.saveLog(run.lease, log);
        },
        leftUndone: () => {
          this.#leftUndone.add(run.id);
          return healing.add(run.id, plan);
        },
        desk: run.desk,
        stop: run.stopSignal,
      });
    } catch (error) {
      this.#options.log.error({ run: run.id, err: error }, 'a run failed');
      return { kind: 'error', failure: failureOf(error) };
    } finally {
      judge.close();
    }
  }

  /** Takes a run that has not begun out of the queue; leaves one that works alone. */
  async #endWaiting(run: LiveRun, reason: string): Promise<void> {
    if (this.#working.has(run.id)) return;
    const ended = this.#end(run, { kind: 'aborted', reason });
    this.#working.set(run.id, ended);
    await ended;
  }

  /** One run after another, so that it disturbs no run that goes on. */
  #compactLater(id: string): void {
    this.#compacting = this.#compacting
      .then(() => this.#store.compact(id, this.#closing.signal))
      .catch((error: unknown) => this.#options.log.warn({ run: id, err: error }, 'a journal stays in small chunks'));
  }

  async #end(run: LiveRun, outcome: Outcome): Promise<void> {
    const { log, leases, queue } = this.#options;
    try {
      await run.end(outcome);
      this.#compactLater(run.id);
    } catch (error) {
      log.error({ run: run.id, err: error }, 'the end of a run cannot be kept');
      // What another server has taken over is its own to end.
      if (!(error instanceof LostLeaseError)) this.#unsaved.keep(run);
    }
    if (!this.#unsaved.find(run.id)) await leases.release(run.lease);
    this.line.learn(run.summary);
    await queue.leave(run.id);
    this.#live.delete(run.id);
    this.#working.delete(run.id);
    this.events.publish({ type: 'run-ended', runId: run.id });
    if (this.#isClosed) return;
    await this.#startAdmitted();
    this.#publishWaiting();
  }

  #publishWaiting(): void {
    for (const id of this.#live.keys())
      if (this.#isWaiting(id)) this.events.publish({ type: 'run-changed', runId: id });
  }
}

function stopping(): ClewError {
  return new ClewError({ message: 'the server is stopping', cure: 'start it again' });
}

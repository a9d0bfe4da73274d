/**
 * The runs of this server: those that go on, those that wait for a cluster, and those that are history. Everything that
 * shows or changes a run goes through here; the work itself is `server/runner`'s.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Verdict } from '@/lib/checker/verdict';
import type { Plan } from '@/lib/plan/plan';
import type { Entry, Judgement, Outcome } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import type { RunSummary } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import type { LiveChecking, LiveListeners } from '../check/live-check';
import { ClewError, failureOf } from '../failure';
import type { RunInput } from '../runner/run';
import type { Testbed } from '../runner/testbed';
import type { Store } from '../store/store';
import { ClusterQueue, claimsOf } from './cluster-queue';
import { LiveRun } from './live-run';

/** Waiting runs; more than a night's worth is a script gone wild. */
const maxQueued = 100;

/** Tear-down of five nodes and a check of what there is; what takes longer is marked as aborted at the next start. */
const shutdownMs = 30_000;

/** One page when a whole run is read. */
const pageEntries = 5_000;

/** Bytes of a share token: nobody guesses one of 2^192. */
const shareTokenBytes = 24;

export type OpenTestbed = (
  plan: Plan,
  context: { readonly runId: string; readonly dataDirectory: string },
) => Promise<Testbed>;

/** @param chunks the journal of the run as it lies on the disk */
export type JudgeRun = (
  plan: Plan,
  chunks: AsyncIterable<Uint8Array>,
  ...rest: Parameters<RunInput['judge']>
) => Promise<Judgement>;

/** Undefined where the history of such a plan is checked only at the end. */
export type WatchHistory = (plan: Plan) => ((listeners: LiveListeners) => Promise<LiveChecking>) | undefined;

export interface RunsOptions {
  readonly store: Store;
  readonly dataDirectory: string;
  readonly openTestbed: OpenTestbed;
  readonly execute: (input: RunInput) => Promise<Outcome>;
  readonly judge: JudgeRun;
  readonly watch: WatchHistory;
  readonly log: Logger;
}

export type RunsEvent =
  /** A run appeared or its summary changed. */
  | { readonly type: 'changed'; readonly run: RunSummary }
  /** There are more entries to read. */
  | { readonly type: 'grew'; readonly runId: string }
  /** Nobody may look at the run through its link any more. */
  | { readonly type: 'revoked'; readonly runId: string };

export class Runs {
  readonly #options: RunsOptions;
  readonly #store: Store;
  readonly #queue = new ClusterQueue();
  readonly #live = new Map<string, LiveRun>();
  readonly #working = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(event: RunsEvent) => void>();
  readonly #closing = new AbortController();
  #compacting: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(options: RunsOptions) {
    this.#options = options;
    this.#store = options.store;
  }

  /** Ends what a crash of the server left open before anything else. */
  static async open(options: RunsOptions): Promise<Runs> {
    const runs = new Runs(options);
    for (const summary of await options.store.unfinishedRuns()) {
      const run = await LiveRun.recover(options.store, summary, runs.#liveRunListener);
      await run.end({ kind: 'aborted', reason: 'the server stopped while it ran' });
      options.log.warn({ run: summary.id }, 'a run that the server left unfinished is marked as aborted');
    }
    return runs;
  }

  subscribe(listener: (event: RunsEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts the plan, or queues it behind the run that holds its cluster. @throws ClewError when the queue is full */
  async submit(plan: Plan): Promise<RunSummary> {
    if (this.#isClosed) throw stopping();
    if (this.#live.size - this.#working.size >= maxQueued) {
      throw new ClewError({ message: `${maxQueued} runs wait already`, cure: 'stop some of them first' });
    }
    const run = await LiveRun.begin(this.#store, newSummary(newRunId(), plan, Date.now()), this.#liveRunListener);
    if (this.#isClosed) {
      await run.end({ kind: 'aborted', reason: 'the server was stopped' });
      throw stopping();
    }
    this.#live.set(run.id, run);
    this.#queue.enter(run.id, claimsOf(plan));
    this.#startAdmitted();
    if (!this.#working.has(run.id)) run.append({ type: 'phase', at: Date.now(), phase: 'queued' });
    this.#emit({ type: 'changed', run: this.#shown(run) });
    return this.#shown(run);
  }

  /** Asks a running run to end well, and takes a waiting one out of the queue. Nothing happens to one that is over. */
  async stop(id: string): Promise<RunSummary | undefined> {
    const run = this.#live.get(id);
    if (!run) return this.get(id);
    run.stop('stopped by a person');
    await this.#endWaiting(run, 'stopped before it began');
    return this.get(id);
  }

  async get(id: string): Promise<RunSummary | undefined> {
    const run = this.#live.get(id);
    return run ? this.#shown(run) : this.#store.findRun(id);
  }

  /** Newest first. */
  async list(): Promise<readonly RunSummary[]> {
    const stored = await this.#store.listRuns();
    return stored.map((row) => {
      const run = this.#live.get(row.id);
      return run ? this.#shown(run) : row;
    });
  }

  /** Entries from a sequence number on: about as many as are `enough`, none only where there are no more yet. */
  async entries(id: string, from: number, enough: number): Promise<readonly Entry[]> {
    const run = this.#live.get(id);
    return run ? run.journal.read(from, enough) : this.#store.readEntries(id, from, enough);
  }

  /** The same as they lie on the disk, from the chunk on that holds the entry. */
  async chunks(id: string, from: number): Promise<readonly Chunk[]> {
    const run = this.#live.get(id);
    return run ? run.journal.readChunks(from) : this.#store.readChunks(id, from);
  }

  /** Everything that a run holds by now, page by page. */
  async *pages(id: string): AsyncGenerator<readonly Entry[]> {
    // What is written meanwhile is left out: a reader would never catch up with a fast run.
    const end = this.#live.get(id)?.journal.persisted ?? Number.POSITIVE_INFINITY;
    let from = 0;
    while (from < end) {
      const page = await this.entries(id, from, pageEntries);
      if (page.length === 0) return;
      yield from + page.length > end ? page.slice(0, end - from) : page;
      from += page.length;
    }
  }

  async verdict(id: string): Promise<Verdict | undefined> {
    return this.#live.get(id)?.verdict ?? this.#store.findVerdict(id);
  }

  logs(id: string) {
    return this.#store.listLogs(id);
  }

  readLog(id: string, node: string, file: string): Promise<string | undefined> {
    return this.#store.readLog(id, node, file);
  }

  /** The token of the run's link; the same one until it is revoked. */
  share(id: string): Promise<string> {
    return this.#store.share(id, randomBytes(shareTokenBytes).toString('base64url'));
  }

  shareToken(id: string): Promise<string | undefined> {
    return this.#store.findShareToken(id);
  }

  async revoke(id: string): Promise<void> {
    await this.#store.revokeShare(id);
    this.#emit({ type: 'revoked', runId: id });
  }

  /** The id of the run that a link opens. */
  findShare(token: string): Promise<string | undefined> {
    return this.#store.findSharedRun(token);
  }

  /** Stops everything and waits, within limits, until it has ended well. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const reason = 'the server was stopped';
    for (const run of [...this.#live.values()]) {
      run.stop(reason);
      await this.#endWaiting(run, reason);
    }
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, shutdownMs);
    });
    await Promise.race([Promise.allSettled(this.#working.values()), limit]);
    clearTimeout(timer);
    this.#closing.abort();
    await this.#compacting;
    this.#listeners.clear();
  }

  readonly #liveRunListener = {
    changed: (run: LiveRun) => this.#emit({ type: 'changed', run: this.#shown(run) }),
    grew: (run: LiveRun) => this.#emit({ type: 'grew', runId: run.id }),
  };

  #emit(event: RunsEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The summary, and for a waiting run the one that it is behind. */
  #shown(run: LiveRun): RunSummary {
    const holder = this.#live.get(this.#queue.behind(run.id) ?? '');
    if (!holder) return run.summary;
    return { ...run.summary, behind: { id: holder.id, name: holder.summary.plan.name } };
  }

  #startAdmitted(): void {
    for (const id of this.#queue.admit()) {
      const run = this.#live.get(id);
      if (run) this.#working.set(id, this.#work(run));
    }
  }

  async #work(run: LiveRun): Promise<void> {
    await this.#end(run, await this.#perform(run));
  }

  async #perform(run: LiveRun): Promise<Outcome> {
    const { plan } = run.summary;
    const { dataDirectory, openTestbed, execute, judge, watch } = this.#options;
    const openLiveCheck = watch(plan);
    try {
      await mkdir(dataDirectory, { recursive: true });
      const testbed = await openTestbed(plan, { runId: run.id, dataDirectory });
      return await execute({
        plan,
        testbed,
        append: (entry) => run.append(entry),
        congestion: () => (run.journal.isCrowded ? run.journal.drained() : undefined),
        ...(openLiveCheck && { openLiveCheck }),
        judge: (...rest) => judge(plan, run.packed(), ...rest),
        saveLogs: async (logs) => {
          for (const log of logs) await this.#store.saveLog(run.id, log);
        },
        stop: run.stopSignal,
      });
    } catch (error) {
      this.#options.log.error({ run: run.id, err: error }, 'a run failed');
      return { kind: 'error', failure: failureOf(error) };
    }
  }

  /** Takes a run that has not begun out of the queue; leaves one that works alone. */
  async #endWaiting(run: LiveRun, reason: string): Promise<void> {
    if (this.#working.has(run.id)) return;
    this.#queue.leave(run.id);
    const ended = this.#end(run, { kind: 'aborted', reason });
    this.#working.set(run.id, ended);
    await ended;
  }

  /** One run after another, when nobody waits for it. */
  #compactLater(id: string): void {
    this.#compacting = this.#compacting
      .then(() => this.#store.compact(id, this.#closing.signal))
      .catch((error: unknown) => this.#options.log.warn({ run: id, err: error }, 'a journal stays in small chunks'));
  }

  async #end(run: LiveRun, outcome: Outcome): Promise<void> {
    try {
      await run.end(outcome);
    } catch (error) {
      this.#options.log.error({ run: run.id, err: error }, 'the end of a run cannot be kept');
    }
    this.#compactLater(run.id);
    this.#live.delete(run.id);
    this.#working.delete(run.id);
    this.#queue.leave(run.id);
    if (this.#isClosed) return;
    this.#startAdmitted();
    for (const waiting of this.#live.values()) {
      if (!this.#working.has(waiting.id)) this.#emit({ type: 'changed', run: this.#shown(waiting) });
    }
  }
}

function stopping(): ClewError {
  return new ClewError({ message: 'the server is stopping', cure: 'start it again' });
}

/** Short enough to say, random enough that two servers never make the same. */
function newRunId(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('');
}

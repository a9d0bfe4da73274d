/**
 * The experiments of this server. One hands its runs to the queue one after another, each when the one before it is over,
 * so that other runs get their turn in between. However it ends, its table says what was not run; the rest can be run
 * later, also after a restart of the server.
 *
 *     going-on ──▶ done            everything ran
 *        │  ▲ └──▶ stopped         by a person        ┐ what had not begun is not run,
 *        │  └───── run the rest    ◀──────────────────┤ until a person asks for the rest
 *        └───────▶ interrupted     by the server's end┘
 */
import type { Logger } from 'pino';
import { present } from '@/lib/base/assert';
import type { ResolvedExperiment } from '@/lib/plan/experiment';
import type { Plan } from '@/lib/plan/plan';
import type { ExperimentListing, ExperimentState, ExperimentSummary } from '@/lib/protocol/experiment';
import { type Author, authorWords } from '@/lib/protocol/principal';
import { isRefuted, placesLeft } from '@/lib/report/experiment-cell';
import { ClewError, failureOf } from '../base/failure';
import type { Events } from '../events/events';
import type { ExperimentEnding, StoredExperiment } from '../store/experiment-store';
import type { Lease } from '../store/leases';
import type { Store } from '../store/store';
import { experimentListing, experimentSummary } from './experiment-summary';
import { type HeldLeases, recovering } from './held-leases';
import { newId } from './ids';
import type { Runs } from './runs';

/** Experiments that go on at a time; each has one run in the queue. */
const maxGoingOn = 20;

export interface ExperimentsOptions {
  readonly store: Store;
  readonly runs: Runs;
  readonly leases: HeldLeases;
  readonly events: Events;
  readonly log: Logger;
}

/** An experiment that goes on. */
interface Active {
  readonly lease: Lease;
  readonly launchedBy: Author;
  readonly stop: AbortController;
  runId?: string;
  ended: Promise<void>;
}

/** How an experiment that was asked to stop ends. */
interface StopReason {
  readonly state: ExperimentState;
  readonly reason: string;
  /** Nobody's request where the server ends. */
  readonly by?: Author;
}

const serverStopped: StopReason = { state: 'interrupted', reason: 'the server was stopped' };
const takenOver: StopReason = { state: 'interrupted', reason: 'another server has taken it over' };

export class Experiments {
  readonly #store: Store;
  readonly #runs: Runs;
  readonly #leases: HeldLeases;
  readonly #events: Events;
  readonly #log: Logger;
  readonly #active = new Map<string, Active>();
  /** Aborted when the server ends, which waits for runs by itself. */
  readonly #closing = new AbortController();
  readonly #closed = aborted(this.#closing.signal);

  private constructor({ store, runs, leases, events, log }: ExperimentsOptions) {
    this.#store = store;
    this.#runs = runs;
    this.#leases = leases;
    this.#events = events;
    this.#log = log;
  }

  /** Ends what a crash of the server left going on. */
  static async open(options: ExperimentsOptions): Promise<Experiments> {
    const experiments = new Experiments(options);
    await experiments.recover();
    return experiments;
  }

  /** Ends those that go on by the store but not here, and whose lease is this server's own or has lapsed. */
  async recover(): Promise<void> {
    for (const { id } of await this.#store.experiments.unfinished()) {
      if (this.#closing.signal.aborted) return;
      const lease = await this.#leases.take('experiment', id, recovering);
      if (!lease) continue;
      try {
        // Its owner may have ended it in between.
        if ((await this.#store.experiments.find(id))?.ending.state !== 'going-on') continue;
        const reason = 'the server stopped while it went on';
        await this.#end(lease, { state: 'interrupted', reason, endedAt: Date.now() });
        this.#log.warn({ experiment: id }, 'an experiment that the server left unfinished is marked as interrupted');
      } finally {
        await this.#leases.release(lease);
      }
    }
  }

  /** Starts it. @throws ClewError when too many go on */
  async submit({ experiment, combinations }: ResolvedExperiment, by: Author): Promise<ExperimentSummary> {
    this.#assertRoom();
    const stored: StoredExperiment = {
      id: newId(),
      document: experiment,
      plans: combinations.flatMap(({ plans }) => plans),
      createdAt: Date.now(),
      ending: { state: 'going-on' },
    };
    const lease = present(await this.#take(stored.id), 'the lease of a new experiment');
    try {
      await this.#store.experiments.insert(lease, stored);
    } catch (error) {
      await this.#leases.release(lease);
      throw error;
    }
    await this.#start(lease, stored, [...stored.plans.keys()], by);
    return experimentSummary(stored, []);
  }

  async get(id: string): Promise<ExperimentSummary | undefined> {
    const stored = await this.#store.experiments.find(id);
    return stored && experimentSummary(stored, await this.#runs.ofExperiment(id));
  }

  /** Newest first. */
  async list(): Promise<readonly ExperimentListing[]> {
    const stored = await this.#store.experiments.list();
    const runs = await this.#store.experiments.runsOf(stored.map(({ id }) => id));
    return stored.map((experiment) => experimentListing(experiment, runs));
  }

  /** Ends the run that goes on well and begins no other. Resolves when that is asked for, not when it is over. */
  async stop(id: string, by: Author): Promise<ExperimentSummary | undefined> {
    const active = this.#active.get(id);
    if (!active) {
      const summary = await this.get(id);
      if (summary?.state === 'going-on') await this.#leases.requestStop('experiment', id, by);
      return summary;
    }
    const reason: StopReason = { state: 'stopped', reason: `stopped by ${authorWords(by)}`, by };
    active.stop.abort(reason);
    if (active.runId !== undefined) await this.#runs.stop(active.runId, by);
    return this.get(id);
  }

  /** Runs what was not run, or was aborted. Nothing happens to one that goes on. @throws ClewError as `submit` does */
  async runRest(id: string, by: Author): Promise<ExperimentSummary | undefined> {
    const before = await this.get(id);
    const stored = await this.#store.experiments.find(id);
    if (!before || !stored || this.#active.has(id)) return before;
    const left = before.state === 'going-on' ? [] : placesLeft(before);
    if (left.length === 0) return this.get(id);
    this.#assertRoom();
    // Without it someone else, here or on another server, has asked for the same meanwhile.
    const lease = await this.#take(id);
    if (lease) await this.#start(lease, stored, left, by);
    return this.get(id);
  }

  /** What its runs do, for those who must know what in their texts is private. */
  async plans(id: string): Promise<readonly Plan[]> {
    return (await this.#store.experiments.find(id))?.plans ?? [];
  }

  /** Begins no other run, and waits until that is written down; a run that goes on is left to `Runs`. */
  async close(): Promise<void> {
    this.#closing.abort();
    const active = [...this.#active.values()];
    for (const { stop } of active) stop.abort(serverStopped);
    await Promise.all(active.map(({ ended }) => ended));
  }

  #assertRoom(): void {
    if (this.#closing.signal.aborted) {
      throw new ClewError({ message: 'the server is stopping', cure: 'start it again' });
    }
    if (this.#active.size < maxGoingOn) return;
    throw new ClewError({ message: `${maxGoingOn} experiments go on already`, cure: 'stop some of them first' });
  }

  #take(id: string): Promise<Lease | undefined> {
    return this.#leases.take('experiment', id, {
      stopRequested: (by) => void this.stop(id, by),
      lost: () => this.#active.get(id)?.stop.abort(takenOver),
    });
  }

  /** @param left the places of the plans that are to run, in order */
  async #start(lease: Lease, stored: StoredExperiment, left: readonly number[], launchedBy: Author): Promise<void> {
    const active: Active = { lease, launchedBy, stop: new AbortController(), ended: Promise.resolve() };
    this.#active.set(stored.id, active);
    const begun = this.#end(lease, { state: 'going-on' });
    active.ended = this.#work(stored, left, active, begun);
    await begun;
  }

  /** Never rejects. @param begun when it is written down that it goes on */
  async #work(stored: StoredExperiment, left: readonly number[], active: Active, begun: Promise<void>): Promise<void> {
    const { id } = stored;
    try {
      await begun;
      const ending = await this.#ending(stored, left, active);
      await this.#end(active.lease, { ...ending, endedAt: Date.now() });
    } catch (error) {
      this.#log.error({ experiment: id, err: error }, 'how far an experiment is cannot be kept');
    } finally {
      this.#active.delete(id);
      await this.#leases.release(active.lease);
    }
  }

  async #end(lease: Lease, ending: ExperimentEnding): Promise<void> {
    await this.#store.experiments.end(lease, ending);
    this.#events.publish({ type: 'experiment-changed', experimentId: lease.id });
  }

  async #ending(
    { id, document, plans }: StoredExperiment,
    left: readonly number[],
    active: Active,
  ): Promise<{ readonly state: ExperimentState; readonly reason?: string }> {
    const { signal } = active.stop;
    try {
      for (const place of left) {
        if (signal.aborted) return signal.reason as StopReason;
        const plan = plans[place];
        if (!plan) throw new Error(`experiment ${id} has no plan ${place}`);
        const combination = Math.floor(place / document.repeats);
        if (document.until && (await this.#isFound(id, combination))) continue;
        const run = await this.#runs.submit(plan, active.launchedBy, {
          id,
          combination,
          repeat: place % document.repeats,
        });
        active.runId = run.id;
        // It may have been asked to stop before the run had a name; when the server ends, `Runs` stops the run itself.
        const by = signal.aborted ? (signal.reason as StopReason).by : undefined;
        if (by) await this.#runs.stop(run.id, by);
        await Promise.race([this.#runs.ended(run.id), this.#closed]);
      }
      return signal.aborted ? await this.#endOfStopped(id, signal.reason as StopReason) : { state: 'done' };
    } catch (error) {
      this.#log.error({ experiment: id, err: error }, 'an experiment cannot go on');
      return { state: 'interrupted', reason: failureOf(error).message };
    }
  }

  /** A stop during the last run leaves nothing that was not run, unless that run was aborted by it. */
  async #endOfStopped(id: string, reason: StopReason): Promise<StopReason | { readonly state: 'done' }> {
    // Its last run has not ended yet.
    if (this.#closing.signal.aborted) return reason;
    const summary = await this.get(id);
    return summary && placesLeft(summary).length > 0 ? reason : { state: 'done' };
  }

  async #isFound(id: string, combination: number): Promise<boolean> {
    const runs = await this.#runs.ofExperiment(id);
    return runs.some((run) => run.experiment?.combination === combination && isRefuted(run));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

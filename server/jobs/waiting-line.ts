/**
 * The line before each cluster, as people see it: the place of a waiting run, whom it waits for, and about when it begins.
 * How long a test takes is planned; what set-up, tear-down and check take besides is learned from the runs that end here.
 */
import type { ClusterType } from '@/lib/catalog/systems/system';
import { isImported } from '@/lib/plan/imported-plan';
import { plannedSeconds } from '@/lib/plan/schedule';
import type { QueueMove } from '@/lib/protocol/queue';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunQueue } from './cluster-queue';
import type { LiveRun } from './live-run';
import { lineOf, type QueuePlace, waitsMs } from './queue-line';

/** Before the first run of its kind has ended: seen on a small machine, with nothing to download. */
const firstOverheadMs: Readonly<Record<ClusterType, number>> = {
  memory: 2_000,
  embedded: 10_000,
  lab: 25_000,
  ssh: 40_000,
};

/** Of what is known, what the latest run says of it. */
const learnedShare = 0.5;

/** Each change of the line shows every run in it anew; a start that is a second old tells a person the same. */
const startsKeptMs = 1_000;

interface Starts {
  readonly places: readonly QueuePlace[];
  readonly foundAt: number;
  /** Of each waiting run, ms since 1970. */
  readonly of: ReadonlyMap<string, number>;
}

export class WaitingLine {
  readonly #queue: RunQueue;
  readonly #runOf: (id: string) => LiveRun | undefined;
  readonly #now: () => number;
  readonly #overheadMs = new Map<ClusterType, number>();
  #starts: Starts | undefined;

  /** @param runOf those that wait or go on */
  constructor(queue: RunQueue, runOf: (id: string) => LiveRun | undefined, now: () => number = Date.now) {
    this.#queue = queue;
    this.#runOf = runOf;
    this.#now = now;
  }

  /** The summary, and of a waiting run where it stands. */
  async shown({ id, summary }: LiveRun): Promise<RunSummary> {
    const places = await this.#queue.places();
    const place = places.find((each) => each.id === id);
    if (!place || place.isHolding) return summary;
    const holder = this.#runOf((await this.#queue.behind(id)) ?? '');
    const line = lineOf(place, places);
    const startsAt = this.#startsIn(places).get(id);
    return {
      ...summary,
      ...(holder && { behind: { id: holder.id, name: holder.summary.plan.name } }),
      queue: { place: line.indexOf(place) + 1, of: line.length, ...(startsAt !== undefined && { startsAt }) },
    };
  }

  /** Those that wait, in their order. */
  async waiting(): Promise<readonly RunSummary[]> {
    const isWaiting = ({ isHolding }: QueuePlace) => !isHolding;
    const runs = (await this.#queue.places()).filter(isWaiting).flatMap(({ id }) => this.#runOf(id) ?? []);
    return Promise.all(runs.map((run) => this.shown(run)));
  }

  /** @returns false where nothing changes */
  move(id: string, direction: QueueMove): Promise<boolean> {
    return this.#queue.move(id, direction);
  }

  /** What a run took besides what was planned; one that was cut short says nothing of it. */
  learn({ plan, ended, startedAt, endedAt }: RunSummary): void {
    if (isImported(plan) || ended !== 'completed' || startedAt === undefined || endedAt === undefined) return;
    const { type } = plan.cluster;
    const tookMs = Math.max(0, endedAt - startedAt - plannedSeconds(plan) * 1000);
    const known = this.#overheadMs.get(type) ?? firstOverheadMs[type];
    this.#overheadMs.set(type, known + learnedShare * (tookMs - known));
  }

  #startsIn(places: readonly QueuePlace[]): Starts['of'] {
    const now = this.#now();
    const known = this.#starts;
    if (known && known.places === places && Math.abs(now - known.foundAt) < startsKeptMs) return known.of;
    const waits = waitsMs(places, (id) => this.#leftMs(id));
    const of = new Map([...waits].map(([id, ms]) => [id, Math.round(now + ms)]));
    this.#starts = { places, foundAt: now, of };
    return of;
  }

  #leftMs(id: string): number {
    const run = this.#runOf(id);
    if (!run || isImported(run.summary.plan)) return 0;
    const { plan, startedAt } = run.summary;
    const { type } = plan.cluster;
    const wholeMs = plannedSeconds(plan) * 1000 + (this.#overheadMs.get(type) ?? firstOverheadMs[type]);
    return startedAt === undefined ? wholeMs : Math.max(0, startedAt + wholeMs - this.#now());
  }
}

/** What a link opens, as those who have it may see it. Every way to a guest begins here. */
import { type Audience, GuestView } from '@/lib/audience/guest-view';
import type { RunPlan } from '@/lib/plan/plan';
import { runsOfComparison } from '@/lib/protocol/compare-address';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';
import type { Trend, TrendQuery } from '@/lib/protocol/trend';
import type { Experiments } from '../jobs/experiments';
import type { Links, Shared } from '../jobs/links';
import type { Runs } from '../jobs/runs';
import type { Trends } from '../jobs/trends';
import { GuestChunks } from './guest-chunks';
import { machineNames } from './machine-names';
import { guestRun, type RunView } from './run-view';

/** Runs that are watched at the same time, and some more. */
const maxKeptViews = 200;

export interface GuestsOptions {
  readonly runs: Runs;
  readonly experiments: Experiments;
  readonly links: Links;
  readonly trends: Trends;
}

export class Guests {
  readonly #runs: Runs;
  readonly #experiments: Experiments;
  readonly #links: Links;
  readonly #trends: Trends;
  readonly #chunks = new GuestChunks();
  /** By run and audience: a plan never changes, and what is private in it is compiled once. */
  readonly #views = new Map<string, GuestView>();

  constructor({ runs, experiments, links, trends }: GuestsOptions) {
    this.#runs = runs;
    this.#experiments = experiments;
    this.#links = links;
    this.#trends = trends;
  }

  /** Nothing where the link is not valid, or not any more. @param pass as of `Links.unlock` @throws LockedLinkError */
  async run(token: string, pass?: string): Promise<RunView | undefined> {
    const shared = await this.#links.openRun(token, pass);
    return shared && this.shared(shared);
  }

  /** Of a link that was found. */
  async shared(shared: Shared): Promise<RunView | undefined> {
    const run = await this.#runs.get(shared.id);
    return run && this.view(run, shared);
  }

  view(run: RunSummary, { showsPlaces }: Pick<Shared, 'showsPlaces'>): RunView {
    const key = `${run.id} ${showsPlaces}`;
    const view = this.#views.get(key) ?? this.#viewOf([run.plan], { showsPlaces });
    this.#views.delete(key);
    this.#views.set(key, view);
    const [oldest = ''] = this.#views.keys();
    if (this.#views.size > maxKeptViews) this.#views.delete(oldest);
    return guestRun(this.#runs.records, run, view, (chunk) => this.#chunks.of(key, view, chunk));
  }

  /** Likewise. */
  async experiment(token: string, pass?: string): Promise<ExperimentSummary | undefined> {
    const shared = await this.#links.openExperiment(token, pass);
    const experiment = shared && (await this.#experiments.get(shared.id));
    if (!experiment) return undefined;
    const plans = await this.#experiments.plans(shared.id);
    return this.#viewOf(plans, shared).experiment(experiment);
  }

  /** The runs that are compared, in their order; those that were deleted are left out. */
  async comparison(token: string, pass?: string): Promise<readonly RunSummary[] | undefined> {
    const shared = await this.#links.openComparison(token, pass);
    if (!shared) return undefined;
    const runs = await Promise.all(runsOfComparison(shared.id).map((id) => this.#runs.get(id)));
    const there = runs.filter((run) => run !== undefined && run.label?.deletedAt === undefined);
    return there.length === 0 ? undefined : there.flatMap((run) => (run ? this.view(run, shared).run : []));
  }

  /** Likewise. @throws CursorError */
  async trend(token: string, query: TrendQuery, pass?: string): Promise<Trend | undefined> {
    const shared = await this.#links.openTrend(token, pass);
    if (!shared) return undefined;
    const trend = await this.#trends.page(shared.id, query);
    return this.#viewOf(trend.plan ? [trend.plan] : [], shared).trend(trend);
  }

  #viewOf(plans: readonly RunPlan[], { showsPlaces }: Audience): GuestView {
    return new GuestView(plans, { showsPlaces }, machineNames(this.#runs.dataDirectory));
  }
}

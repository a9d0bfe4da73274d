/**
 * An open data directory: its store, and the runs and experiments in it. The server opens one, and so does a command
 * that runs a test without a server.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CheckLimits } from '@/lib/checker/core/budget';
import type { RunPlan } from '@/lib/plan/plan';
import { workloadOf } from '@/lib/plan/workload';
import type { ClewError } from '../base/failure';
import { quietLog } from '../base/log';
import { type Repeat, repeatByClock } from '../base/repeat';
import { type Events, LocalEvents } from '../events/events';
import { RunJudge } from '../judge/run-judge';
import { executeRun } from '../runner/run';
import { lapseMs, renewalMs } from '../store/leases';
import type { SessionStore } from '../store/session-store';
import { openStore, type Store } from '../store/store';
import type { WebhookTable } from '../store/webhooks';
import { healCluster } from '../testbed/heal-cluster';
import { ClusterQueue } from './cluster-queue';
import { Clusters } from './clusters';
import { makeDataDirectory } from './data-directory';
import { Experiments } from './experiments';
import { type HealCluster, Healing } from './healing';
import { HeldLeases } from './held-leases';
import { Library, type Retention } from './library';
import { Links } from './links';
import { ownerOf } from './owner';
import { Rejudging } from './rejudging';
import { type OpenJudge, type OpenTestbed, Runs, type RunsOptions } from './runs';
import { Schedules, scheduleTickMs } from './schedules';
import { Trends } from './trends';

/** What is due waits so long at most; a person counts it in days. */
const sweepMs = 3600 * 1000;

/** An expired link opens nothing at once; whoever is there already is sent away so much later at most. */
const linkSweepMs = 30 * 1000;

export interface WorkspaceOptions {
  readonly dataDirectory: string;
  readonly openTestbed: OpenTestbed;
  /** For tests: what stands in for the runner. */
  readonly execute?: RunsOptions['execute'];
  readonly log?: Logger;
  readonly retention?: Retention | undefined;
  /** As LinksOptions'. */
  readonly publicUrl?: string | undefined;
  /** For tests: the clock by which links and sessions run out, ms since 1970. */
  readonly now?: (() => number) | undefined;
  /** Whether schedules are started: not by a command that has opened the directory for something else. */
  readonly startsSchedules?: boolean;
  /** For tests: what puts the machines of a run right that was cut off. */
  readonly heal?: HealCluster;
  /** Told when another process has taken the directory, or it is gone; nothing is kept any more. */
  readonly onLost?: (error: ClewError) => void;
}

export interface Workspace {
  readonly runs: Runs;
  readonly library: Library;
  readonly experiments: Experiments;
  readonly links: Links;
  readonly events: Events;
  readonly healing: Healing;
  readonly rejudging: Rejudging;
  readonly schedules: Schedules;
  readonly trends: Trends;
  readonly sessions: SessionStore;
  readonly webhooks: WebhookTable;
  readonly clusters: Clusters;
  /** Stops the runs, then releases the directory. */
  close(): Promise<void>;
}

/** @throws ClewError when another process has the directory, naming it */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { dataDirectory } = options;
  await makeDataDirectory(dataDirectory);
  const store = await openStore(join(dataDirectory, 'store'), { onLost: options.onLost });
  try {
    const workspace = await openWorkspaceOn(store, { ...options, events: new LocalEvents(), repeat: repeatByClock });
    return {
      ...workspace,
      close: async () => {
        await workspace.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

export interface SharedWorkspaceOptions extends WorkspaceOptions {
  readonly events: Events;
  readonly repeat: Repeat;
}

/** On a store that others may use as well, each with a data directory of its own; closing leaves the store open. */
export async function openWorkspaceOn(store: Store, options: SharedWorkspaceOptions): Promise<Workspace> {
  const { dataDirectory, openTestbed, execute = executeRun, log = quietLog(), events, repeat } = options;
  const { heal = healCluster, retention, publicUrl, now, startsSchedules = false } = options;
  const owner = await ownerOf(dataDirectory);
  const leases = new HeldLeases({ table: store.leases, owner, events, log });
  const repeating = [repeat(renewalMs, () => leases.renew())];
  const close = async () => {
    await Promise.all(repeating.map((stop) => stop()));
    await leases.close();
  };
  try {
    const shared = { store, leases, events, log };
    const healing = await Healing.open(dataDirectory, heal, log);
    const runs = await Runs.open({
      ...shared,
      openJudge,
      queue: new ClusterQueue(),
      dataDirectory,
      openTestbed,
      healing,
      execute,
    });
    // Not waited for: machines that do not answer keep nobody from the others.
    void healing.tryAll();
    const experiments = await Experiments.open({ ...shared, runs });
    const rejudging = new Rejudging({ ...shared, openJudge });
    const schedules = new Schedules({ store, runs, log, now });
    if (startsSchedules) repeating.push(repeat(scheduleTickMs, () => schedules.tick()));
    const library = new Library({ ...shared, retention });
    const sweep = () =>
      Promise.all([library.sweep(), schedules.sweep()]).then(
        () => undefined,
        (error: unknown) => log.warn({ err: error }, 'what was deleted is removed later'),
      );
    void sweep();
    repeating.push(repeat(sweepMs, sweep));
    const links = new Links({ ...shared, publicUrl, now });
    const sweepLinks = () =>
      links.sweep().catch((error: unknown) => log.warn({ err: error }, 'expired links are removed later'));
    void sweepLinks();
    repeating.push(repeat(linkSweepMs, sweepLinks));
    const recover = async () => {
      await runs.recover();
      await experiments.recover();
      await healing.tryAll();
    };
    const logFailure = (error: unknown) =>
      log.warn({ err: error }, 'unfinished runs of other servers are left for later');
    repeating.push(repeat(lapseMs, () => recover().catch(logFailure)));
    return {
      runs,
      library,
      experiments,
      links,
      events,
      healing,
      rejudging,
      schedules,
      trends: new Trends(store),
      sessions: store.sessions,
      webhooks: store.webhooks,
      clusters: new Clusters(store.clusters),
      close: async () => {
        await Promise.all([experiments.close(), runs.close(), rejudging.close()]);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const openJudge: OpenJudge = (plan, journal) => {
  const { model, initial } = workloadOf(plan).judge;
  return new RunJudge(journal, { plan, model, initial, limits: limitsOf(plan) });
};

function limitsOf({ checker: { timeLimitSeconds, memoryLimitMb } }: RunPlan): CheckLimits {
  return { timeLimitMs: timeLimitSeconds * 1000, memoryLimitMb };
}

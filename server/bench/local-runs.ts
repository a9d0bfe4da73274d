/** Runs in the memory of this process on a store of their own, as a server executes them, without the judgement at the end. */

import { present } from '@/lib/base/assert';
import { counted } from '@/lib/base/words';
import type { Plan } from '@/lib/plan/plan';
import type { Judgement } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import { quietLog } from '../base/log';
import { LocalEvents } from '../events/events';
import { ClusterQueue } from '../jobs/cluster-queue';
import { Healing } from '../jobs/healing';
import { HeldLeases } from '../jobs/held-leases';
import { Runs } from '../jobs/runs';
import { RunJudge } from '../judge/run-judge';
import { judgedAtEnd } from '../runner/judged-at-end.fixture';
import { executeRun } from '../runner/run';
import { openStore } from '../store/store';
import { memoryTestbed } from '../testbed/memory/testbed';
import { withDirectory } from './served';

/** Judging is measured elsewhere. */
export const unchecked: Judgement = { findings: [], sentence: '' };

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

/** A run from its first operation until everything that it recorded is on the disk. */
export interface Finished {
  readonly operations: number;
  readonly seconds: number;
  /** What became of the live check; undefined where there was none. */
  readonly watchEnd: string | undefined;
}

export interface Wishes {
  readonly hasLiveCheck: boolean;
  /** Called with each summary; may stop the run. */
  readonly onSummary?: (run: RunSummary, stop: () => void) => void;
}

export type Perform = (plan: Plan, wishes: Wishes) => Promise<Finished>;

export function withLocalRuns<T>(work: (perform: Perform) => Promise<T>): Promise<T> {
  return withDirectory(async (dataDirectory) => {
    const store = await openStore(dataDirectory);
    let watchEnd: string | undefined;
    let hasLiveCheck = true;
    const log = quietLog();
    const events = new LocalEvents();
    const leases = new HeldLeases({ table: store.leases, owner: 'bench', events, log });
    const runs = await Runs.open({
      store,
      events,
      leases,
      queue: new ClusterQueue(),
      dataDirectory,
      openTestbed: async (plan) => memoryTestbed(plan),
      healing: await Healing.open(dataDirectory, async () => [], log),
      execute: executeRun,
      openJudge: (plan, journal) => {
        if (!hasLiveCheck) return { ...judgedAtEnd(async () => unchecked), close: () => undefined };
        const judge = new RunJudge(journal, { plan, model: 'cas-register', initial: null, limits });
        return {
          isLive: judge.isLive,
          begin: (listeners) =>
            judge.begin({
              onViolation: (violation) => {
                watchEnd = `found op ${violation.anomaly.at} impossible`;
                listeners.onViolation(violation);
              },
              onBehind: (entries) => {
                watchEnd = `fell ${counted(entries, 'entry', 'entries')} behind`;
                listeners.onBehind(entries);
              },
              onCaughtUp: () => {
                watchEnd = `${watchEnd} and caught up`;
                listeners.onCaughtUp();
              },
              onGiveUp: (reason) => {
                watchEnd = `gave up: ${reason}`;
                listeners.onGiveUp(reason);
              },
            }),
          endWatch: () => judge.endWatch(),
          judge: async () => unchecked,
          close: () => judge.close(),
        };
      },
      log,
    });
    try {
      return await work(async (plan, wishes) => {
        ({ hasLiveCheck } = wishes);
        watchEnd = hasLiveCheck ? 'kept up' : undefined;
        return { ...(await follow(runs, plan, wishes)), watchEnd };
      });
    } finally {
      await runs.close();
      await leases.close();
      await store.close();
    }
  });
}

/** The summary is folded from what is on the disk, so its phases tell when that was. */
async function follow(runs: Runs, plan: Plan, { onSummary }: Wishes) {
  let startMs = 0;
  let endMs = 0;
  const { id } = await runs.submit(plan, operator);
  const done = new Promise<RunSummary>((resolve, reject) => {
    const look = async () => {
      const run = present(await runs.get(id), `run ${id}`);
      if (run.phase === 'running') startMs ||= performance.now();
      if (run.phase === 'tear-down' || run.phase === 'checking') endMs ||= performance.now();
      onSummary?.(run, () => void runs.stop(id, operator));
      if (run.phase !== 'done') return;
      unsubscribe();
      resolve(run);
    };
    const unsubscribe = runs.events.subscribe((nudge) => {
      if (nudge.type === 'run-changed' && nudge.runId === id) look().catch(reject);
    });
  });
  const { operations, outcome, sentence } = await done;
  if (outcome === 'error') throw new Error(sentence);
  return { operations, seconds: ((endMs || performance.now()) - startMs) / 1000 };
}

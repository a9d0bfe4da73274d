/**
 * An open data directory: its store, and the runs and experiments in it. The server opens one, and so does a command
 * that runs a test without a server.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CheckLimits } from '@/lib/checker/linearizable/verdict';
import type { Plan } from '@/lib/plan/plan';
import { workloadOf } from '@/lib/plan/workload';
import { quietLog } from '../base/log';
import { judgeInWorker } from '../judge/checker';
import { openLiveCheck } from '../judge/live-check';
import { executeRun } from '../runner/run';
import { openStore } from '../store/store';
import { Experiments } from './experiments';
import { type JudgeRun, type OpenTestbed, Runs, type RunsOptions, type WatchHistory } from './runs';

export interface WorkspaceOptions {
  readonly dataDirectory: string;
  readonly openTestbed: OpenTestbed;
  /** For tests: what stands in for the runner. */
  readonly execute?: RunsOptions['execute'];
  readonly log?: Logger;
}

export interface Workspace {
  readonly runs: Runs;
  readonly experiments: Experiments;
  /** Stops the runs, then releases the directory. */
  close(): Promise<void>;
}

/** @throws ClewError when another process has the directory, naming it */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { dataDirectory, openTestbed, execute = executeRun, log = quietLog() } = options;
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const store = await openStore(join(dataDirectory, 'store'));
  try {
    const runs = await Runs.open({
      store,
      dataDirectory,
      openTestbed,
      execute,
      judge: judgeRun,
      watch: watchHistory,
      log,
    });
    const experiments = await Experiments.open({ store, runs, log });
    return {
      runs,
      experiments,
      close: async () => {
        await experiments.close();
        await runs.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const judgeRun: JudgeRun = (plan, chunks, context, onProgress, signal) => {
  const { model, initial } = workloadOf(plan).judge;
  return judgeInWorker(chunks, { model, initial, limits: limitsOf(plan), plan, context }, { onProgress, signal });
};

const watchHistory: WatchHistory = (plan) => {
  const { model, initial, isLive } = workloadOf(plan).judge;
  if (model === undefined || !isLive) return undefined;
  return (listeners) => openLiveCheck({ model, initial, limits: limitsOf(plan) }, listeners);
};

function limitsOf({ checker: { timeLimitSeconds, memoryLimitMb } }: Plan): CheckLimits {
  return { timeLimitMs: timeLimitSeconds * 1000, memoryLimitMb };
}

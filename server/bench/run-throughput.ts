/**
 * How many operations a second the runner itself can draw, invoke and record, when the system answers at once; with its
 * entries thrown away, with them written to the journal of a real store, and with the history checked as it grows too.
 */
import type { Verdict } from '@/lib/checker/verdict';
import type { Op } from '@/lib/history/op';
import { isOp } from '@/lib/protocol/entry';
import { newSummary } from '@/lib/protocol/summary';
import { openLiveCheck } from '../check/live-check';
import type { OpenLiveCheck } from '../runner/live-watch';
import { executeRun } from '../runner/run';
import { Journal } from '../store/journal';
import { openStore } from '../store/store';
import { memoryTestbed } from '../systems/memory/testbed';
import { type Bench, type Figure, rounded } from './figure';
import { memoryPlan } from './memory-plan';
import { withDirectory } from './served';

const runSeconds = 5;

const concurrencies = [5, 50] as const;

export const runThroughput: Bench = {
  name: 'runner',
  about: `operations a second without pauses, in memory, ${runSeconds} s each, in one process`,
  async run(report) {
    // The first run pays for the compiler.
    await execute(concurrencies[0], 1, undefined);
    const journalRate = await withDirectory(measureJournal);
    for (const concurrency of concurrencies) report(await measure(concurrency, journalRate));
  },
};

/** @param journalRate entries a second that the journal takes from a caller who waits for it */
async function measure(concurrency: number, journalRate: number): Promise<Figure> {
  const alone = await execute(concurrency, runSeconds, undefined);
  const journaled = await withDirectory((directory) => executeJournaled(concurrency, directory));
  const watch = new Watch();
  const watched = await withDirectory((directory) => executeJournaled(concurrency, directory, watch.open));
  const figures = {
    watchedOpsPerSecond: rounded(watched.operations / watched.seconds),
    journaledOpsPerSecond: rounded(journaled.operations / journaled.seconds),
    aloneOpsPerSecond: rounded(alone / runSeconds),
    journalEntriesPerSecond: rounded(journalRate),
  };
  return {
    name: `with journal and live check, ${concurrency} workers`,
    figure: `${figures.watchedOpsPerSecond} ops/s (${watched.end}; the live check ${watch.end})`,
    comparison: `without live check ${figures.journaledOpsPerSecond} ops/s; without journal ${figures.aloneOpsPerSecond} ops/s; journal alone ${figures.journalEntriesPerSecond} entries/s, two an op`,
    data: { concurrency, ...figures, journalEnd: journaled.end, watchEnd: watch.end },
  };
}

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

/** The live check of one run, and what became of it. */
class Watch {
  end = 'kept up';

  readonly open: OpenLiveCheck = () =>
    openLiveCheck(
      { model: 'cas-register', initial: null, limits },
      {
        onViolation: ({ completion }) => {
          this.end = `found op ${completion} impossible`;
        },
        onGiveUp: (reason) => {
          this.end = `gave up: ${reason}`;
        },
      },
    );
}

/** Operations that are on the disk when everything is, against the time until then. */
async function executeJournaled(concurrency: number, directory: string, openLiveCheck?: OpenLiveCheck) {
  return withJournal(directory, async (journal, failed) => {
    const startMs = performance.now();
    const operations = await execute(concurrency, runSeconds, journal, failed, openLiveCheck);
    const ranMs = performance.now() - startMs;
    if (failed.aborted) {
      const end = `the journal gave up ${rounded(ranMs / 1000)} s after the start, ${journal.persisted} entries written`;
      return { operations: journal.persisted / 2, seconds: ranMs / 1000, end };
    }
    await journal.flush();
    const wholeMs = performance.now() - startMs;
    return { operations, seconds: wholeMs / 1000, end: `all on the disk ${rounded(wholeMs - ranMs)} ms after the run` };
  });
}

const journalEntries = 100_000;

async function measureJournal(directory: string): Promise<number> {
  return withJournal(directory, async (journal) => {
    const startMs = performance.now();
    for (let index = 0; index < journalEntries; index++) {
      const op: Op = { index, time: index * 1000, process: 0, type: 'ok', f: 'cas', value: [1, 4] };
      if (!journal.append(op)) await journal.drained();
    }
    await journal.flush();
    return journalEntries / ((performance.now() - startMs) / 1000);
  });
}

/** @param work gets a signal that is aborted when the journal cannot be written any more */
async function withJournal<T>(
  directory: string,
  work: (journal: Journal, failed: AbortSignal) => Promise<T>,
): Promise<T> {
  const store = await openStore(directory);
  try {
    const plan = memoryPlan('bench', {});
    await store.saveRun(newSummary('bench', plan, Date.now()));
    const failed = new AbortController();
    const journal = new Journal(store, 'bench', { onFailure: () => failed.abort() });
    const result = await work(journal, failed.signal);
    if (!failed.signal.aborted) await journal.close();
    return result;
  } finally {
    await store.close();
  }
}

/** @returns completed operations */
async function execute(
  concurrency: number,
  timeLimitSeconds: number,
  journal: Journal | undefined,
  stop: AbortSignal = new AbortController().signal,
  openLiveCheck?: OpenLiveCheck,
): Promise<number> {
  const plan = memoryPlan('bench', { concurrency, delaySeconds: 0, timeLimitSeconds });
  let operations = 0;
  const outcome = await executeRun({
    plan,
    testbed: memoryTestbed(plan),
    append(entry) {
      if (isOp(entry) && entry.type !== 'invoke') operations++;
      journal?.append(entry);
    },
    congestion: () => (journal?.isCrowded ? journal.drained() : undefined),
    ...(openLiveCheck && { openLiveCheck }),
    judge: async () => ({ verdict: unchecked }),
    saveLogs: async () => undefined,
    stop,
  });
  if (outcome.kind === 'error') throw new Error(outcome.failure.message);
  return operations;
}

/** Judging is measured elsewhere. */
const unchecked: Verdict = {
  valid: 'unknown',
  cause: 'cancelled',
  progress: { done: 0, total: 0, configurations: 0 },
  model: 'cas-register',
  algorithm: 'none',
  operations: 0,
  crashed: 0,
  durationMs: 0,
};

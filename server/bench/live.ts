/**
 * How long after a completion that cannot be explained the live check says so, at the pace of a busy test: a seeded
 * history is handed in as a run would hand it in, in real time, and one read in it returned what nobody wrote, or what had been
 * replaced before it began.
 */
import { present } from '@/lib/base/assert';
import { pausedHistory } from '@/lib/checker/linearizable/testing/paused-leader.fixture';
import { correctHistory, Dice } from '@/lib/checker/linearizable/testing/random-history.fixture';
import { withLatestStaleRead, withUnwrittenRead } from '@/lib/checker/linearizable/testing/wrong-read.fixture';
import type { History } from '@/lib/history/op';
import type { SeenViolation } from '@/lib/protocol/entry';
import { newSummary } from '@/lib/protocol/summary';
import { RunJudge } from '../judge/run-judge';
import { Journal } from '../store/journal';
import { openStore } from '../store/store';
import { type Bench, type Figure, goalText, rounded } from './figure';
import { latencyOf } from './latency';
import { memoryPlan } from './memory-plan';
import { withDirectory } from './served';

const operationsPerSecond = 5000;
const seconds = 10;
const clients = 10;
const values = 5;
const wrongPlace = 0.8;
const seeds = { short: [1, 2], long: [1, 2, 3, 4, 5] } as const;
const goalMs = 100;

/** A check that has said nothing by then has not found it while the test ran. */
const patienceMs = 5000;

const plan = memoryPlan('live', { concurrency: clients, timeLimitSeconds: seconds });

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

export const live: Bench = {
  name: 'live',
  about: `from an impossible completion to its violation, ${operationsPerSecond} operations a second on a cas-register`,
  async run(report, wants, isLong) {
    const seeded = isLong ? seeds.long : seeds.short;
    for (const { name, make } of subjects) if (wants(name)) report(await measure(name, make, seeded));
  },
};

interface Subject {
  readonly name: string;
  readonly make: (seed: number) => WrongHistory;
}

const subjects: readonly Subject[] = [
  { name: `${clients} clients, no crash`, make: (seed) => unwrittenRead(seed, 0) },
  { name: `${clients} clients, 0.1 % crashed`, make: (seed) => unwrittenRead(seed, 0.001) },
  { name: '40 clients, 10 pauses of the leader, 1000 values', make: staleRead },
];

async function measure(name: string, make: Subject['make'], seeds: readonly number[]): Promise<Figure> {
  const watched: Watched[] = [];
  for (const seed of seeds) watched.push(await watch(make(seed)));
  const delays = watched.flatMap(({ delayMs }) => (delayMs === undefined ? [] : [delayMs]));
  const problems = [...new Set(watched.flatMap(({ problem }) => (problem === undefined ? [] : [problem])))];
  const busyShare = Math.max(...watched.map((each) => each.busyShare));
  const busyText = `thread busy at most ${rounded(100 * busyShare)} %`;
  const foundText = problems.length === 0 ? '' : `, ${delays.length} of ${seeds.length} found: ${problems.join('; ')}`;
  const goal = (isMet: boolean) => goalText(`≤ ${goalMs} ms`, isMet);
  if (delays.length === 0) {
    return {
      name,
      figure: `${busyText}${foundText}`,
      comparison: goal(false),
      data: { operationsPerSecond, found: 0, seeds: seeds.length, busyShare },
    };
  }
  const { p50Ms, maxMs } = latencyOf(delays);
  return {
    name,
    figure: `p50 ${p50Ms}, max ${maxMs} ms; ${busyText}${foundText}`,
    comparison: goal(problems.length === 0 && maxMs <= goalMs),
    data: {
      operationsPerSecond,
      found: delays.length,
      seeds: seeds.length,
      p50Ms,
      maxMs,
      busyShare,
    },
  };
}

interface WrongHistory {
  readonly history: History;
  /** The completion of the read that nobody can explain. */
  readonly completion: number;
}

function unwrittenRead(seed: number, crashed: number): WrongHistory {
  const shape = { operations: operationsPerSecond * seconds, workers: clients, values, hasCas: true };
  // An operation may crash before and after it took effect, each with this chance.
  const history = correctHistory(new Dice(`live ${seed}`), { ...shape, crashChance: crashed / 2 });
  const wrong = present(withUnwrittenRead(history, wrongPlace, values), 'a read behind the place').history;
  const completion = wrong.findIndex((op) => op.f === 'read' && op.value === values);
  return { history: wrong, completion };
}

function staleRead(seed: number): WrongHistory {
  const shape = { operations: operationsPerSecond * seconds, clients: 40, pauses: 10, values: 1000 };
  const correct = pausedHistory(`live ${seed}`, shape);
  const { history } = present(withLatestStaleRead(correct, wrongPlace), 'a read behind the place');
  return { history, completion: history.findIndex((op, index) => op !== correct[index]) };
}

interface Watched {
  readonly delayMs?: number;
  readonly busyShare: number;
  /** Why there is no delay. */
  readonly problem?: string;
}

/** As a run does it, with a journal in a store of its own, in real time. */
async function watch({ history, completion }: WrongHistory): Promise<Watched> {
  return withDirectory(async (directory) => {
    const store = await openStore(directory);
    const run = newSummary({ id: 'live', plan, createdAt: Date.now() });
    const lease = present(await store.leases.take('run', run.id, 'bench'), 'the lease of a new run');
    await store.saveRun(lease, run);
    const journal = new Journal(store, lease, {
      onFailure: (error) => {
        throw error;
      },
    });
    const judge = new RunJudge(journal, { plan, model: 'cas-register', initial: null, limits });
    try {
      return await follow(journal, judge, { history, completion });
    } finally {
      judge.close();
      await journal.close();
      await store.close();
    }
  });
}

async function follow(journal: Journal, judge: RunJudge, { history, completion }: WrongHistory): Promise<Watched> {
  let found: { readonly violation: SeenViolation; readonly atMs: number } | undefined;
  let reason: string | undefined;
  await judge.begin({
    onViolation: (violation) => {
      found = { violation, atMs: performance.now() };
    },
    // A violation that comes late shows in the figure.
    onBehind: () => undefined,
    onCaughtUp: () => undefined,
    onGiveUp: (why) => {
      reason = why;
    },
  });
  const opsPerMs = history.length / (seconds * 1000);
  const startMs = performance.now();
  let postedMs = Number.POSITIVE_INFINITY;
  let busyShare = 0;
  let next = 0;
  const isOver = () => found !== undefined || reason !== undefined || performance.now() - postedMs > patienceMs;
  while (!isOver()) {
    const due = Math.min(history.length, Math.floor((performance.now() - startMs) * opsPerMs));
    for (; next < due; next++) {
      if (next === completion) postedMs = performance.now();
      journal.append(present(history[next], 'an op that is due'));
    }
    busyShare = judge.busyShare;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  if (!found) return { busyShare, problem: reason ?? `nothing was said within ${patienceMs / 1000} s` };
  if (found.violation.anomaly.at !== completion) return { busyShare, problem: 'WRONG: another operation was blamed' };
  return { busyShare, delayMs: found.atMs - postedMs };
}

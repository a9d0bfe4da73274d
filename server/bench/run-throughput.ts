/**
 * How many operations a second the runner can draw, invoke and record when the system answers at once, and what a run
 * holds in memory the longer it lasts. An operation is an invocation with its completion: two entries of the journal.
 *
 *     generator ─▶ interpreter ─▶ worker ─▶ client in memory ─▶ journal: columns, gzip, PGlite ─▶ summary
 *                                                     └────────▶ live check, in a thread of its own
 */
import { judgedAtEnd } from '../runner/judged-at-end.fixture';
import { executeRun } from '../runner/run';
import { memoryTestbed } from '../testbed/memory/testbed';
import { type Bench, type Figure, goalText, rounded } from './figure';
import { heapMb } from './heap';
import { type Perform, unchecked, withLocalRuns } from './local-runs';
import { memoryPlan } from './memory-plan';

const runSeconds = 3;

/** Other work on the machine can only slow a run down, so the best of a few is the nearest to what the runner can. */
const rounds = 3;

const concurrencies = [5, 50] as const;

const goalOpsPerSecond = 50_000;

const jepsenText = 'Jepsen states 20,000 for its generator, 50,000 at best';

export const runThroughput: Bench = {
  name: 'runner',
  about: `operations a second without pauses, in memory, in one process; best of ${rounds} runs of ${runSeconds} s`,
  run: (report, wants, isLong) =>
    withLocalRuns(async (perform) => {
      // The first run pays for the compiler.
      await perform(planOf(concurrencies[0], 1), { hasLiveCheck: true });
      for (const concurrency of concurrencies) {
        const name = `with journal and live check, ${concurrency} workers`;
        if (wants(name)) report(await throughput(name, concurrency, perform));
      }
      for (const operations of isLong ? [2_000_000, 10_000_000] : [500_000]) {
        const name = `memory over ${operations.toLocaleString('en')} operations`;
        if (wants(name)) report(await memory(name, operations, perform));
      }
    }),
};

async function throughput(name: string, concurrency: number, perform: Perform): Promise<Figure> {
  const rates: number[] = [];
  const ends = new Set<string | undefined>();
  for (let round = 0; round < rounds; round++) {
    const { operations, seconds, watchEnd } = await perform(planOf(concurrency, runSeconds), { hasLiveCheck: true });
    rates.push(rounded(operations / seconds));
    ends.add(watchEnd);
  }
  const unwatched = await perform(planOf(concurrency, runSeconds), { hasLiveCheck: false });
  const best = Math.max(...rates);
  const figures = {
    opsPerSecond: best,
    unwatchedOpsPerSecond: rounded(unwatched.operations / unwatched.seconds),
    aloneOpsPerSecond: rounded((await performAlone(concurrency)) / runSeconds),
  };
  return {
    name,
    figure: `${best} ops/s (of ${rates.join(', ')}; the live check ${[...ends].join(', ')})`,
    comparison: `${goalText(`≥ ${goalOpsPerSecond} ops/s`, best >= goalOpsPerSecond)}; ${jepsenText}; without live check ${figures.unwatchedOpsPerSecond}, without journal too ${figures.aloneOpsPerSecond}`,
    data: { concurrency, ...figures, goalOpsPerSecond, watchEnd: [...ends].join(', ') },
  };
}

/** How much more the end of a run may hold than its first tenth: what the collector and the allocator leave to chance. */
const slackMb = 64;

interface Held {
  readonly operations: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

interface Memory {
  readonly performed: number;
  readonly seconds: number;
  readonly watchEnd: string | undefined;
  /** After a tenth, half and all of the operations. */
  readonly held: readonly Held[];
}

async function memoryOver(operations: number, hasLiveCheck: boolean, perform: Perform): Promise<Memory> {
  const marks = [operations / 10, operations / 2, operations];
  const held: Held[] = [];
  const {
    operations: performed,
    seconds,
    watchEnd,
  } = await perform(planOf(concurrencies[0], 3600), {
    hasLiveCheck,
    onSummary: (run, stop) => {
      if (run.operations < (marks[held.length] ?? Number.POSITIVE_INFINITY)) return;
      const heap = heapMb({ isCollected: true });
      held.push({
        operations: run.operations,
        heapMb: rounded(heap),
        rssMb: rounded(process.memoryUsage.rss() / 2 ** 20),
      });
      if (held.length === marks.length) stop();
    },
  });
  return { performed, seconds, watchEnd, held };
}

function growth(held: readonly Held[], of: (each: Held) => number): number {
  const [first, last] = [held[0], held.at(-1)];
  return first && last ? of(last) - of(first) : Number.NaN;
}

/** The live check may have to begin again, so it keeps the operations, packed; what the run keeps is seen without it. */
async function memory(name: string, operations: number, perform: Perform): Promise<Figure> {
  const watched = await memoryOver(operations, true, perform);
  const { held: alone } = await memoryOver(operations, false, perform);
  const heapGrowthMb = growth(watched.held, (each) => each.heapMb);
  const rssGrowthMb = growth(alone, (each) => each.rssMb);
  const texts = watched.held.map((each) => {
    return `${each.heapMb} MB heap, ${each.rssMb} MB resident after ${each.operations.toLocaleString('en')}`;
  });
  const isMet = heapGrowthMb <= slackMb && rssGrowthMb <= slackMb;
  const residents = alone.map(({ rssMb }) => rssMb).join(', ');
  return {
    name,
    figure: texts.join('; '),
    comparison: `${goalText(`from a tenth to the end the heap, and without the live check what is resident, grow by ≤ ${slackMb} MB`, isMet)}; without it ${residents} MB; ${rounded(watched.performed / watched.seconds)} ops/s on the way, and the live check, which keeps the operations, ${watched.watchEnd}`,
    data: {
      operations: watched.performed,
      seconds: rounded(watched.seconds),
      heapGrowthMb: rounded(heapGrowthMb),
      rssGrowthMb: rounded(growth(watched.held, (each) => each.rssMb)),
      rssGrowthWithoutLiveCheckMb: rounded(rssGrowthMb),
    },
  };
}

function planOf(concurrency: number, timeLimitSeconds: number) {
  return memoryPlan('bench', { concurrency, delaySeconds: 0, timeLimitSeconds });
}

/** What the runner appends is not kept. @returns completed operations */
async function performAlone(concurrency: number): Promise<number> {
  const plan = planOf(concurrency, runSeconds);
  let operations = 0;
  const outcome = await executeRun({
    plan,
    testbed: memoryTestbed(plan),
    append(entry) {
      if ('process' in entry && entry.type !== 'invoke') operations++;
    },
    judge: judgedAtEnd(async () => unchecked),
    saveLogs: async () => undefined,
    stop: new AbortController().signal,
  });
  if (outcome.kind === 'error') throw new Error(outcome.failure.message);
  return operations;
}

/**
 * How long the checker takes and how much memory, on seeded histories of a simulated register; short ones beside the
 * brute-force search in the same run, long ones beside what Porcupine took on such a history on another day.
 */
import { bruteFailure } from '@/lib/checker/linearizable/brute-force.fixture';
import { check } from '@/lib/checker/check';
import { correctHistory, Dice } from '@/lib/checker/linearizable/random-history.fixture';
import type { Verdict } from '@/lib/checker/verdict';
import type { History } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import { withWrongRead } from './anomaly';
import { type Bench, type Figure, rounded } from './figure';
import { heapMb } from './heap';

/** A history that is not judged by then prints as unknown; the whole table stays below a minute. */
const timeLimitMs = 3000;
const memoryLimitMb = 2048;

interface Shape {
  readonly operations: number;
  readonly workers: number;
  /** Share of the operations that crash. */
  readonly crashed: number;
  /** One read near the end of the history returned what it cannot have. */
  readonly isWrong: boolean;
  /** Porcupine on a history of this shape, on another machine. */
  readonly stated?: string;
}

const values = 5;

/** Where the wrong read stands. */
const wrongPlace = 0.95;

const statedShapes: readonly Shape[] = [
  { operations: 1000, workers: 5, crashed: 0.01, isWrong: true, stated: '14.9 s, 1.1 GB' },
  { operations: 1000, workers: 30, crashed: 0, isWrong: true, stated: '12 s, 1.4 GB' },
  { operations: 300, workers: 30, crashed: 0.05, isWrong: true, stated: 'no answer' },
  { operations: 10_000, workers: 30, crashed: 0.01, isWrong: false, stated: '3.6 s, 1.4 GB' },
  { operations: 100_000, workers: 10, crashed: 0.01, isWrong: false, stated: '2.5 s, 2.3 GB' },
];

function* shapes(): Generator<Shape> {
  for (const operations of [1000, 5000]) {
    for (const workers of [5, 10]) {
      for (const crashed of [0, 0.01, 0.05]) {
        for (const isWrong of [false, true]) yield { operations, workers, crashed, isWrong };
      }
    }
  }
}

export const checking: Bench = {
  name: 'checker',
  about: `check() on a cas-register over ${values} values, seeded histories, at most ${timeLimitMs / 1000} s each`,
  async run(report) {
    report(measureShort());
    for (const shape of statedShapes) report(measure(shape));
    for (const shape of shapes()) {
      if (!statedShapes.some((stated) => isSame(stated, shape))) report(measure(shape));
    }
  },
};

const shortHistories = 300;

/** The only size at which trying every order ends. It also warms the compiler for what follows. */
function measureShort(): Figure {
  const dice = new Dice('short');
  const histories = Array.from({ length: shortHistories }, () =>
    correctHistory(dice, { operations: 8, workers: 4, values, crashChance: 0.1, hasCas: true }),
  );
  const timed = (judge: (history: History) => unknown) => {
    const startMs = performance.now();
    for (const history of histories) judge(history);
    return (performance.now() - startMs) / shortHistories;
  };
  const judge = (history: History) => check(history, casRegister(), { timeLimitMs, memoryLimitMb }, host());
  timed(judge);
  const checkMs = timed(judge);
  const bruteMs = timed((history) => bruteFailure(history, casRegister()));
  return {
    name: `${shortHistories} histories of 8 ops, 4 clients`,
    figure: `${rounded(checkMs)} ms each`,
    comparison: `every order tried: ${rounded(bruteMs)} ms each`,
    data: { histories: shortHistories, checkMs, bruteForceMs: bruteMs },
  };
}

function measure(shape: Shape): Figure {
  const { history, content } = historyOf(shape);
  const { operations, workers, crashed, stated } = shape;
  const baseMb = heapMb({ isCollected: true });
  const watching = host();
  const verdict = check(history, casRegister(), { timeLimitMs, memoryLimitMb: baseMb + memoryLimitMb }, watching);
  const usedMb = Math.max(0, Math.max(watching.peakMb, heapMb({ isCollected: false })) - baseMb);
  const result = resultOf(verdict);
  return {
    name: `${operations} ops, ${workers} clients, ${crashed * 100} % crashed, ${content}`,
    figure: `${result}, ${rounded(verdict.durationMs)} ms, ${Math.ceil(usedMb)} MB`,
    comparison: stated === undefined ? '' : `Porcupine: ${stated} (stated, other machine)`,
    data: {
      operations,
      clients: workers,
      crashedShare: crashed,
      content,
      result,
      durationMs: verdict.durationMs,
      heapMb: usedMb,
      ...(stated === undefined ? {} : { porcupineStated: stated }),
    },
  };
}

function isSame(a: Shape, b: Shape): boolean {
  return a.operations === b.operations && a.workers === b.workers && a.crashed === b.crashed && a.isWrong === b.isWrong;
}

function resultOf(verdict: Verdict): string {
  if (verdict.valid === true) return 'valid';
  if (verdict.valid === false) return 'invalid';
  const share = Math.floor((100 * verdict.progress.done) / Math.max(1, verdict.progress.total));
  return `unknown (${verdict.cause} at ${share} %)`;
}

/** The clock and the memory of this process; it remembers the most memory it saw. */
function host() {
  return {
    peakMb: 0,
    now: () => performance.now(),
    usedMemoryMb() {
      const usedMb = heapMb({ isCollected: false });
      this.peakMb = Math.max(this.peakMb, usedMb);
      return usedMb;
    },
  };
}

function historyOf(shape: Shape): { readonly history: History; readonly content: string } {
  const { operations, workers, crashed, isWrong } = shape;
  // An operation may crash before and after it took effect, each with this chance.
  const crashChance = crashed / 2;
  const dice = new Dice(JSON.stringify([operations, workers, crashed, isWrong]));
  const history = correctHistory(dice, { operations, workers, values, crashChance, hasCas: true });
  if (!isWrong) return { history, content: 'correct' };
  const wrong = withWrongRead(history, wrongPlace, values);
  return { history: wrong.history, content: `read at ${wrongPlace * 100} % ${wrong.kind}` };
}

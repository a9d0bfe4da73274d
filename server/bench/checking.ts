/**
 * How long the checker takes and how much memory, on seeded histories of a simulated register, each line beside its goal
 * and beside what Porcupine took on such a history on another machine. Making the histories is not measured.
 */
import { measureLogs, measureSeeds, measureShort } from './checking-many';
import { measurePaused } from './checking-paused';
import { type Content, certainTaskOf, nameOf, type Subject, staleLate, taskOf, valid, values } from './checking-task';
import { type Bench, durationText, goalText, type Report, rounded, type Wants } from './figure';
import { judged, judgedRepeatedly, lineLimitMs, wrongText } from './judged';

/** One history of the table. */
interface Line extends Subject {
  readonly goalMs?: number;
  /** Beside the history. */
  readonly goalMb?: number;
  /** What Porcupine took on such a history, on another machine. */
  readonly porcupine?: string;
}

const million = 1_000_000;

const lines: readonly Line[] = [
  {
    ...{ operations: million, clients: 5, crashed: 0, content: valid },
    ...{ goalMs: 1000, goalMb: 512, porcupine: 'out of memory' },
  },
  { operations: million, clients: 5, crashed: 0, content: staleLate, goalMs: 1000, goalMb: 512 },
  { operations: million, clients: 10, crashed: 0.001, content: valid, goalMs: 5000 },
  { operations: million, clients: 10, crashed: 0.001, content: staleLate, goalMs: 5000 },
  // With hundreds of crashed writes of every value a stale read has an excuse; a value that nobody wrote has none.
  { operations: million, clients: 10, crashed: 0.001, content: { kind: 'never written', place: 0.95 }, goalMs: 5000 },
  { operations: 100_000, clients: 10, crashed: 0.01, content: valid, goalMs: 1000, porcupine: '2.5 s, 2.3 GB' },
  { operations: 30_000, clients: 10, crashed: 0.05, content: valid, goalMs: 1000, porcupine: '32 s, 6.3 GB' },
  { operations: 10_000, clients: 30, crashed: 0.01, content: valid, goalMs: 1000, porcupine: '3.6 s, 1.4 GB' },
  { operations: 30_000, clients: 30, crashed: 0.01, content: valid, goalMs: 5000, porcupine: 'out of memory' },
  { operations: 1000, clients: 5, crashed: 0.01, content: staleLate, porcupine: '14.9 s, 1.1 GB' },
  { operations: 1000, clients: 30, crashed: 0, content: staleLate, porcupine: '12 s, 1.4 GB' },
  { operations: 300, clients: 30, crashed: 0.05, content: staleLate, porcupine: 'no answer' },
];

export const checking: Bench = {
  name: 'checker',
  about: `check() on a cas-register over ${values} values, one thread, warm, at most ${lineLimitMs / 1000} s a line`,
  async run(report, wants, isLong) {
    warmUp();
    for (const line of lines) measureLine(line, report, wants);
    for (const subject of wrongSubjects(isLong)) measureSeeds(subject, report, wants);
    measurePaused(report, wants, isLong);
    measureShort(report, wants);
    measureLogs(report, wants);
    measureGrowth(isLong ? growthOperations : growthOperations.slice(0, -1), report, wants);
  },
};

/** All 24 combinations take ten minutes; four are enough to see that something became slower. */
function* wrongSubjects(isLong: boolean): Generator<Subject> {
  for (const clients of isLong ? [5, 10, 30] : [5, 30]) {
    for (const crashed of isLong ? [0.01, 0.05] : [0.01]) {
      for (const kind of ['stale', 'never written'] as const) {
        for (const place of isLong ? [0.5, 0.95] : [0.95]) {
          yield { operations: 3000, clients, crashed, content: { kind, place } };
        }
      }
    }
  }
}

const warmUps = 40;
const warmUpLimitMs = 100;

/** Lets the compiler see every kind of history before anything is measured. */
function warmUp(): void {
  for (let seed = 0; seed < warmUps; seed++) {
    const wrong: Content = { kind: seed % 4 === 1 ? 'stale' : 'never written', place: 0.5 };
    const clients = [5, 10, 30][seed % 3] ?? 5;
    const crashed = [0, 0, 0.01, 0.05][seed % 4] ?? 0;
    const content = seed % 2 === 0 ? valid : wrong;
    judged(taskOf(`warm/${seed}`, { operations: 2000, clients, crashed, content }), warmUpLimitMs);
  }
}

function measureLine(line: Line, report: Report, wants: Wants): void {
  const name = nameOf(line);
  if (!wants(name)) return;
  const { goalMs, goalMb, porcupine } = line;
  const { result, isDecided, isWrong, durationMs, explainedMs, usedMb } = judgedRepeatedly(certainTaskOf(name, line));
  const explained = explainedMs > 0 ? `, explained in ${durationText(explainedMs)}` : '';
  const isFast = goalMs === undefined || durationMs <= goalMs;
  const isSmall = goalMb === undefined || usedMb <= goalMb;
  const comparisons: string[] = [];
  if (goalMs !== undefined) {
    const goal = `≤ ${durationText(goalMs)}${goalMb === undefined ? '' : `, ≤ ${goalMb} MB`}`;
    comparisons.push(goalText(goal, isDecided && isFast && isSmall));
  }
  if (porcupine !== undefined) comparisons.push(`Porcupine: ${porcupine} (stated, other machine)`);
  report({
    name,
    figure: `${wrongText(isWrong ? 1 : 0)}${result}, ${durationText(durationMs)}, ${Math.ceil(usedMb)} MB${explained}`,
    comparison: comparisons.join(' · '),
    data: { result, isWrong, durationMs, explainedMs, usedMb },
  });
}

/** Memory that is far away costs more than memory that is near; what grows faster than by this is not linear. */
const linearFactor = 2;

const growthOperations = [10_000, 30_000, 100_000, 300_000, million];

/** The same shape, longer and longer: what an operation costs must stay what it is. */
function measureGrowth(lengths: readonly number[], report: Report, wants: Wants): void {
  let first: { readonly operations: number; readonly microsPerOp: number } | undefined;
  for (const operations of lengths) {
    const subject: Subject = { operations, clients: 5, crashed: 0, content: valid };
    const name = `growth: ${operations.toLocaleString('en')} ops, 5 clients`;
    if (!wants(name)) continue;
    const { result, isDecided, durationMs } = judgedRepeatedly(taskOf(name, subject));
    const microsPerOp = (1000 * durationMs) / operations;
    first ??= { operations, microsPerOp };
    const factor = microsPerOp / first.microsPerOp;
    const than = `${rounded(factor)} × the cost an operation of ${first.operations.toLocaleString('en')}`;
    report({
      name,
      figure: `${rounded(microsPerOp)} µs an operation, ${durationText(durationMs)}, ${result}`,
      comparison: `${than}; ${goalText(`linear, ≤ ${linearFactor} ×`, isDecided && factor <= linearFactor)}`,
      data: { result, durationMs, microsPerOp, factor },
    });
  }
}

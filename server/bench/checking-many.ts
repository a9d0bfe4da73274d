/** The figures about many histories of one kind: how many were decided, and how long the slowest took. */
import { nameOf, type Subject, taskOf, valid } from './checking-task';
import { durationText, goalText, type Report, type Wants } from './figure';
import { type Judged, judged, judgedBriefly, lineLimitMs, type Task, wrongText } from './judged';

const seedsPerLine = 20;
const seedGoalMs = 1000;

/** Twenty seeds of one shape; given up where a goal is missed and the line has had its time. */
export function measureSeeds(subject: Subject, report: Report, wants: Wants): void {
  const name = `${nameOf(subject)}, ${seedsPerLine} seeds`;
  if (!wants(name)) return;
  const results: Judged[] = [];
  for (let seed = 0; seed < seedsPerLine; seed++) {
    const leftMs = lineLimitMs - summed(results);
    const isMissed = results.some(({ durationMs }) => durationMs > seedGoalMs);
    if (isMissed && leftMs <= 0) break;
    results.push(judged(taskOf(`${name}/${seed}`, subject), isMissed ? leftMs : lineLimitMs));
  }
  const { data, text } = summaryOf(results, seedsPerLine);
  const isMet = data.decided === seedsPerLine && data.maxMs <= seedGoalMs;
  report({ name, figure: text, comparison: goalText(`each ≤ ${durationText(seedGoalMs)}`, isMet), data });
}

const shortHistories = 1000;
const shortMeanGoalMs = 0.2;
const shortMaxGoalMs = 5;

/** Histories of a few seconds: what a person waits for hundreds of times, and CI for thousands. */
export function measureShort(report: Report, wants: Wants): void {
  const name = `short histories, ≤ 100 ops, ≤ 20 crashed, ${shortHistories} seeds`;
  if (!wants(name)) return;
  const results = judgedOnceWarm(shortTasks('short', shortHistories, { operations: 100, crashed: 20 }));
  const { data, text } = summaryOf(results, shortHistories);
  const isMet = data.decided === shortHistories && data.meanMs <= shortMeanGoalMs && data.maxMs <= shortMaxGoalMs;
  const goal = `mean ≤ ${durationText(shortMeanGoalMs)}, none over ${durationText(shortMaxGoalMs)}`;
  report({ name, figure: text, comparison: goalText(goal, isMet), data });
}

const logs = 200;

/** How many logs of real etcd the others were given. */
const statedLogs = 103;

/** The size of the logs that the other checkers were measured with. */
export function measureLogs(report: Report, wants: Wants): void {
  const name = `short logs, ≤ 90 ops, ≤ 19 crashed, ${logs} seeds`;
  if (!wants(name)) return;
  const results = judgedOnceWarm(shortTasks('logs', logs, { operations: 90, crashed: 19 }));
  const { data, text } = summaryOf(results, logs);
  const inAll = durationText((summed(results) * statedLogs) / logs);
  report({
    name,
    figure: `${statedLogs} in ${inAll}, ${text}`,
    comparison: `${statedLogs} logs of etcd: Porcupine 213–491 ms, worst 196 ms; Knossos 92 s, 4 undecided (stated, other machine)`,
    data,
  });
}

/** A third correct, a third stale, a third with a value that nobody wrote. */
function shortTasks(name: string, amount: number, most: { readonly operations: number; readonly crashed: number }) {
  return Array.from({ length: amount }, (_, seed): Task => {
    const kind = (['valid', 'stale', 'never written'] as const)[seed % 3] ?? 'valid';
    return taskOf(`${name}/${seed}`, {
      operations: most.operations - ((seed * 7) % (most.operations / 2)),
      clients: 3 + (seed % 8),
      crashed: [0, 0.02, 0.1, 0.3][seed % 4] ?? 0,
      maxCrashed: most.crashed,
      content: kind === 'valid' ? valid : { kind, place: seed % 2 === 0 ? 0.5 : 0.75 },
    });
  });
}

/** Each twice, so that the second time is warm; given up when the line has had its time. */
function judgedOnceWarm(tasks: readonly Task[]): Judged[] {
  const startMs = performance.now();
  const leftMs = () => lineLimitMs - (performance.now() - startMs);
  const pass = () => tasks.flatMap((task) => (leftMs() > 0 ? [judgedBriefly(task, leftMs())] : []));
  const cold = pass();
  const warm = pass();
  return warm.length === tasks.length ? warm : cold;
}

function summaryOf(results: readonly Judged[], wanted: number) {
  const invalid = results.filter(({ result }) => result === 'invalid').length;
  const data = {
    wanted,
    decided: results.filter(({ isDecided }) => isDecided).length,
    invalid,
    wrong: results.filter(({ isWrong }) => isWrong).length,
    meanMs: summed(results) / Math.max(1, results.length),
    maxMs: Math.max(...results.map(({ durationMs }) => durationMs)),
    meanExplainedMs: results.reduce((sum, { explainedMs }) => sum + explainedMs, 0) / Math.max(1, invalid),
    maxExplainedMs: Math.max(...results.map(({ explainedMs }) => explainedMs)),
    usedMb: Math.max(...results.map(({ usedMb }) => usedMb)),
  };
  const memory = data.usedMb > 0 ? `, ${Math.ceil(data.usedMb)} MB` : '';
  const leftOut = results.length < wanted ? `, ${wanted - results.length} left out` : '';
  const explained =
    invalid > 0
      ? ` (explained in ${durationText(data.meanExplainedMs)}, max ${durationText(data.maxExplainedMs)})`
      : '';
  const text = `${wrongText(data.wrong)}max ${durationText(data.maxMs)}, mean ${durationText(data.meanMs)}${memory}, ${data.decided} of ${wanted} decided, ${invalid} invalid${explained}${leftOut}`;
  return { data, text };
}

function summed(results: readonly Judged[]): number {
  return results.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/**
 * The figures about a register whose leader is paused now and then: every client hangs, hundreds of writes crash, and the
 * values are so many that nobody can hold every state. Both as it was and with one stale read near its end.
 */
import { type PausedShape, pausedHistory } from '@/lib/checker/linearizable/testing/paused-leader.fixture';
import { withLatestStaleRead } from '@/lib/checker/linearizable/testing/wrong-read.fixture';
import type { History } from '@/lib/history/op';
import { durationText, goalText, type Report, type Wants } from './figure';
import { type Judged, judged, judgedBriefly, lineLimitMs, type Task, wrongText } from './judged';

interface Line extends PausedShape {
  readonly goalMs: number;
  /** The operations are split among so many keys, each of which is judged by itself. */
  readonly keys?: number;
}

const million = 1_000_000;

const lines: readonly Line[] = [
  { operations: 10_000, clients: 40, pauses: 10, values: 1000, goalMs: 1000 },
  { operations: 30_000, clients: 40, pauses: 20, values: 50, goalMs: 2000 },
  { operations: 30_000, clients: 40, pauses: 20, values: 1000, goalMs: 2000 },
  { operations: 30_000, clients: 40, pauses: 20, values: Number.POSITIVE_INFINITY, goalMs: 2000 },
  { operations: 100_000, clients: 20, pauses: 40, values: 1000, goalMs: 1000 },
  { operations: 300_000, clients: 100, pauses: 100, values: 1000, goalMs: 15_000 },
  { operations: million, clients: 10, pauses: 40, values: 1000, cas: 0.3, goalMs: 5000 },
  { operations: million, clients: 10, pauses: 200, values: 1000, cas: 0.3, keys: 100, goalMs: 5000 },
];

const seeds = { brief: 3, long: 20 } as const;
const manyOperations = 300_000;

/** Where stale reads are put in. */
const stalePlace = 0.9;

export function measurePaused(report: Report, wants: Wants, isLong: boolean): void {
  for (const line of lines) {
    for (const kind of ['valid', 'stale'] as const) measureLine(line, kind, report, wants, isLong);
  }
}

function measureLine(line: Line, kind: 'valid' | 'stale', report: Report, wants: Wants, isLong: boolean): void {
  const name = `${nameOf(line)}, ${kind === 'valid' ? 'valid' : `stale at ${100 * stalePlace} %`}`;
  if (!wants(name)) return;
  // So many operations take longer to make than to judge.
  const wanted = isLong ? seeds.long : line.operations >= manyOperations ? 1 : seeds.brief;
  const results = Array.from({ length: wanted }, (_, seed) => judgedKeys(line, kind, `${name}/${seed}`));
  const durations = results.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const maxMs = durations.at(-1) ?? 0;
  const medianMs = durations[Math.floor((durations.length - 1) / 2)] ?? 0;
  const data = {
    decided: results.filter(({ isDecided }) => isDecided).length,
    invalid: results.filter(({ result }) => result === 'invalid').length,
    wrong: results.filter(({ isWrong }) => isWrong).length,
    maxExplainedMs: Math.max(...results.map(({ explainedMs }) => explainedMs)),
    ...{ wanted, maxMs, medianMs },
  };
  const explained = data.invalid > 0 ? ` (explained in at most ${durationText(data.maxExplainedMs)})` : '';
  report({
    name,
    figure: `${wrongText(data.wrong)}max ${durationText(maxMs)}, median ${durationText(medianMs)}, ${data.decided} of ${wanted} decided, ${data.invalid} invalid${explained}`,
    comparison: goalText(`each ≤ ${durationText(line.goalMs)}`, data.decided === wanted && maxMs <= line.goalMs),
    data,
  });
}

/** `30,000 ops, 40 clients, 20 pauses, all values different` */
function nameOf({ operations, clients, pauses, values, cas, keys }: Line): string {
  const written = Number.isFinite(values) ? `${values} values` : 'all values different';
  const parts = [cas === undefined ? [] : ['cas'], keys === undefined ? [] : [`${keys} keys`]].flat();
  return [`${operations.toLocaleString('en')} ops, ${clients} clients, ${pauses} pauses, ${written}`, ...parts].join(
    ', ',
  );
}

function judgedKeys({ keys = 1, ...shape }: Line, kind: 'valid' | 'stale', seed: string): Judged {
  const part = { ...shape, operations: shape.operations / keys, pauses: shape.pauses / keys };
  const results = Array.from({ length: keys }, (_, key) => {
    // One key is stale, as one read is.
    const isStale = kind === 'stale' && key === keys - 1;
    const task = taskOf(pausedHistory(`${seed}/${key}`, part), isStale);
    // Looking at the memory of each key would take longer than the key.
    return keys === 1 ? judged(task) : judgedBriefly(task, lineLimitMs);
  });
  const sum = (of: (result: Judged) => number) => results.reduce((total, result) => total + of(result), 0);
  const worst = results.find(({ result }) => result !== 'valid') ?? results[0];
  return {
    result: worst?.result ?? 'valid',
    isDecided: results.every(({ isDecided }) => isDecided),
    isWrong: results.some(({ isWrong }) => isWrong),
    durationMs: sum(({ durationMs }) => durationMs),
    explainedMs: sum(({ explainedMs }) => explainedMs),
    usedMb: Math.max(...results.map(({ usedMb }) => usedMb)),
  };
}

function taskOf(history: History, isStale: boolean): Task {
  const wrong = isStale ? withLatestStaleRead(history, stalePlace) : undefined;
  if (!wrong) return { history, known: 'valid' };
  return { history: wrong.history, known: wrong.isCertain ? 'invalid' : 'either' };
}

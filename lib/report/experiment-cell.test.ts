import { describe, expect, test } from 'vitest';
import type { ExperimentRun, ExperimentSlot, ExperimentSummary } from '../protocol/experiment';
import { cellOf, placesLeft, remainingSeconds } from './experiment-cell';
import { countWords, latencyWords, shareWords, verdictWords, violationWords } from './experiment-words';

function slot(run?: Partial<ExperimentRun>): ExperimentSlot {
  const whole = { id: 'r', phase: 'done', createdAt: 0, operations: 0, ...run } as const;
  return { seed: 1, expectedSeconds: 10, ...(run ? { run: whole } : {}) };
}

const measures = {
  ok: 10,
  fail: 0,
  info: 0,
  latency: { p50: 1e6, p95: 2e6, p99: 3e6 },
  underFaults: { reads: { invoked: 10, served: 10 }, updates: { invoked: 4, served: 1 } },
};

describe('a cell of one run', () => {
  test('says its verdict, when it was violated, and its numbers', () => {
    const cell = cellOf([slot({ outcome: 'invalid', violationTime: 12.4e9, measures })]);
    expect(verdictWords(cell, false)).toBe('invalid');
    expect(violationWords(cell)).toBe('at 12.4 s');
    expect([cell.ok, cell.latency]).toEqual([10, measures.latency]);
    expect([shareWords(cell.underFaults?.reads), shareWords(cell.underFaults?.updates)]).toEqual(['100 %', '25 %']);
  });

  test('says what it does not know with a dash, as of a run of an older version', () => {
    const cell = cellOf([slot({ outcome: 'valid' })]);
    expect([verdictWords(cell, false), violationWords(cell)]).toEqual(['valid', 'none']);
    expect([countWords(cell.ok), shareWords(cell.underFaults?.reads), latencyWords(cell.latency?.p50)]).toEqual([
      '–',
      '–',
      '–',
    ]);
  });

  test('says that a valid one proves little, and that an undecided one says nothing', () => {
    expect(verdictWords(cellOf([slot({ outcome: 'weak' })]), false)).toBe('valid, but weak');
    expect(verdictWords(cellOf([slot({ outcome: 'weak' }), slot({ outcome: 'valid' })]), false)).toBe(
      '1 of 2 valid, but weak, 1 valid',
    );
    const unknown = cellOf([slot({ outcome: 'unknown' })]);
    expect([verdictWords(unknown, false), violationWords(unknown)]).toEqual(['unknown', '–']);
  });

  test('says that our own failure is one, and that nothing was judged', () => {
    const cell = cellOf([slot({ outcome: 'error' })]);
    expect([verdictWords(cell, false), violationWords(cell)]).toEqual(['test error', '–']);
  });

  test('that was not run says so only when the experiment is over', () => {
    expect([true, false].map((isGoingOn) => verdictWords(cellOf([slot()]), isGoingOn))).toEqual(['to come', 'not run']);
  });
});

describe('a cell of repeats', () => {
  test('counts its runs, the worst first, and takes the median of their latencies', () => {
    const run = (outcome: ExperimentRun['outcome'], p50: number) =>
      slot({ ...(outcome ? { outcome } : {}), measures: { ...measures, latency: { p50, p95: p50, p99: p50 } } });
    const cell = cellOf([
      run('valid', 3e6),
      run('invalid', 1e6),
      run('valid', 9e6),
      slot({ outcome: 'error' }),
      slot(),
    ]);
    expect(verdictWords(cell, true)).toBe('1 of 5 invalid, 1 test error, 2 valid, 1 to come');
    expect(violationWords(cell)).toBe('in 1 of 3 runs');
    expect(cell.ok).toBe(30);
    expect(cell.latency?.p50).toBe(3e6);
    expect(cell.underFaults?.updates).toEqual({ invoked: 12, served: 3 });
  });
});

describe('numbers in words', () => {
  test.each([
    [0, 10, '0 %'],
    [1, 1000, '1 %'],
    [999, 1000, '99 %'],
    [10, 10, '100 %'],
    [1, 3, '33 %'],
    [0, 0, '–'],
  ])('%i of %i are %s', (served, invoked, words) => {
    expect(shareWords({ served, invoked })).toBe(words);
  });

  test.each([
    [870_000, '870 µs'],
    [3_200_000, '3.2 ms'],
    [47_300_000, '47 ms'],
    [1_440_000_000, '1.4 s'],
    [999, '999 ns'],
  ])('%i ns are %s', (nanos, words) => {
    expect(latencyWords(nanos)).toBe(words);
  });
});

describe('what is left of an experiment', () => {
  test('takes the time of what has not begun and the rest of what goes on', () => {
    const slots = [slot({ outcome: 'valid' }), slot({ phase: 'running', startedAt: 4000 }), slot()];
    const summary = { state: 'going-on', combinations: [{ places: [], slots }] } as unknown as ExperimentSummary;
    expect(remainingSeconds(summary, 8000)).toBe(16);
    expect(remainingSeconds(summary, 60_000)).toBe(11);
    expect(remainingSeconds({ ...summary, state: 'stopped' }, 8000)).toBe(0);
  });

  test('is what did not begin, and what was aborted', () => {
    const left = [slot(), slot({ outcome: 'aborted' }), slot({ outcome: 'error' }), slot({ outcome: 'valid' })];
    const combinations = [left, left].map((slots) => ({ places: [], slots }));
    const summary = { repeats: 4, combinations } as unknown as ExperimentSummary;
    expect(placesLeft(summary)).toEqual([0, 1, 4, 5]);
  });

  test('is nothing of what a hunt has found', () => {
    const found = [slot({ outcome: 'aborted' }), slot({ violationTime: 3e9 })];
    const combinations = [found, [slot(), slot()]].map((slots) => ({ places: [], slots }));
    const summary = { repeats: 2, combinations } as unknown as ExperimentSummary;
    expect(placesLeft(summary)).toEqual([0, 2, 3]);
    expect(placesLeft({ ...summary, until: 'invalid' })).toEqual([2, 3]);
  });
});

import { expect, test } from 'vitest';
import { appendBatch, emptyRunState } from '../protocol/run-state';
import { drawLatencies, drawRates, latencies, rates } from './charts';
import { columnNanos, drawnState } from './drawn-history';

const state = drawnState(`
  r==.  w==x  w==?
  r.r.r.r.`);
const none = emptyRunState(1).operations;
const frame = {
  scale: { span: { start: 0, end: 20 * columnNanos }, left: 76, right: 1076 },
  width: 1088,
  height: 120,
};

test('completions are counted in the second in which they came', () => {
  expect(rates(state.operations, state.lastNanos)).toEqual([{ ok: 5, fail: 1, info: 1 }]);
  const invocation = { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null } as const;
  const completion = { ...invocation, index: 1, time: 2.5e9, type: 'ok' } as const;
  const late = appendBatch(emptyRunState(1), { from: 0, entries: [invocation, completion] }).state;
  expect(rates(late.operations, 2.5e9)).toEqual([
    { ok: 0, fail: 0, info: 0 },
    { ok: 0, fail: 0, info: 0 },
    { ok: 1, fail: 0, info: 0 },
  ]);
});

test('latencies are told by outcome, for those that occur', () => {
  expect(latencies(state.operations)).toEqual([
    { outcome: 'ok', count: 5, median: columnNanos, p95: 3 * columnNanos },
    { outcome: 'fail', count: 1, median: 3 * columnNanos, p95: 3 * columnNanos },
    { outcome: 'info', count: 1, median: 3 * columnNanos, p95: 3 * columnNanos },
  ]);
  expect(latencies(none)).toEqual([]);
});

test('points have a shape for each outcome and stand where the operation completed', () => {
  const faults = [{ start: 2 * columnNanos, healedAt: 8 * columnNanos }];
  const list = drawLatencies({ frame, operations: state.operations, faults, lastNanos: state.lastNanos });
  const fail = list.find((command) => command.kind === 'frame');
  expect(fail).toMatchObject({ ink: 'muted', x: 76 + 9 * 50 - 3.5 });
  expect(list.filter((command) => command.kind === 'fill' && command.ink === 'ok')).toHaveLength(5);
  expect(list[0]).toMatchObject({ ink: 'partition', x: 176, width: 300 });
});

test('the parts of a bar stand on each other', () => {
  const list = drawRates({ frame, operations: state.operations, faults: [], lastNanos: state.lastNanos });
  const part = (ink: string) => list.find((command) => command.kind === 'fill' && command.ink === ink);
  const [ok, fail, info] = [part('ok'), part('fail'), part('info')];
  if (ok?.kind !== 'fill' || fail?.kind !== 'fill' || info?.kind !== 'fill') throw new Error('a part is missing');
  expect(ok.y + ok.height).toBe(100);
  expect(fail.y + fail.height).toBeCloseTo(ok.y);
  expect(info.y + info.height).toBeCloseTo(fail.y);
});

test('without operations there are axes and nothing else', () => {
  const kinds = drawLatencies({ frame, operations: none, faults: [], lastNanos: 0 }).map((command) => command.kind);
  expect(new Set(kinds)).toEqual(new Set(['stroke', 'text']));
});

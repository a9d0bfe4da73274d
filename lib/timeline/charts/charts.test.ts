import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import { appendBatch, emptyRunState } from '../../protocol/run-state';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { drawLatencies, drawRates, latencies, rates } from './charts';
import { Completed, completionsOf, functionsOf } from './completions';

const state = drawnState(`
  r==.  w==x  w==?
  r.r.r.r.`);
const completions = completionsOf(state);
const none = completionsOf(emptyRunState(1));
const frame = {
  scale: { span: { start: 0, end: 20 * columnNanos }, left: 76, right: 1076 },
  width: 1088,
  height: 120,
};
const input = { frame, completions, faults: [], lastNanos: state.lastNanos };
const counted = (kind: DrawCommand['kind'], ink: string) => (command: DrawCommand) =>
  command.kind === kind && command.ink === ink;

test('completions are counted in the second in which they came', () => {
  expect(rates(completions, { start: 0, end: 1 }, 1e9)).toEqual([{ number: 0, ok: 5, fail: 1, info: 1 }]);
  const invocation = { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null } as const;
  const completion = { ...invocation, index: 1, time: 2.5e9, type: 'ok' } as const;
  const late = appendBatch(emptyRunState(1), { from: 0, entries: [invocation, completion] }).state;
  expect(rates(completionsOf(late), { start: 1.5e9, end: 2.5e9 }, 1e9)).toEqual([
    { number: 1, ok: 0, fail: 0, info: 0 },
    { number: 2, ok: 1, fail: 0, info: 0 },
  ]);
});

test('completions grow with their run, and none is taken twice', () => {
  const entries = [
    { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null },
    { index: 1, time: 5, process: 0, type: 'ok', f: 'read', value: 1 },
    { index: 2, time: 6, process: 0, type: 'invoke', f: 'write', value: 1 },
    { index: 3, time: 9, process: 0, type: 'fail', f: 'write', value: 1 },
  ] as const;
  const first = appendBatch(emptyRunState(1), { from: 0, entries: entries.slice(0, 3) }).state;
  expect([completionsOf(first).ok.ends.length, completionsOf(first).fail.ends.length]).toEqual([1, 0]);
  const second = appendBatch(first, { from: 3, entries: entries.slice(3) }).state;
  expect([completionsOf(second).ok.ends.length, completionsOf(second).fail.ends.length]).toEqual([1, 1]);
  expect(functionsOf(second)).toEqual(['read', 'write']);
  const writes = completionsOf(second, 'write');
  expect([writes.ok.ends.length, writes.fail.maxTook]).toEqual([0, 3]);
  expect(completionsOf(second, 'cas').ok.ends.length).toBe(0);
});

test('latencies are told by outcome, for those that occur', () => {
  expect(latencies(completions)).toEqual([
    { outcome: 'ok', count: 5, quantiles: [columnNanos, 3 * columnNanos, 3 * columnNanos] },
    { outcome: 'fail', count: 1, quantiles: [3 * columnNanos, 3 * columnNanos, 3 * columnNanos] },
    { outcome: 'info', count: 1, quantiles: [3 * columnNanos, 3 * columnNanos, 3 * columnNanos] },
  ]);
  expect(latencies(none)).toEqual([]);
});

test('what took longer comes later, however the run came', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(1000))), (parts) => {
      const completed = new Completed();
      for (const part of parts) {
        for (const took of part) completed.push(0, took);
        expect([...completed.inOrder()].length).toBe(completed.tooks.length);
      }
      expect([...completed.inOrder()]).toEqual(parts.flat().sort((a, b) => a - b));
    }),
  );
});

test('points have a shape for each outcome and stand where the operation completed', () => {
  const faults = [{ fault: 'pause', start: 2 * columnNanos, healedAt: 8 * columnNanos }];
  const list = drawLatencies({ ...input, faults, of: 'ok' });
  const fail = list.find((command) => command.kind === 'frame');
  expect(fail).toMatchObject({ ink: 'muted', x: 76 + 9 * 50 - 3.5 });
  expect(list.filter(counted('fill', 'ok'))).toHaveLength(5);
  expect(list[0]).toMatchObject({ ink: 'fault-blue', x: 176, width: 300 });
});

test('the points of one function are those of no other', () => {
  const list = drawLatencies({ ...input, completions: completionsOf(state, 'write'), of: 'ok' });
  expect(list.filter(counted('fill', 'ok'))).toHaveLength(0);
  expect(list.filter(counted('fill', 'fail'))).toHaveLength(1);
  expect(list.filter(counted('stroke', 'info'))).toHaveLength(1);
});

test('the lines are of the outcome that was chosen, and lie over the points', () => {
  const busy = drawnState(`  ${'r.'.repeat(300)}`);
  const span = { start: 0, end: 600 * columnNanos };
  const lines = (of: 'ok' | 'fail') =>
    drawLatencies({
      ...input,
      frame: { ...frame, scale: { ...frame.scale, span } },
      completions: completionsOf(busy),
      of,
    });
  const first = lines('ok').findIndex(counted('stroke', 'ink'));
  expect(first).toBeGreaterThan(lines('ok').findLastIndex(counted('fill', 'ok')));
  expect(lines('fail').some(counted('stroke', 'ink'))).toBe(false);
});

test('of very many completions every k-th is drawn, rare outcomes whole, and it is said', () => {
  const many = { ok: new Completed(), fail: new Completed(), info: new Completed() };
  for (let k = 0; k < 100_000; k++) many.ok.push(k * 200, 1e6 + k);
  many.fail.push(10 * columnNanos, 5e6);
  const list = drawLatencies({ ...input, completions: many, of: 'ok' });
  expect(list.flatMap((command) => (command.kind === 'text' ? [command.text] : []))).toContain('1 of 5 ok drawn');
  expect(list.find(counted('fills', 'fail'))).toMatchObject({ boxes: expect.objectContaining({ length: 4 }) });
});

test('the parts of a bar stand on each other', () => {
  const list = drawRates(input);
  const part = (ink: string) => list.find((command) => command.kind === 'fill' && command.ink === ink);
  const [ok, fail, info] = [part('ok'), part('fail'), part('info')];
  if (ok?.kind !== 'fill' || fail?.kind !== 'fill' || info?.kind !== 'fill') throw new Error('a part is missing');
  expect(ok.y + ok.height).toBe(100);
  expect(fail.y + fail.height).toBeCloseTo(ok.y);
  expect(info.y + info.height).toBeCloseTo(fail.y);
});

test('without operations there are axes and nothing else', () => {
  const list = drawLatencies({ ...input, completions: none, lastNanos: 0, of: 'ok' });
  expect(new Set(list.map((command) => command.kind))).toEqual(new Set(['stroke', 'text']));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import { Buckets } from '../charts/buckets';
import { outcomes } from '../charts/completions';
import { drawMinimap, type MinimapInput, minimapBars, minimapHeightPx } from './minimap';
import { extentOf } from './viewport';

const width = 1088;

function input(buckets: Buckets, lastNanos: number, more: Partial<MinimapInput> = {}): MinimapInput {
  const scale = { span: extentOf(lastNanos), left: 76, right: 1076 };
  return { scale, buckets, faults: [], rivalries: [], violation: undefined, lastNanos, ...more };
}

function boxesOf(list: readonly DrawCommand[], ink: string) {
  return list.flatMap((command) => {
    if (command.kind !== 'fills' || command.ink !== ink) return [];
    return Array.from({ length: command.boxes.length / 4 }, (_, at) => {
      const [x = 0, y = 0, boxWidth = 0, height = 0] = command.boxes.subarray(4 * at);
      return { x, y, width: boxWidth, height };
    });
  });
}

test('the bars count every operation, and each failure is drawn, at any width', () => {
  const completions = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3e11 }), fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info')),
    { minLength: 1, maxLength: 80 },
  );
  fc.assert(
    fc.property(completions, fc.integer({ min: 20, max: 4000 }), (all, plot) => {
      const buckets = new Buckets();
      for (const [time, outcome] of all) buckets.take(time, outcome);
      const lastNanos = Math.max(...all.map(([time]) => time));
      const given = input(buckets, lastNanos);
      const scale = { ...given.scale, right: 76 + plot };
      const bars = minimapBars(buckets, scale);
      for (const outcome of outcomes) {
        const counted = bars.reduce((sum, bar) => sum + bar[outcome], 0);
        expect(counted).toBe(all.filter(([, each]) => each === outcome).length);
      }
      const list = drawMinimap({ ...given, scale });
      for (const outcome of outcomes) {
        for (const box of boxesOf(list, outcome)) {
          expect(box.width).toBeGreaterThanOrEqual(1);
          expect(box.height).toBeGreaterThanOrEqual(1);
          expect(box.x).toBeGreaterThanOrEqual(scale.left);
          expect(box.x + box.width).toBeLessThanOrEqual(scale.right);
          expect(box.y).toBeGreaterThanOrEqual(0);
        }
        const times = all.filter(([, each]) => each === outcome).map(([time]) => time);
        const drawn = boxesOf(list, outcome);
        for (const time of times) {
          const x = scale.left + (time / scale.span.end) * plot;
          // The edges of bars lie on whole pixels.
          expect(drawn.some((box) => x >= box.x - 3 && x <= box.x + box.width + 3)).toBe(true);
        }
      }
    }),
  );
});

test('one failure and one unknown among a million operations are seen', () => {
  const buckets = new Buckets();
  for (let k = 0; k < 1_000_000; k++) buckets.take(k * 100_000, 'ok');
  buckets.take(20e9, 'fail');
  buckets.take(70e9, 'info');
  const list = drawMinimap(input(buckets, 100e9));
  expect(boxesOf(list, 'fail')).toMatchObject([{ height: 4 }]);
  expect(boxesOf(list, 'info')).toMatchObject([{ height: 4 }]);
  expect(boxesOf(list, 'ok').length).toBeLessThan(width / 3);
});

test('an even load is drawn even', () => {
  const buckets = new Buckets();
  for (let k = 0; k < 200_000; k++) buckets.take(k * 150_000, 'ok');
  const heights = boxesOf(drawMinimap(input(buckets, 30e9)), 'ok').map(({ height }) => Math.round(height));
  expect(new Set(heights.slice(0, -1)).size).toBe(1);
});

test('what failed stands on the foot of the bar, what is unknown at its head', () => {
  const buckets = new Buckets();
  for (const outcome of ['info', 'fail', 'ok', 'ok'] as const) buckets.take(5e8, outcome);
  const list = drawMinimap(input(buckets, 1e9));
  const [fail, ok, info] = ['fail', 'ok', 'info'].map((ink) => boxesOf(list, ink)[0]);
  if (!fail || !ok || !info) throw new Error('a part is missing');
  expect(fail.y + fail.height).toBeCloseTo(minimapHeightPx - 2);
  expect(ok.y + ok.height).toBeCloseTo(fail.y);
  expect(info.y + info.height).toBeCloseTo(ok.y);
});

test('short faults, two leaders and the violation are marked', () => {
  const more = {
    faults: [
      { fault: 'partition', start: 1e9, healedAt: 1e9 + 1 },
      { fault: 'partition', start: 9e9 },
    ],
    rivalries: [
      { start: 2e9, end: 2e9 + 5, most: 2 },
      { start: 2.05e9, end: 2.1e9, most: 2 },
    ],
    violation: { title: 'Not linearizable', operation: 0, operations: [0], time: 4e9 },
  };
  const list = drawMinimap(input(new Buckets(), 10e9, more));
  const bands = list.filter((command) => command.kind === 'fill' && command.ink === 'fault-sand');
  expect(bands).toMatchObject([{ width: 2 }, { height: minimapHeightPx }]);
  expect(list.filter(({ kind }) => kind === 'crown')).toHaveLength(1);
  expect(list.filter((command) => command.kind === 'fill' && command.ink === 'accent')).toHaveLength(2);
  expect(list.find(({ kind }) => kind === 'cross')).toMatchObject({
    ink: 'invalid',
    x: expect.closeTo(76 + 4000 / 10.2, 6),
  });
});

test('an empty run has its line and its name', () => {
  const list = drawMinimap(input(new Buckets(), 0));
  expect(list.map(({ kind }) => kind)).toEqual(['stroke', 'text']);
});

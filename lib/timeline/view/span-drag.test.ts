import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyRunState } from '../../protocol/run-state';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { brushedSpan, centredSpan, draggedSpan, errorsOutside, frameBox, grabbedAt, spanWords } from './span-drag';
import { minSpanNanos } from './viewport';

const extent = { start: 0, end: 10e9 };
const scale = { span: extent, left: 100, right: 1100 };
const span = { start: 4e9, end: 6e9 };
const at = (x: number, of = span) => grabbedAt(scale, of, x, 6);

test('the frame is held in its middle and at its edges, the rest is beside it', () => {
  expect([490, 495, 505, 510, 600, 690, 695, 705, 710].map((x) => at(x))).toEqual([
    'beside',
    'start',
    'start',
    'frame',
    'frame',
    'frame',
    'end',
    'end',
    'beside',
  ]);
});

test('a span thinner than a pixel can be found, moved and widened', () => {
  const thin = { start: 5e9, end: 5e9 + minSpanNanos };
  const { x, width } = frameBox(scale, thin);
  expect([Math.round(x), width]).toEqual([594, 12]);
  expect([595, 600, 605].map((place) => at(place, thin))).toEqual(['start', 'frame', 'end']);
  expect(draggedSpan(scale, thin, 'end', 605, 705).end).toBeCloseTo(6e9 + minSpanNanos, 0);
  expect(frameBox(scale, { start: 10e9 - 1, end: 10e9 })).toEqual({ x: 1088, width: 12 });
});

test('a drag within a frame around everything brushes', () => {
  expect([600, 101, 1099].map((x) => at(x, extent))).toEqual(['beside', 'start', 'end']);
});

test('the frame stops at the ends of the run, and its edges at each other', () => {
  expect(draggedSpan(scale, span, 'frame', 600, 700)).toEqual({ start: 5e9, end: 7e9 });
  expect(draggedSpan(scale, span, 'frame', 600, 5000)).toEqual({ start: 8e9, end: 10e9 });
  expect(draggedSpan(scale, span, 'start', 500, 300)).toEqual({ start: 2e9, end: 6e9 });
  expect(draggedSpan(scale, span, 'start', 500, 900)).toEqual({ start: 6e9 - minSpanNanos, end: 6e9 });
  expect(draggedSpan(scale, span, 'end', 700, 0)).toEqual({ start: 4e9, end: 4e9 + minSpanNanos });
});

test('every drag leaves a span within the run', () => {
  const x = fc.integer({ min: -500, max: 2000 });
  fc.assert(
    fc.property(fc.nat(9e9), fc.integer({ min: minSpanNanos, max: 1e9 }), x, x, (start, length, from, to) => {
      const before = { start, end: start + length };
      const grabbed = ['start', 'end', 'frame'] as const;
      const after = [
        ...grabbed.map((part) => draggedSpan(scale, before, part, from, to)),
        brushedSpan(scale, from, to, extent),
        centredSpan(before, to * 1e6, extent),
      ];
      for (const each of after) {
        expect(each.start).toBeGreaterThanOrEqual(0);
        expect(each.end).toBeLessThanOrEqual(10e9);
        expect(each.end - each.start).toBeGreaterThanOrEqual(minSpanNanos - 1e-3);
      }
    }),
  );
});

test('a brush means the same in both directions, and ends at the plot', () => {
  expect(brushedSpan(scale, 700, 500, extent)).toEqual(span);
  expect(brushedSpan(scale, 500, 700, extent)).toEqual(span);
  expect(brushedSpan(scale, 900, 5000, extent)).toEqual({ start: 8e9, end: 10e9 });
});

const state = drawnState(`
  r==.  w==x  w==?   r==.
  w==x    r==.    w==x   `);
const column = (from: number, to: number) => ({ start: from * columnNanos, end: to * columnNanos });

test('errors outside are those of which nothing is in view', () => {
  expect(errorsOutside(state, column(0, 100))).toEqual({ fail: 0, info: 0 });
  expect(errorsOutside(state, column(8, 10))).toEqual({ fail: 2, info: 1 });
  expect(errorsOutside(state, column(13, 14))).toEqual({ fail: 3, info: 0 });
});

test('the part in view in words', () => {
  const run = { start: 0, end: 1e9 };
  expect(spanWords(state, run, run)).toBe('shows the whole run of 22.0 ms');
  expect(spanWords(state, { start: 8e6, end: 10e6 }, run)).toBe(
    'shows 0.008000 s to 0.010000 s of 22.0 ms; 2 failed and 1 unknown operations outside',
  );
  expect(spanWords(emptyRunState(1), run, run)).toBe('nothing has happened yet');
  expect(spanWords(drawnState('r.r.'), { start: 0, end: 5e8 }, run)).toBe(
    'shows 0.0000 s to 0.5000 s of 3.00 ms; no failed or unknown operation outside',
  );
});

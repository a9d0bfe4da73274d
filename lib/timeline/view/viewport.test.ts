import { expect, test } from 'vitest';
import {
  clampSpan,
  extentOf,
  followSpan,
  panSpan,
  revealTime,
  spanOf,
  toTime,
  toX,
  transformOf,
  zoomSpan,
} from './viewport';

const extent = { start: 0, end: 10e9 };

test('zooming keeps the time under the pointer', () => {
  const span = zoomSpan(extent, 4, 2e9, extent);
  expect(span).toEqual({ start: 1.5e9, end: 4e9 });
  const scale = { left: 0, right: 1000 };
  expect(toX({ ...scale, span }, 2e9)).toBe(toX({ ...scale, span: extent }, 2e9));
});

test('no zoom goes beyond the extent or below the least span', () => {
  expect(zoomSpan({ start: 1e9, end: 2e9 }, 0.001, 1.5e9, extent)).toEqual(extent);
  const close = zoomSpan(extent, 1e12, 5e9, extent);
  expect(close.end - close.start).toBeCloseTo(100_000);
});

test('panning stops at the ends', () => {
  expect(panSpan({ start: 1e9, end: 3e9 }, -5e9, extent)).toEqual({ start: 0, end: 2e9 });
  expect(panSpan({ start: 1e9, end: 3e9 }, 50e9, extent)).toEqual({ start: 8e9, end: 10e9 });
  expect(clampSpan({ start: -1, end: 99e9 }, extent)).toEqual(extent);
});

test('following keeps the length and ends at the end', () => {
  expect(followSpan({ start: 0, end: 4e9 }, extent)).toEqual({ start: 6e9, end: 10e9 });
});

test('a time in view moves nothing, a time outside is brought to the middle', () => {
  const span = { start: 2e9, end: 4e9 };
  expect(revealTime(span, 3e9, extent)).toBe(span);
  expect(revealTime(span, 8e9, extent)).toEqual({ start: 7e9, end: 9e9 });
});

test('a pixel and its time lead to each other', () => {
  const scale = { span: { start: 2e9, end: 4e9 }, left: 80, right: 880 };
  expect(toX(scale, 3e9)).toBe(480);
  expect(toTime(scale, 480)).toBe(3e9);
});

test('the transform of a zoom and the span are the same thing', () => {
  const scale = { span: { start: 2e9, end: 4e9 }, left: 80, right: 880 };
  const span = spanOf(transformOf(scale, extent), 80, 880, extent);
  expect(span.start).toBeCloseTo(2e9, 0);
  expect(span.end).toBeCloseTo(4e9, 0);
  expect(spanOf({ k: 1, x: 0 }, 80, 880, extent)).toEqual(extent);
});

test('a run of no length has an axis', () => {
  expect(extentOf(0)).toEqual({ start: 0, end: 1e9 });
});

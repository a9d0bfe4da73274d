import { expect, test } from 'vitest';
import { laneWindow, scrollToLane } from './lane-window';

test('few lanes are all in view, and nothing scrolls', () => {
  expect(laneWindow(10, 120, 0)).toMatchObject({ first: 0, count: 10, hiddenPx: 0 });
});

test('of many lanes so many are in view as fit between what is pinned, and the rest is a scroll away', () => {
  const top = laneWindow(200, 128, 0);
  expect(top.first).toBe(0);
  expect(top.count * top.lanePx + 128 + 24).toBeLessThanOrEqual(512);
  const end = laneWindow(200, 128, top.hiddenPx);
  expect(end.first + end.count).toBe(200);
  expect(laneWindow(200, 128, 1e6).first).toBe(end.first);
  expect(laneWindow(200, 128, -5).first).toBe(0);
});

test('however much is pinned, some lanes are in view', () => {
  expect(laneWindow(50, 900, 0).count).toBe(4);
});

test('a lane out of view is scrolled to, and one in view moves nothing', () => {
  const window = laneWindow(200, 128, 50 * 12);
  expect(scrollToLane(window, window.first)).toBeUndefined();
  expect(scrollToLane(window, window.first - 1)).toBe((window.first - 1) * 12);
  const last = laneWindow(200, 128, scrollToLane(window, 199) ?? 0);
  expect(last.first + last.count).toBe(200);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace';

const frameMs = 16;
/** When each drawing began, ms since the test did. */
let drawn: number[] = [];
let startMs = 0;
let pace: Pace;

/** A page that takes so long to draw; a frame comes as soon as it is done with what it is at. */
function pageThatTakes(drawMs: number): Pace {
  return new Pace(() => {
    drawn.push(performance.now() - startMs);
    busyUntil = performance.now() + drawMs;
  });
}

let busyUntil = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) =>
    setTimeout(callback, Math.max(busyUntil - performance.now(), frameMs)),
  );
  vi.stubGlobal('cancelAnimationFrame', (frame: ReturnType<typeof setTimeout>) => clearTimeout(frame));
  drawn = [];
  busyUntil = 0;
  startMs = performance.now();
});

afterEach(() => {
  pace.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Something new, every so many ms, for so long. */
function nudgeEvery(everyMs: number, forMs: number): void {
  for (let ms = 0; ms < forMs; ms += everyMs) {
    pace.nudge();
    vi.advanceTimersByTime(everyMs);
  }
}

test('what comes after a rest is drawn at once, and nothing is drawn without a reason', () => {
  pace = pageThatTakes(5);
  vi.advanceTimersByTime(1000);
  pace.nudge();
  vi.advanceTimersByTime(1000);
  expect(drawn).toEqual([1000]);
  pace.nudge();
  vi.advanceTimersByTime(1);
  expect(drawn).toEqual([1000, 2000]);
});

test.each([30, 60, 120])('a page that takes %i ms to draw rests a third of that', (drawMs) => {
  pace = pageThatTakes(drawMs);
  nudgeEvery(1, 3000);
  const cycles = drawn.slice(1).map((atMs, place) => atMs - (drawn[place] ?? 0));
  expect(cycles.length).toBeGreaterThan(5);
  for (const cycle of cycles) {
    expect(cycle).toBeGreaterThanOrEqual((4 / 3) * drawMs);
    expect(cycle).toBeLessThanOrEqual((4 / 3) * drawMs + frameMs);
  }
});

test('a page that is very slow rests no longer than what makes it late', () => {
  pace = pageThatTakes(1000);
  nudgeEvery(10, 5000);
  expect(drawn[1]).toBeGreaterThanOrEqual(1000);
  expect(drawn[1]).toBeLessThanOrEqual(1100);
});

test('what came while the page was drawn or rested is drawn, once', () => {
  pace = pageThatTakes(50);
  nudgeEvery(1, 60);
  vi.advanceTimersByTime(5000);
  expect(drawn.length).toBe(2);
});

test('a page that was left is not drawn, whatever it was at', () => {
  for (const leftAfterMs of [0, 5, 20, 70]) {
    pace = pageThatTakes(50);
    pace.nudge();
    vi.advanceTimersByTime(leftAfterMs);
    pace.nudge();
    pace.close();
    const before = drawn.length;
    pace.nudge();
    vi.advanceTimersByTime(5000);
    expect(drawn.length).toBe(before);
  }
});

import { expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import { type ComparedLine, drawComparedLatencies, drawComparedRates, lineStyles } from './compared-lines';
import { Completed } from './completions';

const frame = { scale: { span: { start: 0, end: 10e9 }, left: 76, right: 1076 }, width: 1088, height: 160 };

/** @param rate operations a second, each of which takes so many milliseconds */
function line(letter: string, rate: number, seconds: number, tookMs: number): ComparedLine {
  const completed = new Completed();
  for (let nth = 0; nth < rate * seconds; nth++) completed.push(((nth + 0.5) / rate) * 1e9, tookMs * 1e6);
  return { place: letter.charCodeAt(0) - 65, letter, completed, endNanos: seconds * 1e9 };
}

const strokes = (list: readonly DrawCommand[]) =>
  list.filter((command) => command.kind === 'stroke' && command.lineWidth > 1) as Extract<
    DrawCommand,
    { kind: 'stroke' }
  >[];
const names = (list: readonly DrawCommand[]) =>
  list.filter((command) => command.kind === 'text' && command.isBold) as Extract<DrawCommand, { kind: 'text' }>[];

test('a run that is twice as fast stands twice as high, and each line ends with its run', () => {
  const list = drawComparedRates(frame, [line('A', 10, 10, 5), line('B', 20, 4, 5)]);
  const [a, b] = names(list).toSorted((one, other) => (one.text < other.text ? -1 : 1));
  const base = frame.height - 20;
  expect((base - (b?.y ?? 0)) / (base - (a?.y ?? 0))).toBeCloseTo(2);
  expect(b?.x).toBeLessThan(76 + 400 + 10);
  expect(strokes(list).every(({ y1, y2 }) => y1 === y2)).toBe(true);
});

test('slower stands higher in the latencies, on one scale', () => {
  const list = drawComparedLatencies(frame, [line('A', 20, 10, 2), line('B', 20, 10, 200)]);
  const [fast, slow] = names(list).toSorted((one, other) => (one.text < other.text ? -1 : 1));
  expect(slow?.y).toBeLessThan(fast?.y ?? 0);
});

test('the letters of lines that end together do not lie on each other', () => {
  const list = drawComparedRates(
    frame,
    ['A', 'B', 'C'].map((letter) => line(letter, 10, 10, 5)),
  );
  const heights = names(list).map(({ y }) => y);
  for (const [place, y] of heights.slice(1).entries()) expect((heights[place] ?? 0) - y).toBeGreaterThanOrEqual(12);
});

test('a run in which nothing succeeded has no line, and none makes no error', () => {
  const none = { place: 0, letter: 'A', completed: new Completed(), endNanos: 0 };
  expect(strokes(drawComparedRates(frame, [none]))).toEqual([]);
  expect(names(drawComparedLatencies(frame, [none]))).toEqual([]);
});

test('a line keeps its look where the one before it is not there', () => {
  for (const draw of [drawComparedRates, drawComparedLatencies]) {
    const alone = draw(frame, [line('B', 20, 10, 5)]);
    expect(new Set(strokes(alone).map(({ ink }) => ink))).toEqual(new Set([lineStyles[1]?.ink]));
    expect(names(alone).map(({ ink }) => ink)).toEqual([lineStyles[1]?.ink]);
  }
});

test('no two lines look the same', () => {
  expect(new Set(lineStyles.map((style) => JSON.stringify(style))).size).toBe(6);
});

import { expect, test } from 'vitest';
import { Completed } from './completions';
import { drawQuantileLines, quantilePoints } from './quantile-lines';

/** Ten stretches of 24 px, each of 100 ns. */
const frame = { scale: { span: { start: 0, end: 1000 }, left: 0, right: 240 }, width: 240, height: 100 };

function completed(entries: readonly (readonly [end: number, took: number])[]): Completed {
  const column = new Completed();
  for (const [end, took] of entries) column.push(end, took);
  return column;
}

test('each stretch in which anything completed has its quantiles, by the nearest rank', () => {
  const points = quantilePoints(
    completed([...Array.from({ length: 100 }, (_, k) => [150, k + 1] as const), [950, 7]]),
    frame,
  );
  expect(points).toEqual([
    { x: 36, width: 24, values: [50, 95, 99], count: 100 },
    { x: 228, width: 24, values: [7, 7, 7], count: 1 },
  ]);
});

test('of very many completions every k-th is looked at, and the quantiles stay where they were', () => {
  const many = completed(Array.from({ length: 100_000 }, (_, k) => [150, (k * 7919) % 100_000] as const));
  const [point] = quantilePoints(many, frame);
  expect(point?.count).toBe(100_000);
  for (const [place, wanted] of [50_000, 95_000, 99_000].entries()) {
    expect(Math.abs((point?.values[place] ?? 0) - wanted)).toBeLessThan(2000);
  }
});

test('a line is interrupted where nothing completed, and named at its end', () => {
  const points = [12, 36, 60, 156, 180].map((x) => ({ x, width: 24, values: [10, 20, 30], count: 1 }));
  const list = drawQuantileLines(points, frame, (nanos) => 100 - nanos);
  const lines = list.flatMap((command) => (command.kind === 'stroke' && command.ink === 'ink' ? [command] : []));
  expect(lines).toHaveLength(3 * 3);
  expect(lines.slice(0, 3).map(({ x1, x2, y1 }) => [x1, x2, y1])).toEqual([
    [12, 36, 90],
    [36, 60, 90],
    [156, 180, 90],
  ]);
  expect(list.flatMap((command) => (command.kind === 'text' ? [command.text] : []))).toEqual(['p50', 'p95', 'p99']);
  expect(new Set(lines.map(({ dash }) => dash?.join(' ')))).toEqual(new Set([undefined, '6 3', '2 3']));
});

test('few completions make few stretches, so that each has quantiles to speak of', () => {
  const few = completed(Array.from({ length: 16 }, (_, k) => [k * 60, k] as const));
  expect(quantilePoints(few, frame).map(({ x, width, count }) => [x, width, count])).toEqual([
    [60, 120, 9],
    [180, 120, 7],
  ]);
});

test('names of lines that end at one height are written above one another', () => {
  const points = [12, 36].map((x) => ({ x, width: 24, values: [10, 10, 10], count: 1 }));
  const names = drawQuantileLines(points, frame, (nanos) => 100 - nanos).flatMap((c) =>
    c.kind === 'text' ? [c.y] : [],
  );
  expect(names).toEqual([82, 70, 58]);
});

test('one stretch alone makes no line', () => {
  expect(drawQuantileLines([{ x: 12, width: 24, values: [1, 2, 3], count: 9 }], frame, (nanos) => nanos)).toEqual([]);
});

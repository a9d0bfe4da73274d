import { expect, test } from 'vitest';
import { cyclePicture } from './cycle-picture';

const edges = [
  { from: 2, to: 0, kind: 'rw', reason: 'op 2 read key 3 without 5, which op 0 appended' },
  { from: 0, to: 2, kind: 'realtime', reason: 'op 0 had completed 1.00 ms before op 2 began' },
];

test('each transaction stands once, above what it must come before, with the reason between them', () => {
  const { list, width, height, label } = cyclePicture(edges, (operation) => `op ${operation}`);
  const texts = list.flatMap((command) => (command.kind === 'text' ? [command] : []));
  expect(texts.toSorted((a, b) => a.y - b.y).map(({ text }) => text)).toEqual([
    'op 2',
    `rw   ${edges[0]?.reason}`,
    'op 0',
    `realtime   ${edges[1]?.reason}`,
  ]);
  expect(label).toBe(`${edges[0]?.reason}; ${edges[1]?.reason}`);
  for (const command of list) {
    if (command.kind === 'stroke') {
      expect(Math.max(command.x1, command.x2)).toBeLessThanOrEqual(width);
      expect(Math.max(command.y1, command.y2)).toBeLessThanOrEqual(height);
    }
  }
});

test('a long name is cut, and the picture is as wide as its longest line', () => {
  const long = cyclePicture(edges, () => 'x'.repeat(500));
  expect(long.width).toBeLessThan(900);
  expect(long.width).toBeGreaterThan(cyclePicture(edges, () => 'op').width);
});

import { expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { timelinePicture } from './picture';
import { type SceneInput, timelineScene } from './scene';

const state = drawnState(`
  r===.    w===?
  w====x      c==.`);

function scene(input: Partial<SceneInput> = {}) {
  const span = { start: 0, end: 20 * columnNanos };
  return timelineScene({ state, nodes: ['n1', 'n2'], workers: [0, 1], width: 600, span, ...input });
}

const caption = { title: 'etcd 3.4.23 · local reads', verdict: 'Linearizable. All fit one order.', isViolated: false };

const texts = (list: readonly DrawCommand[]) => list.filter((command) => command.kind === 'text');

test('a picture stands on a ground and is told below: what, the verdict, and which stretch of time', () => {
  const { list, width, height } = timelinePicture(scene(), caption);
  const plot = scene().layout.height;
  expect(list[0]).toEqual({ kind: 'fill', ink: 'raised', x: 0, y: 0, width, height });
  const written = texts(list).filter(({ x, y }) => x === 16 && y > plot + 16);
  expect(written.map(({ text, ink }) => `${ink}: ${text}`)).toEqual([
    'ink: etcd 3.4.23 · local reads',
    'ink: Linearizable. All fit one order.',
    'muted: 0.00000 s to 0.01500 s of 0.01500 s',
  ]);
  expect(written.every(({ y }) => y < height)).toBe(true);
});

test('a verdict that is longer than the picture is wide goes on in the next line', () => {
  const verdict = 'Not linearizable. n1 answered 1 at 12.41 s, but every possible order has 4 since 11.93 s.';
  const wide = timelinePicture(scene(), { ...caption, verdict, isViolated: true });
  const narrow = timelinePicture(scene({ width: 280 }), { ...caption, verdict, isViolated: true });
  const lines = texts(narrow.list).filter(({ ink }) => ink === 'invalid');
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.map(({ text }) => text).join(' ')).toBe(verdict);
  expect(Math.max(...lines.map(({ text }) => text.length)) * 6.8).toBeLessThanOrEqual(280);
  expect(narrow.height).toBeGreaterThan(wide.height);
});

test('what is selected is in the picture, what the pointer points at is not', () => {
  const shown = timelinePicture(scene({ selected: 0, cursor: 3 * columnNanos }), caption);
  const frames = shown.list.filter(({ kind, ink }) => kind === 'frame' && ink === 'accent');
  expect(frames).toHaveLength(1);
  const still = timelinePicture(scene({ selected: 0 }), caption);
  expect(shown.list).toEqual(still.list);
});

test('a margin is all around, and below stands what the marks mean', () => {
  const faults = [{ fault: 'partition', start: 1, madeAt: 2, healedAt: 5e6 }];
  const shown = scene({
    state: { ...state, faults },
    violation: { title: '', operation: 0, operations: [0], time: 4e6 },
  });
  const { list, width, height } = timelinePicture(shown, caption);
  expect(width).toBe(600 + 32);
  for (const text of texts(list)) {
    expect(text.x).toBeGreaterThanOrEqual(16);
    expect(text.y).toBeLessThanOrEqual(height - 16);
  }
  const said = texts(list).map(({ text }) => text);
  expect(said.slice(-5)).toEqual(['ok', 'fail, did not happen', 'info, may happen later', 'violation', 'partition']);
});

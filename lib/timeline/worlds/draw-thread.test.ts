import { describe, expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { drawPointing } from '../tracks/draw';
import { type SceneInput, timelineScene } from '../tracks/scene';
import { isThreadCut } from './draw-thread';
import type { WorldPath } from './world-path';

/** 105 px of names, 12 px of margin, and 1000 px for the plot, 50 a column. */
const plotLeft = 105;
const width = plotLeft + 1000 + 12;

const state = drawnState(`
  w===.       r==.
     w====.`);

/** 0's write, 1's write, and 0's read, which is refused. */
const path: WorldPath = {
  length: 3,
  operations: Int32Array.of(0, 1, 4),
  times: Float64Array.of(2 * columnNanos, 5 * columnNanos, 15 * columnNanos),
  statePlaces: Int32Array.of(0, 1, -1),
  states: ['{:value 1}', '{:value 4}'],
  refusal: "can't read 1 from register 4",
};

function sceneAt(at: number, input: Partial<SceneInput> = {}) {
  const span = { start: 0, end: 20 * columnNanos };
  return timelineScene({ state, nodes: ['n1', 'n2'], workers: [0, 1], width, span, thread: { path, at }, ...input });
}

const lines = (commands: readonly DrawCommand[]) =>
  commands.flatMap((command) => (command.kind === 'stroke' && command.ink !== 'raised' ? [command] : []));
const words = (commands: readonly DrawCommand[]) =>
  commands.flatMap((command) => (command.kind === 'text' ? [command.text] : []));

describe('the thread of a world', () => {
  test('runs from lane to lane through the bars, solid as far as it is taken and faint from there on', () => {
    const [taken, next] = lines(drawPointing(sceneAt(1)));
    const [first, second] = [28 + 14, 28 + 28 + 14];
    expect(taken).toMatchObject({
      ink: 'accent',
      lineWidth: 2,
      x1: plotLeft + 100,
      y1: first,
      x2: plotLeft + 250,
      y2: second,
    });
    expect(taken?.dash).toBeUndefined();
    expect(next).toMatchObject({ x1: plotLeft + 250, y1: second, x2: plotLeft + 750, y2: first, dash: [3, 3] });
  });

  test('says the state at the step where a person stands', () => {
    expect(words(drawPointing(sceneAt(0)))).toEqual(['{:value 1}']);
    expect(words(drawPointing(sceneAt(1)))).toEqual(['{:value 4}']);
  });

  test('ends in a cross with the words of the model', () => {
    const commands = drawPointing(sceneAt(2));
    expect(lines(commands).at(-1)).toMatchObject({ ink: 'invalid', x2: plotLeft + 750 });
    expect(commands.find(({ kind }) => kind === 'cross')).toMatchObject({ ink: 'invalid', x: plotLeft + 750, y: 42 });
    expect(words(commands)).toEqual(["can't read 1 from register 4"]);
  });

  test('marks the refused step with its cross before anybody has come to it', () => {
    expect(drawPointing(sceneAt(0)).filter(({ kind }) => kind === 'cross')).toHaveLength(1);
  });

  test('leaves the picture where it goes on outside, and goes no further', () => {
    const span = { start: 4 * columnNanos, end: 10 * columnNanos };
    const commands = drawPointing(sceneAt(1, { span }));
    for (const line of lines(commands)) {
      expect(Math.min(line.x1, line.x2)).toBeGreaterThanOrEqual(plotLeft);
      expect(Math.max(line.x1, line.x2)).toBeLessThanOrEqual(plotLeft + 1000);
    }
    expect(lines(commands)).toHaveLength(2);
    expect(commands.some(({ kind }) => kind === 'cross')).toBe(false);
  });

  test('passes by the lanes that a narrow screen leaves out', () => {
    expect(lines(drawPointing(sceneAt(1, { workers: [0] })))).toMatchObject([
      { x1: plotLeft + 100, x2: plotLeft + 750 },
    ]);
  });

  test('is nothing without a world', () => {
    expect(drawPointing(sceneAt(0, { thread: undefined }))).toEqual([]);
  });
});

describe('the thread of a long world, seen from far away', () => {
  const count = 100_000;
  const long: WorldPath = {
    length: count,
    operations: new Int32Array(count),
    times: Float64Array.from({ length: count }, (_, step) => (step * 20 * columnNanos) / count),
    statePlaces: new Int32Array(count),
    states: ['{:value 1}'],
    refusal: undefined,
  };

  test('shows the steps nearest to the one where a person stands, and says so', () => {
    const thread = { path: long, at: 50_000 };
    const scene = sceneAt(0, { thread });
    expect(isThreadCut(scene, thread)).toBe(true);
    const drawn = lines(drawPointing(scene));
    expect(drawn.length).toBeGreaterThan(50);
    expect(drawn.length).toBeLessThan(120);
    expect(drawn.every(({ x1, x2 }) => Math.abs(x1 - plotLeft - 500) < 5 && Math.abs(x2 - plotLeft - 500) < 5)).toBe(
      true,
    );
    expect(isThreadCut(sceneAt(0), { path, at: 0 })).toBe(false);
  });

  test('shows what is in view when the step is elsewhere', () => {
    const thread = { path: long, at: count - 1 };
    const scene = sceneAt(0, { thread, span: { start: 0, end: columnNanos } });
    expect(lines(drawPointing(scene)).length).toBeGreaterThan(50);
  });
});

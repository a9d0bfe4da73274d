import { expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { timelineScene } from '../tracks/scene';
import { FilteredLanes } from '../view/filtered-lanes';
import { noFilter } from '../view/operation-filter';
import { toX } from '../view/viewport';
import { drawContradiction } from './draw-contradiction';

const state = drawnState(`
  w===.
        r==.
               r==.`);
const nodes = ['n1', 'n2', 'n3'];
const violation = { title: 'Not linearizable', operation: 4, operations: [4, 2, 0], time: 16 * columnNanos };
const whole = { start: 0, end: 20 * columnNanos };

function scene(span = whole, of = state) {
  return timelineScene({ state: of, nodes, workers: [0, 1, 2], width: 600, span, violation });
}

const strokes = (list: readonly DrawCommand[]) =>
  list.flatMap((command) => (command.kind === 'stroke' && command.ink !== 'raised' ? [command] : []));
const frames = (list: readonly DrawCommand[]) =>
  list.flatMap((command) => (command.kind === 'frame' ? [command.ink] : []));

test('the thread runs through the operations of the contradiction, in the order in which they ended', () => {
  const shown = scene();
  const list = drawContradiction(shown);
  const [first, last] = strokes(list);
  expect(frames(list)).toEqual(['accent', 'accent', 'invalid']);
  expect(first?.x1).toBeCloseTo(toX(shown.scale, 2 * columnNanos), 3);
  expect(last).toMatchObject({ ink: 'invalid', x2: toX(shown.scale, 16 * columnNanos) });
  expect(strokes(list)).toHaveLength(2);
});

test('it ends at the edge of the plot where it leaves the view', () => {
  const shown = scene({ start: 5 * columnNanos, end: 20 * columnNanos });
  const [first] = strokes(drawContradiction(shown));
  expect(first?.x1).toBe(shown.scale.left);
  expect(strokes(drawContradiction(scene({ start: 18 * columnNanos, end: 20 * columnNanos })))).toEqual([]);
});

test('nothing of it is drawn while a whole world is, and no operation that a filter hides', () => {
  const path = {
    length: 0,
    operations: new Int32Array(),
    times: new Float64Array(),
    statePlaces: new Int32Array(),
    states: [],
    refusal: undefined,
  };
  expect(drawContradiction({ ...scene(), thread: { path, at: 0 } })).toEqual([]);
  const { lanes } = new FilteredLanes({ ...noFilter, f: ['read'] }, nodes).in(state);
  expect(frames(drawContradiction(scene(whole, { ...state, lanes })))).toEqual(['accent', 'invalid']);
});

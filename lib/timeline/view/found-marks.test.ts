import { expect, test } from 'vitest';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { timelineScene } from '../tracks/scene';
import { drawFound, drawFoundOnMinimap, foundMarks } from './found-marks';
import { Finding, operationSearch } from './search';

const state = drawnState(`
  r===.    w===?     r===.
    w====x      c==.      w===`);

const span = { start: 0, end: 20 * columnNanos };

function marksOf(query: string) {
  const search = operationSearch(query);
  if (!search) throw new Error('there should be words to search for');
  return foundMarks(state, new Finding(search, () => 'n1').in(state.operations));
}

function boxesOf(query: string, view = span) {
  const scene = timelineScene({ state, nodes: ['n1', 'n2'], workers: [0, 1], width: 600, span: view });
  const [command] = drawFound({ ...scene, found: marksOf(query) });
  return command?.kind === 'fills'
    ? { count: command.boxes.length / 4, rows: scene.layout.rows, boxes: command.boxes }
    : undefined;
}

test('what was found is underlined in its lane, where it is in view', () => {
  const found = boxesOf('cas');
  expect(found?.count).toBe(1);
  const [, , second] = found?.rows ?? [];
  expect(found?.boxes[1]).toBe((second?.top ?? 0) + (second?.height ?? 0) - 4);
  expect(boxesOf('write')?.count).toBe(2);
  expect(boxesOf('read', { start: 15 * columnNanos, end: 18 * columnNanos })).toBeUndefined();
  expect(boxesOf('nothing')).toBeUndefined();
});

test('the minimap has a tick for each, and one for those that lie on each other', () => {
  const ticks = (right: number) => {
    const [command] = drawFoundOnMinimap(marksOf('write'), {
      span: { ...span, end: 30 * columnNanos },
      left: 0,
      right,
    });
    return command?.kind === 'fills' ? command.boxes.length / 4 : 0;
  };
  expect(ticks(600)).toBe(3);
  expect(ticks(3)).toBeLessThan(3);
  expect(drawFoundOnMinimap(undefined, { span, left: 0, right: 10 })).toEqual([]);
});

import { expect, test } from 'vitest';
import { emptyRunState } from '../../protocol/run-state';
import { drawTimeline } from '../tracks/draw';
import { hitTest } from '../tracks/hit';
import { timelineScene } from '../tracks/scene';
import { drawBookmarksOnMinimap } from './bookmark-flags';
import { toX } from './viewport';

const bookmark = (at: number) => ({ id: `bookmark${at}`, at, text: '' });
const bookmarks = [bookmark(1e9), bookmark(3e9), bookmark(30e9)];
const scene = timelineScene({
  ...{ state: emptyRunState(2), nodes: ['n1', 'n2'], workers: [0, 1], width: 800 },
  ...{ span: { start: 0, end: 10e9 }, bookmarks },
});

test('each bookmark in view has a flag at its moment', () => {
  const flags = drawTimeline(scene).filter(({ kind }) => kind === 'glyph');
  const xs = flags.map((flag) => ('x' in flag ? Math.round(flag.x + 1.5) : undefined));
  expect(xs).toEqual([1e9, 3e9].map((at) => Math.round(toX(scene.scale, at))));
});

test('a flag is hit at its foot, and nowhere else', () => {
  const x = toX(scene.scale, 3e9) + 4;
  const { axisTop } = scene.layout;
  expect(hitTest(scene, x, axisTop - 4)).toEqual({ kind: 'bookmark', bookmark: 1 });
  expect(hitTest(scene, x, axisTop - 40)).toBeUndefined();
  expect(hitTest(scene, x + 60, axisTop - 4)).toBeUndefined();
});

test('the minimap has a tick for each', () => {
  const extent = { span: { start: 0, end: 40e9 }, left: 0, right: 400 };
  const [ticks] = drawBookmarksOnMinimap(bookmarks, extent);
  expect(ticks).toMatchObject({ kind: 'fills', ink: 'accent' });
  expect(ticks && 'boxes' in ticks && [...ticks.boxes].filter((_, i) => i % 4 === 0)).toEqual([9, 29, 299]);
  expect(drawBookmarksOnMinimap([], extent)).toEqual([]);
});

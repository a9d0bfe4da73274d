import { expect, test } from 'vitest';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import type { TimeScale } from '../view/viewport';
import { laneBars } from './bars';
import { laneTimes } from './scene';

/** A lane with `pxPerColumn` pixels a column; the bars as `outcome x+width`, with the count where bars were merged. */
function bars(drawing: string, pxPerColumn: number, columns = drawing.length, from = 0): readonly string[] {
  const state = drawnState(drawing);
  const scale: TimeScale = {
    span: { start: from * columnNanos, end: (from + columns) * columnNanos },
    left: 0,
    right: columns * pxPerColumn,
  };
  const lane = laneTimes(state, 0);
  return laneBars(lane, scale).map(
    ({ outcome, x, width, count }) => `${outcome} ${x}+${width}${count > 1 ? ` ×${count}` : ''}`,
  );
}

test('a bar runs from its invocation to its completion', () => {
  expect(bars('r==.  w==x  w==?', 10)).toEqual(['ok 0+30', 'fail 60+30', 'info 120+30']);
});

test('an open operation runs to the end of the history', () => {
  const state = drawnState('w===\nr==.r==.');
  const lane = laneTimes(state, 0);
  const scale = { span: { start: 0, end: 10 * columnNanos }, left: 0, right: 100 };
  expect(laneBars(lane, scale)).toMatchObject([{ outcome: 'open', x: 0, width: 70 }]);
});

test('a bar is never too thin to be seen', () => {
  expect(bars('r.        r.', 1)).toEqual(['ok 0+4', 'ok 10+4']);
});

test('only what lies in the span is drawn, also when it begins before', () => {
  expect(bars('r=.  w=====.  r=.  r=.', 10, 10, 7)).toEqual(['ok 0+40', 'ok 70+20']);
});

test('bars on the same pixels are merged', () => {
  expect(bars('r.r.r.r.', 0.25)).toEqual(['ok 0+5.5 ×4']);
});

test('a fail, an info and an open operation among many oks keep their own bars', () => {
  expect(bars('r.r.w?r.rxr.r.r', 0.1)).toHaveLength(4);
  expect(bars('r.r.w?r.rxr.r.r', 0.1).map((bar) => bar.split(' ')[0])).toEqual(['ok', 'info', 'fail', 'open']);
});

test('ten thousand operations are no more bars than there are pixels', () => {
  expect(bars('r.'.repeat(10_000), 0.05).length).toBeLessThan(1000);
});

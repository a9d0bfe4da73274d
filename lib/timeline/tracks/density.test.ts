import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lane } from '../../protocol/lane';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import type { TimeScale } from '../view/viewport';
import { densityColumns, isDense } from './density';
import { laneTimes } from './scene';

/** Columns as `x+width`, how busy in sixths, and the marks. */
function columns(drawing: string, pxPerColumn: number): readonly string[] {
  const state = drawnState(drawing);
  const scale = { span: { start: 0, end: drawing.length * columnNanos }, left: 0, right: drawing.length * pxPerColumn };
  return densityColumns(laneTimes(state, 0), scale, 1).map(
    ({ x, width, busy, hasFail, hasInfo }) =>
      `${x}+${Math.round(width)} ${Math.round(busy * 6)}${hasFail ? ' fail' : ''}${hasInfo ? ' info' : ''}`,
  );
}

test('a column says how busy the worker was, and neighbours alike are one', () => {
  expect(columns('r========.r========.                    r====.    ', 0.1)).toEqual(['0+2 6', '4+1 3']);
});

test('a lone fail and a lone info among many oks stand out where they are', () => {
  const oks = 'r.'.repeat(50);
  expect(columns(`${oks}rx${oks}w?${oks}`, 0.1)).toEqual(['0+10 3', '10+1 3 fail', '11+9 3', '20+1 3 info', '21+9 3']);
});

test('an operation longer than a column is in each that it crosses', () => {
  expect(columns('w=================x ', 0.2)).toEqual(['0+3 6 fail', '3+1 4 fail']);
});

test('a lane is dense only while its operations are thinner than can be told apart', () => {
  const state = drawnState('r.'.repeat(1000));
  const scale = (columnsInView: number): TimeScale => ({
    span: { start: 0, end: columnsInView * columnNanos },
    left: 0,
    right: 1000,
  });
  expect([isDense(laneTimes(state, 0), scale(2000)), isDense(laneTimes(state, 0), scale(100))]).toEqual([true, false]);
});

test('every operation in view lies in a column, and every fail and info in one that is marked', () => {
  const drawn = fc.array(
    fc.record({
      wait: fc.nat(30),
      took: fc.nat(30),
      type: fc.constantFrom<'ok' | 'fail' | 'info'>('ok', 'ok', 'ok', 'fail', 'info'),
    }),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(drawn, fc.nat(1000), fc.integer({ min: 1, max: 2000 }), (operations, start, length) => {
      const lane = new Lane();
      let clock = 0;
      for (const [place, { wait, took, type }] of operations.entries()) {
        clock += wait + 1;
        lane.begin(place, clock);
        clock += took;
        lane.complete(type, clock);
      }
      const scale = { span: { start, end: start + length }, left: 0, right: 50 };
      const found = densityColumns({ lane, lastNanos: clock }, scale, 1);
      for (let at = 0; at < lane.length; at++) {
        const begin = Math.max(start, lane.starts.values[at] as number);
        const end = lane.ends.values[at] as number;
        if (end < start || begin >= start + length) continue;
        const x = ((begin - start) / length) * 50;
        const column = found.find((each) => x >= each.x - 1e-9 && x <= each.x + each.width + 1e-9);
        expect(column).toBeDefined();
        const type = operations[at]?.type;
        const holds = (mark: 'hasFail' | 'hasInfo') =>
          found.some((each) => each[mark] && x >= each.x - 1e-9 && x <= each.x + each.width + 1e-9);
        if (type === 'fail') expect(holds('hasFail')).toBe(true);
        if (type === 'info') expect(holds('hasInfo')).toBe(true);
      }
      for (const { busy } of found) expect(busy >= 0 && busy <= 1).toBe(true);
    }),
  );
});

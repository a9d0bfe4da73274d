import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lane } from './lane';

type Ended = 'ok' | 'fail' | 'info';

/** Operations that follow each other: how long each waits and takes, and how it ends. */
const drawn = fc.array(
  fc.record({ wait: fc.nat(5), took: fc.nat(5), type: fc.constantFrom<Ended>('ok', 'fail', 'info') }),
  { maxLength: 200 },
);

test('what the sums tell of a stretch is what counting tells', () => {
  fc.assert(
    fc.property(drawn, fc.nat(220), fc.nat(220), fc.nat(1500), (operations, one, other, time) => {
      const lane = new Lane();
      let clock = 0;
      const ended = operations.map(({ wait, took, type }, place) => {
        const start = clock + wait + 1;
        clock = start + took;
        lane.begin(place, start);
        lane.complete(type, clock);
        return { start, end: clock, took, type };
      });
      const from = Math.min(one, other, ended.length);
      const to = Math.min(Math.max(one, other), ended.length);
      const stretch = ended.slice(from, to);
      const count = (type: Ended) => stretch.filter((each) => each.type === type).length;
      const first = (type: Ended) => {
        const at = stretch.findIndex((each) => each.type === type);
        return at < 0 ? -1 : from + at;
      };
      expect([lane.fails(from, to), lane.infos(from, to)]).toEqual([count('fail'), count('info')]);
      expect([lane.firstFail(from, to), lane.firstInfo(from, to)]).toEqual([first('fail'), first('info')]);
      expect(lane.busy(from, to)).toBe(stretch.reduce((sum, { took }) => sum + took, 0));
      expect(lane.firstFrom(time)).toBe(ended.filter(({ start }) => start < time).length);
      expect(lane.firstNotOver(time)).toBe(ended.filter(({ end }) => end < time).length);
    }),
  );
});

test('an operation that is open counts as neither failed nor crashed, and is never over', () => {
  const lane = new Lane();
  lane.begin(0, 5);
  expect([lane.fails(0, 1), lane.infos(0, 1), lane.busy(0, 1), lane.firstFail(0, 1)]).toEqual([0, 0, 0, -1]);
  expect(lane.firstNotOver(1e12)).toBe(0);
});

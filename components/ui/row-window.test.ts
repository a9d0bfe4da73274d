import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxListPx, type RowList, rowWindow, scrollTopFor } from './row-window';

const short: RowList = { count: 100, rowPx: 20, viewPx: 200 };

test('a short list has a place for each row, and draws those near the view', () => {
  expect(rowWindow(short, 0)).toEqual({ heightPx: 2000, first: 0, end: 22, topPx: 0 });
  expect(rowWindow(short, 1000)).toEqual({ heightPx: 2000, first: 38, end: 72, topPx: 760 });
  expect(rowWindow(short, 1800)).toEqual({ heightPx: 2000, first: 78, end: 100, topPx: 1560 });
});

test('an empty list draws nothing', () => {
  expect(rowWindow({ ...short, count: 0 }, 0)).toEqual({ heightPx: 0, first: 0, end: 0, topPx: 0 });
});

test('a row in view stays where it is, another comes to the nearer edge', () => {
  expect(scrollTopFor(short, 5, 0)).toBe(0);
  expect(scrollTopFor(short, 10, 0)).toBe(20);
  expect(scrollTopFor(short, 3, 100)).toBe(60);
});

test('of a list of any length the first and the last row are reached, and any row that is asked for is drawn in view', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000_000 }), fc.nat(), fc.nat(maxListPx), (count, row, scrolled) => {
      const list: RowList = { count, rowPx: 20, viewPx: 400 };
      const { heightPx } = rowWindow(list, 0);
      expect(heightPx).toBeLessThanOrEqual(maxListPx);
      expect(rowWindow(list, 0).first).toBe(0);
      expect(rowWindow(list, heightPx).end).toBe(count);
      const wanted = row % count;
      const scrollTop = scrollTopFor(list, wanted, Math.min(scrolled, Math.max(0, heightPx - 400)));
      const { first, end, topPx } = rowWindow(list, scrollTop);
      expect(wanted >= first && wanted < end).toBe(true);
      const top = topPx + (wanted - first) * 20 - scrollTop;
      expect(top).toBeGreaterThan(-20);
      expect(top).toBeLessThan(400);
      expect(end - first).toBeLessThan(50);
    }),
  );
});

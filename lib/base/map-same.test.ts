import { expect, test } from 'vitest';
import { mapSame } from './map-same';

test('the list stays the same while every item does', () => {
  const items = [1, 2, 3];
  expect(mapSame(items, (item) => item)).toBe(items);
});

test('a change makes another list and leaves the first as it was', () => {
  const items = [1, 2, 3, 4];
  expect(mapSame(items, (item) => (item % 2 === 0 ? -item : item))).toEqual([1, -2, 3, -4]);
  expect(items).toEqual([1, 2, 3, 4]);
});

test('every item is asked once, in order', () => {
  const asked: string[] = [];
  mapSame(['a', 'b', 'c'], (item) => {
    asked.push(item);
    return item === 'a' ? 'A' : item;
  });
  expect(asked).toEqual(['a', 'b', 'c']);
});

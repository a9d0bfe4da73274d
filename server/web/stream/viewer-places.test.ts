import { expect, test } from 'vitest';
import { ViewerPlaces } from './viewer-places';

test('the oldest of those that showed nothing goes when one more comes', () => {
  const places = new ViewerPlaces();
  const ended: number[] = [];
  const strangers = Array.from({ length: 505 }, (_, i) => ({ close: () => void ended.push(i) }));
  for (const stranger of strangers) places.await(stranger);
  expect(ended).toEqual(Array.from({ length: 505 - 64 }, (_, i) => i));
  // One that showed what it has is no stranger any more.
  const shown = strangers.at(441);
  if (shown) places.forget(shown);
  places.await({ close: () => void ended.push(1000) });
  expect(ended).not.toContain(441);
  places.await({ close: () => void ended.push(1001) });
  expect(ended.at(-1)).toBe(442);
});

test('guests take no place of an operator, and give theirs back once', () => {
  const places = new ViewerPlaces();
  const guests = Array.from({ length: 600 }, () => places.take('viewer'));
  expect(guests.every((leave) => leave !== undefined)).toBe(true);
  expect(places.take('viewer')).toBeUndefined();
  expect(places.take('operator')).toBeDefined();
  guests[0]?.();
  guests[0]?.();
  expect(places.take('viewer')).toBeDefined();
  expect(places.take('viewer')).toBeUndefined();
});

test('guests of one link leave places for those of another', () => {
  const places = new ViewerPlaces();
  const [first, ...others] = Array.from({ length: 550 }, () => places.take('viewer', 'one'));
  expect([first, ...others].every((leave) => leave !== undefined)).toBe(true);
  expect(places.take('viewer', 'one')).toBeUndefined();
  expect(places.take('viewer', 'another')).toBeDefined();
  first?.();
  expect(places.take('viewer', 'one')).toBeDefined();
});

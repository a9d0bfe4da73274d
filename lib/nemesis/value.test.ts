import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../base/random';
import { randomHalves } from './grudge';
import { cutOff, formatNemesisValue, fullyConnected, grudgeOf, parseNemesisValue } from './value';

const grudge = {
  n5: ['n4', 'n1'],
  n2: ['n4', 'n1'],
  n3: ['n4', 'n1'],
  n1: ['n3', 'n2', 'n5'],
  n4: ['n3', 'n2', 'n5'],
};

test('a cut prints as in the post', () => {
  expect(formatNemesisValue(cutOff(grudge))).toBe(
    '"Cut off {:n5 #{:n4 :n1}, :n2 #{:n4 :n1}, :n3 #{:n4 :n1}, :n1 #{:n3 :n2 :n5}, :n4 #{:n3 :n2 :n5}}"',
  );
});

test('the beginning of a fault prints as nil, the end of one in quotes', () => {
  expect(formatNemesisValue(null)).toBe('nil');
  expect(formatNemesisValue(fullyConnected)).toBe('"fully connected"');
});

test('what was printed reads back as the same value', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 2, max: 9 }), (seed, count) => {
      const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`);
      const value = cutOff(randomHalves(nodes, randomFrom(seed)).value);
      expect(parseNemesisValue(formatNemesisValue(value))).toEqual(value);
    }),
  );
  expect(parseNemesisValue('nil')).toBeNull();
  expect(parseNemesisValue('"fully connected"')).toBe(fullyConnected);
  expect(parseNemesisValue(':network-healed')).toBeUndefined();
});

test('only a cut tells of a grudge', () => {
  expect(grudgeOf(cutOff(grudge))).toEqual(grudge);
  for (const value of [null, 'fully connected', 3, [1], {}, { cutOff: 'n1' }, { cutOff: { n1: [1] } }]) {
    expect(grudgeOf(value)).toBeUndefined();
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disturbanceWords, linksOf, linksWords, packetDirections, undisturbed } from './disturbance';

const four = ['n1', 'n2', 'n3', 'n4'];

test('the packets to and from a node, to it only or from it only are its links', () => {
  expect(linksOf(['n2'], four, 'inbound')).toEqual({ n2: ['n1', 'n3', 'n4'] });
  expect(linksOf(['n2'], four, 'outbound')).toEqual({ n1: ['n2'], n3: ['n2'], n4: ['n2'] });
  expect(linksOf(['n2'], four, 'both')).toEqual({ n1: ['n2'], n2: ['n1', 'n3', 'n4'], n3: ['n2'], n4: ['n2'] });
  expect(linksOf([], four, 'both')).toEqual({});
});

test('whose packets they are is told as it was asked for', () => {
  const words = { both: 'to and from', inbound: 'to', outbound: 'from' };
  fc.assert(
    fc.property(fc.subarray(four, { minLength: 1, maxLength: 2 }), fc.constantFrom(...packetDirections), (hit, way) => {
      expect(linksWords(linksOf(hit, four, way), four)).toBe(`packets ${words[way]} ${hit.join(', ')}`);
    }),
  );
  for (const way of packetDirections) expect(linksWords(linksOf(four, four, way), four)).toBe('all packets');
  expect(linksWords({ n1: ['n2'], n3: ['n4'] }, four)).toBe('packets on 2 links');
});

test('what becomes of them is told with its measure, and nothing of the rest', () => {
  const told = (some: object) => disturbanceWords({ ...undisturbed, ...some });
  expect(told({ delayMs: 100 })).toBe('delayed by 100 ms');
  expect(told({ delayMs: 100, jitterMs: 20, rateKbit: 500 })).toBe('delayed by 100 ± 20 ms, at most 500 kbit/s');
  expect(told({ lost: 0.05, twice: 0.07, late: 0.1, corrupt: 0.001 })).toBe(
    '5 % lost, 7 % sent twice, 10 % out of order, 0.1 % corrupted',
  );
  expect(told({})).toBe('as they are');
});

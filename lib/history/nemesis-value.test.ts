import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../base/random';
import { randomHalves } from '../nemesis/grudge';
import type { Fault } from './fault';
import {
  allRunning,
  faultOf,
  faultValue,
  formatNemesisValue,
  fullyConnected,
  mendedValue,
  parseNemesisValue,
} from './nemesis-value';

const grudge = {
  n5: ['n4', 'n1'],
  n2: ['n4', 'n1'],
  n3: ['n4', 'n1'],
  n1: ['n3', 'n2', 'n5'],
  n4: ['n3', 'n2', 'n5'],
};

const cutText = '"Cut off {:n5 #{:n4 :n1}, :n2 #{:n4 :n1}, :n3 #{:n4 :n1}, :n1 #{:n3 :n2 :n5}, :n4 #{:n3 :n2 :n5}}"';

test('a cut prints as in the post', () => {
  expect(formatNemesisValue(faultValue({ kind: 'cut', grudge }))).toBe(cutText);
});

test('a pause and a kill print whom they hit, and their ends who runs again', () => {
  expect(formatNemesisValue(faultValue({ kind: 'pause', nodes: ['n3'] }))).toBe('"Paused n3"');
  expect(formatNemesisValue(faultValue({ kind: 'kill', nodes: ['n3', 'n4'] }))).toBe('"Killed n3, n4"');
  expect(formatNemesisValue(mendedValue('pause', ['n3']))).toBe('"Resumed n3"');
  expect(formatNemesisValue(mendedValue('kill', ['n3', 'n4']))).toBe('"Restarted n3, n4"');
  expect(formatNemesisValue(mendedValue('kill', []))).toBe('"all running"');
});

test('where the leader was looked for, the value says who it was, or that nobody knew', () => {
  expect(formatNemesisValue(faultValue({ kind: 'pause', nodes: ['n3'] }, 'n3'))).toBe('"Paused n3; leader n3"');
  expect(formatNemesisValue(faultValue({ kind: 'kill', nodes: ['n4'] }, null))).toBe('"Killed n4; no leader known"');
  expect(formatNemesisValue(faultValue({ kind: 'cut', grudge: { n1: ['n2'], n2: ['n1'] } }, 'n2'))).toBe(
    '"Cut off {:n1 #{:n2}, :n2 #{:n1}}; leader n2"',
  );
});

test('the beginning of a fault prints as nil, the end of a cut in quotes', () => {
  expect(formatNemesisValue(null)).toBe('nil');
  expect(formatNemesisValue(fullyConnected)).toBe('"fully connected"');
});

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 9 });
const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('pause' as const, 'kill' as const), nodes: names }),
  fc
    .tuple(fc.integer(), names)
    .map(([seed, nodes]) => ({ kind: 'cut' as const, grudge: randomHalves(nodes, randomFrom(seed)).value })),
);
const leaders = fc.option(
  names.map(([name]) => name ?? ''),
  { nil: null },
);

test('what was printed reads back as the same value', () => {
  fc.assert(
    fc.property(faults, fc.option(leaders, { nil: undefined }), (fault, leader) => {
      const value = faultValue(fault, leader);
      expect(parseNemesisValue(formatNemesisValue(value))).toEqual(value);
      expect(faultOf(value)).toEqual(fault);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom('pause' as const, 'kill' as const), fc.option(names), (kind, nodes) => {
      const value = mendedValue(kind, nodes ?? []);
      expect(parseNemesisValue(formatNemesisValue(value))).toEqual(value);
      expect(faultOf(value)).toBeUndefined();
    }),
  );
  for (const text of [fullyConnected, allRunning, 'Paused', 'Paused by hand', 'so be it; leader n1']) {
    expect(parseNemesisValue(`"${text}"`)).toBe(text);
  }
  expect(parseNemesisValue('nil')).toBeNull();
  expect(parseNemesisValue(':network-healed')).toBeUndefined();
});

test('only what was done to somebody is a fault', () => {
  const none = [null, 'fully connected', 3, [1], {}, { cutOff: 'n1' }, { cutOff: { n1: [1] } }];
  for (const value of [...none, { paused: [] }, { paused: 'n1' }, { killed: [1] }, { resumed: ['n1'] }]) {
    expect(faultOf(value)).toBeUndefined();
  }
});

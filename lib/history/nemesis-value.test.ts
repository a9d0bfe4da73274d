import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../base/json';
import { randomFrom } from '../base/random';
import { randomHalves } from '../nemesis/grudge';
import { faultMark, formatNemesisValue, markOf, parseNemesisValue, unmarked } from './nemesis-value';

const grudge = {
  n5: ['n4', 'n1'],
  n2: ['n4', 'n1'],
  n3: ['n4', 'n1'],
  n1: ['n3', 'n2', 'n5'],
  n4: ['n3', 'n2', 'n5'],
};

const cutText = '"Cut off {:n5 #{:n4 :n1}, :n2 #{:n4 :n1}, :n3 #{:n4 :n1}, :n1 #{:n3 :n2 :n5}, :n4 #{:n3 :n2 :n5}}"';

const begun = markOf({ phase: 'begin', id: 4, fault: 'pause' });
const ended = markOf({ phase: 'end', id: 4, fault: 'pause' });

test('a cut prints as in the post', () => {
  expect(formatNemesisValue({ cutOff: grudge })).toBe(cutText);
  expect(formatNemesisValue({ id: 1, fault: 'partition-random-halves', cutOff: grudge })).toBe(cutText);
});

test('a pause and a kill print whom they hit, and their ends who runs again', () => {
  expect(formatNemesisValue({ ...begun, paused: ['n3'] })).toBe('"Paused n3"');
  expect(formatNemesisValue({ killed: ['n3', 'n4'] })).toBe('"Killed n3, n4"');
  expect(formatNemesisValue({ ...ended, resumed: ['n3'] })).toBe('"Resumed n3"');
  expect(formatNemesisValue({ restarted: ['n3', 'n4'] })).toBe('"Restarted n3, n4"');
  expect(formatNemesisValue({ ...ended, state: 'all running' })).toBe('"all running"');
  expect(formatNemesisValue('all running')).toBe('"all running"');
});

test('where the leader was looked for, the value says who it was, or that none was known', () => {
  expect(formatNemesisValue({ ...begun, paused: ['n3'], leader: 'n3' })).toBe('"Paused n3; leader n3"');
  expect(formatNemesisValue({ killed: ['n4'], leader: null })).toBe('"Killed n4; no leader known"');
  expect(formatNemesisValue({ cutOff: { n1: ['n2'], n2: ['n1'] }, leader: 'n2' })).toBe(
    '"Cut off {:n1 #{:n2}, :n2 #{:n1}}; leader n2"',
  );
});

test('the beginning of a fault prints as nil, the end of a cut in quotes, another fault as EDN', () => {
  expect([null, begun, ended].map(formatNemesisValue)).toEqual(['nil', 'nil', 'nil']);
  expect(formatNemesisValue('fully connected')).toBe('"fully connected"');
  expect(formatNemesisValue({ ...ended, state: 'fully connected' })).toBe('"fully connected"');
  expect(formatNemesisValue({ id: 4, fault: 'skew', nodes: ['n1'], ms: 200 })).toBe('{:nodes ["n1"], :ms 200}');
});

test('a value with an id says which fault it begins or ends; one of version 1 has none', () => {
  expect(faultMark({ ...begun, paused: ['n3'] })).toEqual({ phase: 'begin', id: 4, fault: 'pause' });
  expect(faultMark(ended)).toEqual({ phase: 'end', id: 4, fault: 'pause' });
  expect([begun, { ...ended, resumed: ['n1'] }].map(unmarked)).toEqual([null, { resumed: ['n1'] }]);
  for (const value of [null, 'x', { paused: ['n1'] }, { fault: 'pause' }, { id: 1 }, [1]]) {
    expect(faultMark(value)).toBeUndefined();
    expect(unmarked(value)).toEqual(value);
  }
});

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 9 });
const done: fc.Arbitrary<{ readonly [member: string]: Json }> = fc.oneof(
  fc
    .tuple(fc.constantFrom('paused', 'killed', 'resumed', 'restarted'), names)
    .map(([member, nodes]) => ({ [member]: nodes })),
  fc.tuple(fc.integer(), names).map(([seed, nodes]) => ({ cutOff: randomHalves(nodes, randomFrom(seed)).value })),
);
const leaders = fc.option(
  names.map(([name]) => name ?? ''),
  { nil: null },
);

test('what was printed reads back as the same value, without its id', () => {
  fc.assert(
    fc.property(done, fc.option(leaders, { nil: undefined }), fc.boolean(), (what, leader, isMarked) => {
      const value = leader === undefined ? what : { ...what, leader };
      expect(parseNemesisValue(formatNemesisValue(isMarked ? { ...begun, ...value } : value))).toEqual(value);
    }),
  );
  for (const text of ['fully connected', 'all running', 'Paused', 'Paused by hand', 'so be it; leader n1']) {
    expect(parseNemesisValue(`"${text}"`)).toBe(text);
  }
  expect(parseNemesisValue('nil')).toBeNull();
  expect(parseNemesisValue(':network-healed')).toBeUndefined();
});

import { expect, test } from 'vitest';
import { setOf, spelled, tagged } from './edn-form';
import { plainText } from './plain';

test('values look as in the language of APIs, and never as EDN', () => {
  expect([null, 4, true, 'a b', ':open'].map((value) => plainText(value))).toEqual([
    'null',
    '4',
    'true',
    '"a b"',
    'open',
  ]);
  expect(plainText([1, [2, null]])).toBe('[1, [2, null]]');
  expect(plainText({ '\u202ea': ['\u202eko', ':b\u2066'] })).toBe('{\ufffda: ["\\u202eko", ":b\\u2066"]}');
  expect(plainText({ value: 4, "'sym": ':x' })).toBe('{value: 4, sym: x}');
});

test('what JSON has no form for is told too', () => {
  expect(plainText(setOf([':n3', ':n4']))).toBe('{n3, n4}');
  expect(plainText(spelled('1/2'))).toBe('1/2');
  expect(plainText(tagged('inst', '2026'))).toBe('inst "2026"');
});

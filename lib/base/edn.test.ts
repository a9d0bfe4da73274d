import { expect, it } from 'vitest';
import { formatJson, parseEdn, readEdn } from './edn';
import type { Json } from './json';

const printed: readonly (readonly [Json, string])[] = [
  [null, 'nil'],
  [true, 'true'],
  [-1.5, '-1.5'],
  ['s', '"s"'],
  ['a "b"\n', '"a \\"b\\"\\n"'],
  [':timed-out', ':timed-out'],
  [[1, 4], '[1 4]'],
  [[], '[]'],
  [{ a: 1, b: [null] }, '{:a 1, :b [nil]}'],
  [{ 'a b': 1 }, '{"a b" 1}'],
];

it('prints values as Jepsen does and reads them back', () => {
  for (const [value, text] of printed) {
    expect(formatJson(value)).toBe(text);
    expect(parseEdn(text)).toEqual({ ok: true, value });
  }
});

it('folds what JSON does not know', () => {
  expect(parseEdn('#{:n4 :n1}')).toEqual({ ok: true, value: [':n1', ':n4'] });
  expect(parseEdn('(1 2)')).toEqual({ ok: true, value: [1, 2] });
  expect(parseEdn('#jepsen.history.Op{:index 0, :f :read}')).toEqual({ ok: true, value: { index: 0, f: ':read' } });
  expect(parseEdn('12N')).toEqual({ ok: true, value: 12 });
});

it('never takes a number for its neighbour, nor a set for one in another order', () => {
  const value = (text: string) => {
    const parsed = parseEdn(text);
    return parsed.ok ? parsed.value : parsed.error;
  };
  expect(value('9007199254740993')).not.toEqual(value('9007199254740992N'));
  expect(value('-0009007199254740993N')).toBe(value('-9007199254740993'));
  expect(value('1.0000000000000000001M')).not.toEqual(value('1M'));
  expect(['007', '-0', '+5', '-1.5e3', '1/3', '0xff', '\\a', '\\('].map(value)).toEqual([
    ...[7, 0, 5, -1500, '1/3', '0xff', '\\a', '\\('],
  ]);
  expect(value('#{3 #{2 1} "a"}')).toEqual(value('#{"a" 3 #{1 2}}'));
  expect(value('"a\\\\d \\$ \\u00e9\n"')).toBe('a\\d \\$ é\n');
});

it('says what is wrong with a text that is no value', () => {
  for (const text of ['', '[1', '"a', '{:a', '}', '[1 2] 3', 'clojure.lang.ExceptionInfo:', '#']) {
    expect(parseEdn(text).ok, text).toBe(false);
  }
  expect(parseEdn('['.repeat(100_000))).toEqual({ ok: false, error: 'nested deeper than 64' });
});

it('says where a value ends', () => {
  expect(readEdn('[4 4]\t:timeout')).toEqual({ ok: true, value: { value: [4, 4], end: 5 } });
});

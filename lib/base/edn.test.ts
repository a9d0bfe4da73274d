import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatJson } from './edn';
import { asPlain } from './edn-form';
import { EdnReader, parseEdn, readEdn } from './edn-reader';
import { hostileJson } from './hostile-json.fixture';
import { isJsonEqual, type Json } from './json';

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
  // Written out, so that no page and no terminal shows them in another order.
  ['\u202eko', '"\\u202eko"'],
];

it('prints values as Jepsen does and reads them back', () => {
  for (const [value, text] of printed) {
    expect(formatJson(value)).toBe(text);
    expect(parseEdn(text)).toEqual({ ok: true, value });
  }
});

/** As in a history: a bare word is a value. */
function read(text: string): Json {
  const reader = new EdnReader(`${text} `, 0, true);
  const value = reader.value();
  reader.skipBlank();
  expect(reader.position, text).toBe(text.length + 1);
  return value;
}

/** Each row is one value written in several ways; no two rows are equal. */
const values: readonly (readonly string[])[] = [
  ['nil', ' ,nil'],
  ['true', '^:flag true'],
  ['false'],
  ['1', '1N', '+1', '01', '0x1', '0X01', '2r1', '1/1', '#_2 1', '; one\n1', '#! one\n1'],
  ['-12', '-014', '-0xC', '-3r110', '-24/2', '-12N'],
  ['0', '-0', '0N', '00', '0/7'],
  ['1.0', '1.', '1e0', '10E-1', '1.00'],
  ['0.0', '-0.0', '0e7'],
  ['1.5', '15e-1', '1.50'],
  ['1M', '1.0M', '10e-1M'],
  ['1.5M', '1.50M', '15E-1M'],
  ['0M', '-0.00M'],
  ['1/2', '2/4', '50/100'],
  ['-1/2', '-3/6'],
  ['9007199254740993', '9007199254740993N', '0x20000000000001'],
  ['9007199254740992N'],
  ['-9007199254740993'],
  ['1e400', '##Inf'],
  ['##-Inf', '-1e400'],
  ['##NaN'],
  [':x'],
  ['"x"', '"\\170"', '"\\u0078"'],
  ['x'],
  ['\\x', '\\u0078', '\\o170'],
  ['\\newline', '\\u000a', '\\o12'],
  ['\\('],
  [':a/x'],
  ['::x'],
  [':1'],
  ['"1"'],
  ['":x"'],
  ['"nil"'],
  [':nil'],
  [':é'],
  ['[1 2]', '(1 2)', '[1, 2,]', '^{:a 1} [1 ^String 2]', '[1 #_[3 4] 2 #_ #_ 5 6]'],
  ['#{1 2}', '#{2 1}'],
  ['[2 1]'],
  ['#{[1 2]}'],
  ['{:a 1}', '{:a 1,}'],
  ['{"a" 1}'],
  ['{a 1}'],
  ['{\\a 1}'],
  ['{1 1}'],
  ['{"1" 1}'],
  ['{:1 1}'],
  ['{1.0 1}'],
  ['{nil 1}'],
  ['{:nil 1}'],
  ['{[1 2] 1}', '{(1 2) 1}'],
  ['{#{1 2} 1}'],
  [
    '{:acct/id 1, :acct/bal 2, :open 3, "s" 4}',
    '#:acct{:id 1, :bal 2, :_/open 3, "s" 4}',
    '#:acct {:bal 2 :acct/id 1 :_/open 3 "s" 4}',
  ],
  ['{:id 1, :bal 2, :open 3, "s" 4}'],
  ['#inst "2024-05-01"', '#inst"2024-05-01"', '#inst "2024-05-01T01:30:00.000+01:30"', '#inst "2024-05"'],
  ['#inst "2024-05-01T00:00:00.5Z"', '#inst "2024-04-30T23:00:00.500-01:00"'],
  ['#inst "2024-05-01T00:00:00.500000001"'],
  ['#inst "2024-13-01"'],
  ['#uuid "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"', '#uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"'],
  ['"2024-05-01"'],
  ['#uuid "2024-05-01"'],
  ['#my.Record{:a 1}', '#my.Record {:a 1}'],
  ['#my.Record[1 2]'],
  ['#"a+b"'],
  ['#"a\nb"', '#"a\\nb"'],
  ['{"#" "a"}'],
  ['{:# "a"}'],
  ['{"# " 1}'],
  ['{"#1" 1}'],
  ['{:#1 1}'],
  ['{"#a" 1}'],
  ['{:#a 1}'],
  ['{"#a 1" 1}'],
  ['{#a 1 1}'],
  ['"a+b"'],
  ["'x", '(quote x)'],
  ["#'a/x"],
  ['@x', '(clojure.core/deref x)'],
  ['#(+ 1 %)'],
  ['[]', '()'],
  ['{}'],
  ['#{}'],
];

it('reads whatever Clojure reads: what is equal there is equal here, and nothing else', () => {
  const rows = values.map((texts) => texts.map(read));
  for (const [place, [first = null, ...others]] of rows.entries()) {
    for (const [way, other] of others.entries()) {
      expect(isJsonEqual(first, other), `${values[place]?.[0]} = ${values[place]?.[way + 1]}`).toBe(true);
    }
    for (const [otherPlace, [other = null]] of rows.entries()) {
      const said = `${values[place]?.[0]} and ${values[otherPlace]?.[0]}`;
      if (place !== otherPlace) expect(isJsonEqual(first, other), said).toBe(false);
    }
  }
});

it('prints what it read so that it is read again, however deep it is nested', () => {
  const texts = fc.constantFrom(...values.flat());
  const { text } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small' },
      texts,
      fc.array(tie('text'), { maxLength: 3 }).map((items) => `[${items.join(' ')}\n]`),
      fc.tuple(fc.constantFrom('k', 'n/k'), tie('text')).map(([key, item]) => `{:${key} ${item}\n}`),
      tie('text').map((key) => `{${key}\n 1}`),
      tie('text').map((item) => `#{${item}\n}`),
      tie('text').map((item) => `#t ${item}`),
    ),
  }));
  fc.assert(
    fc.property(text, (written) => {
      const value = read(written);
      expect(read(formatJson(value))).toEqual(value);
    }),
    { numRuns: 2000 },
  );
});

it('prints on one line whatever it is given', () => {
  fc.assert(fc.property(hostileJson, (value) => !/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(formatJson(value))));
});

it('is plain where people read it alone', () => {
  const said = read('{:type java.io.IOException, "n1" #{"n2"}, :at [:x ":x" #inst "2024" 1.0]}');
  expect(asPlain(said)).toEqual({
    type: 'java.io.IOException',
    n1: ['n2'],
    at: [':x', ':x', '2024-01-01T00:00:00Z', '1.0'],
  });
});

it('refuses what Clojure refuses', () => {
  const wrong = ['08', '1a', '1/0', '37r1', '2r2', ':', ':a:', '{:a 1 :a 2}', '#{1 1N}', '{:a}', '\\abc', '##foo'];
  for (const text of [...wrong, '#=(+ 1 2)', '#<Object 1>', '#?(:clj 1)', '#::a{:b 1}', '#::{:b 1}', '#:a[1]', ')']) {
    expect(() => read(text), text).toThrow();
  }
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
